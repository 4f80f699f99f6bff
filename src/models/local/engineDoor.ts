import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { proofOf, readSecret } from './engineAddress.ts';
import { FileLock } from './fileLock.ts';
import { MessageSocket } from './messageSocket.ts';
import { type FromDoor, type FromEngine, PROTOCOL, type ToDoor, type ToEngine } from './protocol.ts';

/**
 * Entry of the thread of an engine's process that lets windows in. It is a thread of its own because it has to end the
 * process when the last window has gone, whatever the main thread is in the middle of: a step of the model, or a driver
 * that hangs.
 */

export interface DoorOptions {
  /** Path of the socket, or name of the pipe. */
  readonly socket: string;
  /** The file that the process's standard error goes to; beside the socket where that is a file. */
  readonly log: string;
  /** Milliseconds for which a window that went without a word is waited for. */
  readonly keepWarm: number;
  /** The folder is this engine's alone, and goes with it. */
  readonly ownFolder: boolean;
}

export type ToDoorThread =
  | { readonly kind: 'send'; readonly client: number; readonly message: FromEngine }
  /** Nobody else is let in, and the process ends when those who are there have left, or soon. */
  | { readonly kind: 'shut' };

export type FromDoorThread =
  | { readonly kind: 'message'; readonly client: number; readonly message: ToEngine }
  | { readonly kind: 'left'; readonly client: number };

/** Milliseconds in which whoever started the process comes in. */
const FIRST_PATIENCE = 10_000;
/** Milliseconds in which a connection says who it is. */
const HELLO_PATIENCE = 5000;
/** Milliseconds in which all have read the engine's last words. */
const SHUT_PATIENCE = 1000;
/** Milliseconds between two attempts to begin while another engine does. */
const LOCK_PAUSE = 20;
/** Milliseconds between two looks at what the process has written. */
const LOG_EVERY = 1000;
/** Bytes of the log above which it begins anew. */
const LONGEST_LOG = 64 * 1024;
/** Milliseconds for which the log of an engine that died is left to the windows that ask why. */
const LOG_KEPT = 60_000;

const { socket: address, log, keepWarm, ownFolder } = workerData as DoorOptions;
const folder = dirname(log);
const windows = process.platform === 'win32';

const clients = new Map<number, MessageSocket<ToDoor, FromDoor>>();
const server = createServer((socket) => receive(socket));
let secret = '';
let lastClient = 0;
let logged = 0;
/** The address is this engine's: nobody else's socket is there. */
let found = false;
let over: NodeJS.Timeout | undefined = setTimeout(end, FIRST_PATIENCE);

function tellEngine(message: FromDoorThread): void {
  parentPort?.postMessage(message);
}

function receive(socket: Socket): void {
  let client = 0;
  const impatience = setTimeout(() => socket.destroy(), HELLO_PATIENCE);
  const messages = new MessageSocket<ToDoor, FromDoor>(socket, (message) => {
    if (message.kind === 'hello') {
      clearTimeout(impatience);
      const proof = proofOf(message.challenge, secret);
      messages.send({ kind: 'hello', protocol: PROTOCOL, proof, pid: process.pid, log, logged });
      if (message.protocol === PROTOCOL) client ||= enter(messages);
      else messages.end();
    } else if (client === 0) socket.destroy();
    else if (message.kind === 'leave') {
      left(client, 0);
      messages.end();
    } else tellEngine({ kind: 'message', client, message });
  });
  socket.on('close', () => {
    clearTimeout(impatience);
    left(client, keepWarm);
  });
}

function enter(messages: MessageSocket<ToDoor, FromDoor>): number {
  clearTimeout(over);
  clients.set(++lastClient, messages);
  return lastClient;
}

/** @param patience milliseconds for which the process outlives the last one */
function left(client: number, patience: number): void {
  if (!clients.delete(client)) return;
  tellEngine({ kind: 'left', client });
  if (clients.size > 0) return;
  clearTimeout(over);
  if (patience === 0) end();
  else over = setTimeout(end, patience);
}

/** At once, without waiting for what the main thread does. */
function end(): void {
  removeFiles();
  process.kill(process.pid, 'SIGKILL');
}

function removeFiles(): void {
  try {
    hide();
    rmSync(log, { force: true });
    if (!ownFolder) return;
    for (const file of readdirSync(folder)) rmSync(join(folder, file), { force: true });
    rmdirSync(folder);
  } catch {
    // What stays does no harm: it is found to be nobody's.
  }
}

/** Nobody finds the way here any more; another engine may have the address. */
function hide(): void {
  if (!found) return;
  found = false;
  server.close();
  if (!windows) rmSync(address, { force: true });
}

function shut(): void {
  hide();
  if (clients.size === 0) end();
  else setTimeout(end, SHUT_PATIENCE);
}

/** Sends on what the process, its native parts included, has written since. */
function readLog(): void {
  try {
    const { size } = statSync(log);
    if (size === logged) return;
    const from = size < logged ? 0 : logged;
    logged = size;
    const text = readPart(from, size);
    if (size > LONGEST_LOG) {
      truncateSync(log);
      logged = 0;
    }
    for (const messages of clients.values()) messages.send({ kind: 'log', text, logged });
  } catch {
    // Without its log the engine serves as well.
  }
}

function readPart(from: number, to: number): string {
  const handle = openSync(log, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(to, fstatSync(handle).size, from + LONGEST_LOG) - from);
    return bytes.toString('utf8', 0, readSync(handle, bytes, 0, bytes.length, from));
  } finally {
    closeSync(handle);
  }
}

/** False when another engine serves at this address. */
async function begin(): Promise<boolean> {
  // A pipe goes with its process, and its name is given once.
  if (windows) return await listen();
  // Several may start at once, and find what a killed one has left: only one of them is to remove it.
  while (!(await answers())) {
    const lock = await FileLock.take(`${address}.lock`, () => undefined);
    if (!lock) {
      await delay(LOCK_PAUSE);
      continue;
    }
    try {
      if (await answers()) return false;
      rmSync(address, { force: true });
      return await listen();
    } finally {
      await lock.release();
    }
  }
  return false;
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(address);
    probe.on('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
}

/** @throws the system's own errors, but for a name that is taken */
function listen(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(address, () => {
      found = true;
      resolve(true);
    });
  });
}

/** Logs of engines that died with nobody left to read why. */
function removeOldLogs(): void {
  const [name = ''] = basename(log).split('.');
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    const old = file.startsWith(`${name}.`) && file.endsWith('.log') && path !== log;
    if (old && Date.now() - statSync(path).mtimeMs > LOG_KEPT) rmSync(path, { force: true });
  }
}

parentPort?.on('message', (message: ToDoorThread) => {
  // What was written before the message is known before it; and nothing is looked for with every token.
  if (message.kind === 'shut' || message.message.kind !== 'text') readLog();
  if (message.kind === 'shut') shut();
  else clients.get(message.client)?.send(message.message);
});

secret = await readSecret(folder);
if (await begin()) {
  setInterval(readLog, LOG_EVERY);
  removeOldLogs();
} else {
  rmSync(log, { force: true });
  process.exit(0);
}
