import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { cardFor } from '../../src/core/model/catalogue.ts';
import { createCounters } from '../../src/models/tokens/index.ts';
import { packedVocabulary } from '../unit/models/tokens/vocabularyFile.ts';

/** The tokenizer: how long it takes to open, how fast it counts, how long it holds the thread. */

const TARGET_BLOCK_MS = 10;
const WINDOW = 8192;
const ROUNDS = 10;

export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-tokens-'));
  try {
    const file = path.join(folder, 'qwen2.5.tokens');
    await writeFile(file, await packedVocabulary());
    const opened = await openings(file);
    return { ...opened, ...(await counting(file)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const CARD = cardFor('T-lite-it-1.0', { rawCompletions: true });

/** Milliseconds until the first counter, and for how long the thread stood still meanwhile. */
async function openings(file: string): Promise<Record<string, unknown>> {
  const loads: number[] = [];
  let longest = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    await pause();
    delay.enable();
    const start = performance.now();
    await createCounters(file)(CARD);
    loads.push(performance.now() - start);
    await pause();
    delay.disable();
    longest = Math.max(longest, delay.max / 1e6);
  }
  return {
    loadMs: round(median(loads)),
    longestBlockMs: round(longest),
    targetBlockMs: TARGET_BLOCK_MS,
    met: longest <= TARGET_BLOCK_MS,
  };
}

async function counting(file: string): Promise<Record<string, unknown>> {
  const root = path.join(import.meta.dirname, '../..');
  const text = globSync('{src,test,docs}/**/*.{ts,md}', { cwd: root })
    .sort()
    .map((name) => readFileSync(path.join(root, name), 'utf8'))
    .join('\n');
  const speed = async (warm: boolean): Promise<number> => {
    const speeds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const counter = await createCounters(file)(CARD);
      if (warm) counter.count(text);
      const start = performance.now();
      const tokens = counter.count(text);
      speeds.push(tokens / (performance.now() - start) / 1000);
    }
    return median(speeds);
  };
  const counter = await createCounters(file)(CARD);
  const tokens = counter.count(text);
  const window = text.slice(0, Math.floor((text.length * WINDOW) / tokens));
  const start = performance.now();
  counter.count(window);
  const windowMs = performance.now() - start;
  return {
    corpusTokens: tokens,
    firstMillionTokensPerSecond: round(await speed(false)),
    againMillionTokensPerSecond: round(await speed(true)),
    wholeWindowMs: round(windowMs),
    hundredThousandEqualLettersMs: round(timed(() => counter.count('a'.repeat(100_000)))),
  };
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

if (import.meta.main) console.log(JSON.stringify(await run()));
