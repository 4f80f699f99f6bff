import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
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
    if (!(await lock.#create()) && !(await lock.#takeOver())) return undefined;
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
    return writeNew(this.#path, JSON.stringify(this.#owner));
  }

  /** Of many that find a stale lock one alone removes it: the others' removal would hit that one's new lock. */
  async #takeOver(): Promise<boolean> {
    const guard = `${this.#path}.stale`;
    if (await isHeld(this.#path)) return false;
    if (!(await writeNew(guard, JSON.stringify(this.#owner)))) {
      // Left by a program that died at this very step.
      if (!(await isHeld(guard))) await rm(guard, { force: true });
      return false;
    }
    try {
      if (await isHeld(this.#path)) return false;
      await rm(this.#path, { force: true });
      return await this.#create();
    } finally {
      await rm(guard, { force: true });
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

/** False when there is such a file already. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
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
