import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { CodebaseIndex } from '../../src/codebase/client.ts';
import type { IndexState, Query } from '../../src/core/retrieval/codebase.ts';
import { randomFrom, writeSourceTree } from '../support/sourceTree.ts';
import { readQuestions } from './retrieval/questions.ts';

/**
 * The index on a generated tree: of 10,000 files, or of as many as TOLMACH_BENCH_FILES says (100,000 for the larger
 * target). Times are of one run on whatever else the machine does: `load` tells how busy it was.
 */

const FILES = Number(process.env['TOLMACH_BENCH_FILES'] ?? 10_000);
const TARGETS = {
  firstSecondsPerTenThousand: 4,
  memoryMegabytes: 250,
  databaseShare: 0.6,
  savedFileMs: 20,
  queryP95Ms: 20,
  loopP99OverIdleMs: 5,
};
const QUERIES = 200;
const SAVES = 30;

export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-index-'));
  const root = path.join(folder, 'tree');
  const database = path.join(folder, 'index/index.sqlite');
  const load = loadavg()[0] ?? 0;
  try {
    const tree = await writeSourceTree(root, FILES);
    const open = () =>
      new CodebaseIndex({
        workerPath: new URL('../../src/codebase/worker.ts', import.meta.url),
        settings: { database, folders: [root], exclude: [] },
        log: console.error,
      });
    const first = await build(open());
    await first.index.dispose();
    const rescan = await build(open());
    const index = rescan.index;
    const queries = await ask(index);
    const saves = await save(index, root);
    await index.dispose();
    const databaseBytes = await sizeOf(path.dirname(database));
    const memory = Math.max(first.memory, rescan.memory);
    const loop = first.loopP99 - first.idleP99;
    return {
      files: tree.files,
      textMegabytes: round(tree.bytes / 1e6),
      load: round(load),
      firstSeconds: round(first.seconds),
      megabytesPerSecond: round(tree.bytes / 1e6 / first.seconds),
      rescanSeconds: round(rescan.seconds),
      memoryMegabytes: round(memory),
      databaseShare: round(databaseBytes / tree.bytes),
      queryMs: queries,
      savedFileMs: saves,
      loopP99Ms: { idle: round(first.idleP99), indexing: round(first.loopP99) },
      targets: TARGETS,
      met: {
        first: first.seconds <= (TARGETS.firstSecondsPerTenThousand * tree.files) / 10_000,
        memory: memory <= TARGETS.memoryMegabytes,
        database: databaseBytes / tree.bytes <= TARGETS.databaseShare,
        query: queries.p95 <= TARGETS.queryP95Ms,
        savedFile: saves.median <= TARGETS.savedFileMs,
        loop: loop <= TARGETS.loopP99OverIdleMs,
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Built {
  readonly index: CodebaseIndex;
  readonly seconds: number;
  /** What the process took more at its peak than before, in megabytes: the worker is a thread of it. */
  readonly memory: number;
  readonly idleP99: number;
  readonly loopP99: number;
}

async function build(index: CodebaseIndex): Promise<Built> {
  const idle = monitorEventLoopDelay({ resolution: 1 });
  idle.enable();
  await pause(1500);
  idle.disable();

  const before = process.memoryUsage.rss();
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const busy = monitorEventLoopDelay({ resolution: 1 });
  busy.enable();
  const start = performance.now();
  index.start();
  await reached(index, ({ activity }) => activity === 'ready');
  const seconds = (performance.now() - start) / 1000;
  busy.disable();
  clearInterval(sampler);
  const memory = (peak - before) / 1e6;
  const [idleP99, loopP99] = [idle.percentile(99) / 1e6, busy.percentile(99) / 1e6];
  return { index, seconds, memory, idleP99, loopP99 };
}

function reached(index: CodebaseIndex, fits: (state: IndexState) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const heard = index.onDidChangeState((state) => {
      if (state.error) reject(new Error(`${state.error.kind}: ${state.error.detail}`));
      if (!fits(state)) return;
      heard.dispose();
      resolve();
    });
  });
}

const queryOf = (text: string, identifiers: readonly string[]): Query => {
  return { text, identifiers, openFiles: [], recentFiles: [] };
};

/** Questions of the retrieval set, each with its names: as long as real ones. */
async function ask(index: CodebaseIndex): Promise<{ median: number; p95: number }> {
  const questions = readQuestions();
  const times: number[] = [];
  for (let at = 0; at < QUERIES; at++) {
    const question = questions[at % questions.length];
    if (!question) continue;
    const start = performance.now();
    await index.search(queryOf(question.question, question.identifiers), 10, new AbortController().signal);
    times.push(performance.now() - start);
  }
  return spread(times);
}

/** From the save to the moment at which the new word is found. */
async function save(index: CodebaseIndex, root: string): Promise<{ median: number; p95: number }> {
  const random = randomFrom(1);
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  const sources = files.filter((entry) => entry.isFile());
  const times: number[] = [];
  for (let at = 0; at < SAVES; at++) {
    const entry = sources[Math.floor(random() * sources.length)];
    if (!entry) continue;
    const file = path.join(entry.parentPath, entry.name);
    const mark = `savedword${at}`;
    await appendFile(file, `\n${(await readFile(file, 'utf8')).includes(mark) ? '' : mark}\n`);
    const start = performance.now();
    index.changed([file]);
    for (;;) {
      const found = await index.search(queryOf(mark, []), 1, new AbortController().signal);
      if (found.some(({ text }) => text.includes(mark))) break;
    }
    times.push(performance.now() - start);
  }
  return spread(times);
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

function spread(times: readonly number[]): { median: number; p95: number } {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => round(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  return { median: at(0.5), p95: at(0.95) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

if (import.meta.main) console.log(JSON.stringify(await run()));
