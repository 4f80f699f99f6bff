import { createHash, createHmac, randomBytes } from 'node:crypto';
import { link, lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type LoadSettings, PROTOCOL } from './protocol.ts';

/** Where windows meet an engine. */
export interface EngineAddress {
  /** Path of the socket, or name of the pipe. */
  readonly socket: string;
  /** The user's own, for nobody else's eyes. */
  readonly folder: string;
  /** What the engine's files in the folder begin with. */
  readonly name: string;
  /** Known to those alone who can read the folder. */
  readonly secret: string;
  /** Other windows find it too. */
  readonly shared: boolean;
}

/** Bytes of a socket's path, with the zero at its end, that every system takes (macOS; Linux has 108). */
const LONGEST_SOCKET = 104;
const SECRET = 'secret';
const OTHERS_RIGHTS = 0o077;

/** Folders of the user's session, the better first: the first is in memory and ends with the session. */
export function runtimeFolders(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const { XDG_RUNTIME_DIR: session } = environment;
  return session ? [session, tmpdir()] : [tmpdir()];
}

/** The same for all windows that want this model in this way, and another for all others. */
export function engineName(settings: LoadSettings, version: string): string {
  const { file, threads, contextWindow, gpu } = settings;
  return digest([PROTOCOL, file, version, threads, contextWindow, gpu]);
}

/**
 * The address of that name in the first of the folders that will do.
 * @throws Error with the reasons when none does
 */
export async function sharedAddress(name: string, folders: readonly string[]): Promise<EngineAddress> {
  return firstOf(folders, async (base) => {
    const folder = join(base, `tolmach-${userId()}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await requireOwn(folder);
    const secret = await folderSecret(folder);
    return { socket: socketOf(folder, name, secret), folder, name, secret, shared: true };
  });
}

/**
 * An address that nobody else finds.
 * @throws Error with the reasons when no folder will do
 */
export async function privateAddress(name: string, folders: readonly string[]): Promise<EngineAddress> {
  return firstOf([...folders, tmpdir()], async (base) => {
    const folder = await mkdtemp(join(base, 'tolmach-'));
    try {
      const secret = await folderSecret(folder);
      return { socket: socketOf(folder, name, secret), folder, name, secret, shared: false };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

/** What the door answers to a challenge: another user may have taken the pipe's name, and would hear the requests. */
export function proofOf(challenge: string, secret: string): string {
  return createHmac('sha256', secret).update(challenge).digest('hex');
}

/** @throws the file system's own errors */
export function readSecret(folder: string): Promise<string> {
  return readFile(join(folder, SECRET), 'utf8');
}

async function firstOf<T>(folders: readonly string[], make: (folder: string) => Promise<T>): Promise<T> {
  const reasons: string[] = [];
  for (const folder of folders) {
    try {
      return await make(folder);
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(reasons.join('; '));
}

/** Whoever could write there could put a socket of his own in the place of ours. */
async function requireOwn(folder: string): Promise<void> {
  const facts = await lstat(folder);
  if (!facts.isDirectory()) throw new Error(`${folder} is no folder`);
  // Windows has neither owners nor modes here: what the user's own folder holds is his by inheritance.
  if (process.getuid === undefined) return;
  if (facts.uid !== process.getuid()) throw new Error(`${folder} belongs to another user`);
  if ((facts.mode & OTHERS_RIGHTS) !== 0) throw new Error(`${folder} is open to other users`);
}

async function folderSecret(folder: string): Promise<string> {
  const known = await readSecret(folder).catch(() => undefined);
  if (known) return known;
  // Of several windows that find none, the first one's holds, and none is ever read half written.
  const draft = join(folder, `${SECRET}.${randomBytes(8).toString('hex')}`);
  await writeFile(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  await link(draft, join(folder, SECRET)).catch(() => undefined);
  await rm(draft);
  return readSecret(folder);
}

/** @throws Error when the path is longer than sockets take */
function socketOf(folder: string, name: string, secret: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\tolmach-${userId()}-${digest([name, secret])}`;
  const path = join(folder, name);
  if (Buffer.byteLength(path) >= LONGEST_SOCKET) throw new Error(`${path} is too long for a socket`);
  return path;
}

function userId(): string {
  return String(process.getuid?.() ?? userInfo().username.replaceAll(/\W/g, '_'));
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
