import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { download } from '../../src/models/local/download.ts';
import { createLazyFileFetch } from '../../src/models/remote/lazyFileFetch.ts';
import { type FileServer, startFileServer } from '../support/fileServer.ts';
import { type FileServerProcess, startFileServerProcess } from '../support/fileServerChild.ts';
import { FILE_THREAD } from '../support/fileThread.ts';
import { NETWORK } from '../unit/models/remote/harness.ts';

/**
 * The download of a file against a bare `fetch` into a file, in turns; what it does to the thread that the editor's
 * other extensions share; and whole files after kills at random moments.
 */

const BYTES = 512 * 1024 * 1024;
const ROUNDS = 7;
const CUTS = 50;
const CHILD = path.join(import.meta.dirname, '../support/downloadChild.ts');
const signal = new AbortController().signal;

const files = createLazyFileFetch(() => NETWORK);

const WAYS = ['bare', 'bareOnDisk', 'ours'] as const;

export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-bench-'));
  const target = path.join(folder, 'model.gguf');
  try {
    const measured = await transfers(target);
    await using server = await startFileServer(24 * 1024 * 1024);
    return { ...measured, ...(await cuts(server, target)) };
  } finally {
    files.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function transfers(target: string): Promise<Record<string, unknown>> {
  await using server = await startFileServerProcess(BYTES);
  const bring: Record<(typeof WAYS)[number], () => Promise<void>> = {
    bare: () => bare(server.url, target, false),
    // As we do, it waits until the disk has it.
    bareOnDisk: () => bare(server.url, target, true),
    ours: () => ours(server, target),
  };
  const idle = monitorEventLoopDelay({ resolution: 1 });
  idle.enable();
  await delay(3_000);
  idle.disable();
  const busy = {
    bare: monitorEventLoopDelay({ resolution: 1 }),
    ours: monitorEventLoopDelay({ resolution: 1 }),
  };
  const speeds: Record<(typeof WAYS)[number], number[]> = { bare: [], bareOnDisk: [], ours: [] };
  // The first of each warms up.
  for (let round = -1; round < ROUNDS; round++) {
    for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) {
      const watch = way === 'bareOnDisk' || round < 0 ? undefined : busy[way];
      const started = performance.now();
      watch?.enable();
      await bring[way]();
      watch?.disable();
      const seconds = (performance.now() - started) / 1000;
      await rm(target);
      if (round >= 0) speeds[way].push(BYTES / 1e6 / seconds);
    }
  }
  const ratio = (other: readonly number[]): number =>
    rounded(median(speeds.ours.map((speed, round) => speed / (other[round] ?? Number.NaN))));
  const milliseconds = (nanoseconds: number): number => rounded(nanoseconds / 1e6);
  return {
    bareMegabytesPerSecond: Math.round(median(speeds.bare)),
    bareOnDiskMegabytesPerSecond: Math.round(median(speeds.bareOnDisk)),
    oursMegabytesPerSecond: Math.round(median(speeds.ours)),
    ratio: ratio(speeds.bare),
    ratioOnDisk: ratio(speeds.bareOnDisk),
    targetRatio: 0.9,
    idleDelayP99Ms: milliseconds(idle.percentile(99)),
    bareDelayP99Ms: milliseconds(busy.bare.percentile(99)),
    oursDelayP99Ms: milliseconds(busy.ours.percentile(99)),
    targetAddedDelayMs: 5,
  };
}

async function bare(url: string, target: string, flush: boolean): Promise<void> {
  const { body } = await fetch(url);
  if (!body) throw new Error('no body');
  await pipeline(Readable.fromWeb(body), createWriteStream(target, { flush }));
}

async function ours({ url, sha256 }: FileServerProcess, target: string): Promise<void> {
  const rooms = { threadPath: FILE_THREAD, fetch: files.fetch, stall: 10_000, pauses: [] };
  await download({ url, target, sha256 }, rooms, signal, () => {});
}

/** Kills the downloading process again and again until it got through; counts files that came out whole. */
async function cuts(server: FileServer, target: string): Promise<Record<string, unknown>> {
  server.options = { speed: 60e6 };
  const { sha256 } = server;
  let [kills, files, identical] = [0, 0, 0];
  while (kills < CUTS) {
    const child = spawn(process.execPath, [CHILD, server.url, target], { stdio: 'ignore' });
    if (await endedWithin(child, 100 + Math.random() * 500)) {
      files += 1;
      if ((await digest(target)) === sha256) identical += 1;
      await rm(target);
    } else kills += 1;
  }
  return { kills, filesCompleted: files, filesIdentical: identical };
}

/** Whether it ended by itself before it was killed. */
async function endedWithin(child: ChildProcess, milliseconds: number): Promise<boolean> {
  const ended = once(child, 'exit');
  const first = await Promise.race([ended.then(() => true), delay(milliseconds, false)]);
  if (!first) child.kill('SIGKILL');
  const [code] = await ended;
  return code === 0;
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (import.meta.main) console.log(JSON.stringify(await run()));
