import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { download } from '../../src/models/local/download.ts';
import { type FileServer, startFileServer } from '../support/fileServer.ts';
import { FILE_THREAD } from '../support/fileThread.ts';

/** The download of a file against a bare `fetch` into a file, in turns, and whole files after kills at random moments. */

const BYTES = 256 * 1024 * 1024;
const ROUNDS = 7;
const CUTS = 50;
const CHILD = path.join(import.meta.dirname, '../support/downloadChild.ts');
const signal = new AbortController().signal;

export async function run(): Promise<Record<string, unknown>> {
  await using server = await startFileServer(BYTES);
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-bench-'));
  const target = path.join(folder, 'model.gguf');
  try {
    const ways = { bare: () => bare(server.url, target), ours: () => ours(server, target) };
    const speeds: Record<keyof typeof ways, number[]> = { bare: [], ours: [] };
    // The first of each warms up.
    for (let round = -1; round < ROUNDS; round++) {
      const order = round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const);
      for (const way of order) {
        const started = performance.now();
        await ways[way]();
        const seconds = (performance.now() - started) / 1000;
        await rm(target);
        if (round >= 0) speeds[way].push(BYTES / 1e6 / seconds);
      }
    }
    const ratio = median(speeds.ours.map((speed, round) => speed / (speeds.bare[round] ?? Number.NaN)));
    return {
      bareMegabytesPerSecond: Math.round(median(speeds.bare)),
      oursMegabytesPerSecond: Math.round(median(speeds.ours)),
      ratio: Math.round(ratio * 1000) / 1000,
      targetRatio: 0.9,
      ...(await cuts(server, target)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bare(url: string, target: string): Promise<void> {
  const { body } = await fetch(url);
  if (!body) throw new Error('no body');
  await pipeline(Readable.fromWeb(body), createWriteStream(target));
}

async function ours({ url, sha256 }: FileServer, target: string): Promise<void> {
  await download(
    { url, target, sha256 },
    { threadPath: FILE_THREAD, fetch, stall: 10_000, pauses: [] },
    signal,
    () => {},
  );
}

/** Kills the downloading process again and again until it got through; counts files that came out whole. */
async function cuts(server: FileServer, target: string): Promise<Record<string, unknown>> {
  server.bytes = server.bytes.subarray(0, 24 * 1024 * 1024);
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (import.meta.main) console.log(JSON.stringify(await run()));
