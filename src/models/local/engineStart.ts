import { randomBytes } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineAddress } from './engineAddress.ts';
import type { DoorOptions } from './engineDoor.ts';
import { spawnEngine } from './engineFork.ts';
import { type EngineLink, greet } from './engineLink.ts';
import type { FromDoor } from './protocol.ts';

export interface StartOptions {
  readonly workerPath: string;
  /** Milliseconds for which an engine waits for a window that went without a word. */
  readonly keepWarm: number;
}

/** A process that this one started. */
export interface StartedEngine {
  readonly pid: number | undefined;
  readonly log: string;
  /** How it ended: a signal's name, `exit code 3`, or why it never began. */
  readonly ended: Promise<string>;
  /** The same, once it is known. */
  how(): string | undefined;
  kill(): void;
}

export interface Reached {
  readonly link: EngineLink;
  /** The engine's process, if it was started here. */
  readonly child?: StartedEngine;
}

/** Nobody serves at the address, and the process that was to do it is dead. */
export class EngineStartError extends Error {
  readonly how: string;
  /** What it wrote. */
  readonly output: string;

  constructor(how: string, output = '') {
    super(how);
    this.how = how;
    this.output = output;
  }
}

/** Somebody else is at the address. */
export class StrangerError extends Error {}

/** Milliseconds in which an engine lets windows in, on a machine with much else to do. */
const PATIENCE = 30_000;
/** Milliseconds between two looks whether it does. */
const PAUSE = { first: 5, growth: 1.3, longest: 100 };
/** What an engine ends with that finds another one at its address. */
const TAKEN = 'exit code 0';

/**
 * The engine at an address, started when nobody is there.
 * @throws EngineStartError, StrangerError, and the file system's own errors
 */
export async function reachEngine(
  address: EngineAddress,
  options: StartOptions,
  hear: (message: FromDoor) => void,
): Promise<Reached> {
  const deadline = performance.now() + PATIENCE;
  let child: StartedEngine | undefined;
  for (let pause = PAUSE.first; ; pause = Math.min(pause * PAUSE.growth, PAUSE.longest)) {
    const greeting = await greet(address, hear);
    if (greeting.kind === 'stranger') throw new StrangerError(greeting.why);
    if (greeting.kind === 'link') {
      const { link } = greeting;
      return child?.pid === link.pid ? { link, child } : { link };
    }
    const how = child?.how();
    if (child && how !== undefined && how !== TAKEN) throw await startError(child, how);
    if (!child || how === TAKEN) child = await startEngine(address, options);
    else if (performance.now() > deadline) {
      child.kill();
      throw new EngineStartError(`no answer in ${PATIENCE} ms`);
    }
    await delay(pause);
  }
}

async function startError({ log }: StartedEngine, how: string): Promise<EngineStartError> {
  const output = await readFile(log, 'utf8').catch(() => '');
  await rm(log, { force: true }).catch(() => undefined);
  return new EngineStartError(how, output);
}

async function startEngine(
  { socket, folder, name, shared }: EngineAddress,
  { workerPath, keepWarm }: StartOptions,
): Promise<StartedEngine> {
  // One for each start, so that whoever finds another engine at work spoils nothing.
  const log = join(folder, `${name}.${randomBytes(4).toString('hex')}.log`);
  const handle = await open(log, 'a', 0o600);
  try {
    const options: DoorOptions = { socket, log, keepWarm, ownFolder: !shared };
    const child = spawnEngine(workerPath, JSON.stringify(options), handle.fd);
    let how: string | undefined;
    const ended = new Promise<string>((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    void ended.then((known) => {
      how = known;
    });
    return { pid: child.pid, log, ended, how: () => how, kill: () => child.kill('SIGKILL') };
  } finally {
    await handle.close();
  }
}
