import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Milliseconds. A lock that was not touched for so long is nobody's. */
const STALE = 60_000;
const TOUCH_EVERY = 10_000;

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/**
 * A file beside another one that says who is at work on it, across windows and across machines that share a folder.
 * The lock of a program that died is taken over.
 */
export class FileLock {
  readonly #path: string;
  readonly #owner: Owner = { pid: process.pid, host: hostname(), token: randomUUID() };
  #touching: NodeJS.Timeout | undefined;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Nothing when another one has it.
   * @param onLost it was taken over: this program had stood still for too long
   * @throws the file system's own errors
   */
  static async take(path: string, onLost: () => void): Promise<FileLock | undefined> {
    const lock = new FileLock(path);
    if (!(await lock.#create())) {
      const found = await readFile(path, 'utf8').catch(() => '');
      if (await isHeld(path)) return undefined;
      await lock.#clear(found);
      if (!(await lock.#create())) return undefined;
    }
    lock.#touching = setInterval(() => void lock.#touch(onLost), TOUCH_EVERY);
    lock.#touching.unref();
    return lock;
  }

  /** Never rejects: a lock that stays is stale soon. */
  async release(): Promise<void> {
    clearInterval(this.#touching);
    const owner = await readOwner(this.#path);
    if (owner?.token === this.#owner.token) await rm(this.#path, { force: true }).catch(() => undefined);
  }

  async #create(): Promise<boolean> {
    try {
      const file = await open(this.#path, 'wx');
      await file.writeFile(JSON.stringify(this.#owner));
      await file.close();
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  }

  /** Of two that find a stale lock one alone moves it away; the other one's move would hit the new lock. */
  async #clear(stale: string): Promise<void> {
    const away = `${this.#path}.${this.#owner.token}`;
    try {
      await rename(this.#path, away);
      if ((await readFile(away, 'utf8')) === stale) await rm(away, { force: true });
      else await rename(away, this.#path);
    } catch {
      // The other one was faster, and has it.
    }
  }

  async #touch(onLost: () => void): Promise<void> {
    const owner = await readOwner(this.#path);
    const now = new Date();
    if (owner?.token === this.#owner.token) await utimes(this.#path, now, now).catch(() => undefined);
    else if (owner) {
      clearInterval(this.#touching);
      onLost();
    }
  }
}

/** Whether a program that runs has the lock. */
export async function isHeld(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > STALE) return false;
    const owner = await readOwner(path);
    // Not yet written, or another machine's.
    return owner?.host !== hostname() || isRunning(owner.pid);
  } catch {
    return false;
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const owner: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'host' in value &&
    typeof value.host === 'string' &&
    'token' in value &&
    typeof value.token === 'string'
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
