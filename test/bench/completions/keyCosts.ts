/**
 * What a key costs the editor's thread, in files of any length, and whether memory stays flat over a hundred thousand
 * keys. On the completer itself: a server would only add its own time.
 */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { charactersPerToken } from '../../../src/core/completion/charactersPerToken.ts';
import type { Clock } from '../../../src/core/completion/clock.ts';
import { CACHED, Completer } from '../../../src/core/completion/completer.ts';
import { Flight, UNASKED } from '../../../src/core/completion/flight.ts';
import { Question } from '../../../src/core/completion/question.ts';
import {
  AnchoredWindows,
  type CompletionWindow,
  type SourceText,
  windowSize,
} from '../../../src/core/completion/window.ts';
import { cardFor } from '../../../src/core/model/catalogue.ts';
import type { Delta, LanguageModel } from '../../../src/core/model/languageModel.ts';

const LENGTHS = [200, 2000, 20_000, 100_000];
const KEYS = 2000;
/** Memory is flat when the longest run has left no more than the one before. */
const LONG_RUNS = [50_000, 100_000];
const LOOKUPS = 2000;
const TURN = 50;
const LINE = '  const total = items.reduce((sum, item) => sum + item.price, 0);';

export async function keyCosts(): Promise<Record<string, unknown>> {
  const costs = [];
  for (const lines of LENGTHS) costs.push({ lines, ...(await typeInto(lines, KEYS)) });
  const memory = [];
  for (const keys of LONG_RUNS) memory.push({ keys, ...(await typeInto(2000, keys)) });
  return { costs, memory, lookupMicroseconds: await lookup() };
}

/**
 * Microseconds to look through as many answers as the completer keeps, all to places of this file and none of them the
 * one that is looked for: the worst key.
 */
async function lookup(): Promise<number> {
  const lines = Array.from({ length: 2000 }, (_, index) => `${LINE} // ${index}`);
  const windows = new AnchoredWindows();
  const windowAt = (line: number): CompletionWindow | undefined =>
    windows.at(textOf(lines), { line, before: lines[line] ?? '', after: '' }, (sample) =>
      windowSize(7700, charactersPerToken(sample)),
    );
  const question = new Question({ open: async () => open });
  const flights: Flight[] = [];
  for (let index = 0; index < CACHED; index++) {
    const window = windowAt(1000 + (index % 30));
    if (!window) continue;
    const flight = new Flight(window);
    await flight.run(question, window, UNASKED, () => {});
    flights.push(flight);
  }
  const here = windowAt(1031);
  if (!here) return Number.NaN;
  const began = performance.now();
  for (let round = 0; round < LOOKUPS; round++) for (const flight of flights) flight.remainderAt(here);
  return round(((performance.now() - began) * 1000) / LOOKUPS);
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const textOf = (lines: readonly string[]): SourceText => ({
  uri: 'file:///a.ts',
  path: 'a.ts',
  language: 'typescript',
  lineCount: lines.length,
  line: (index) => lines[index] ?? '',
});

/** CPU milliseconds of a call at the 95th part of all, the mean of all, and megabytes that stayed. */
async function typeInto(count: number, keys: number): Promise<Record<string, number>> {
  const lines = Array.from({ length: count }, (_, index) => `${LINE} // ${index}`);
  const middle = Math.floor(count / 2);
  lines[middle] = '';
  const text = textOf(lines);
  const completer = new Completer({ open: async () => open, clock });
  const windows = new AnchoredWindows();
  const spent = new Float64Array(keys);
  collectGarbage();
  const heap = process.memoryUsage().heapUsed;
  let before = '';
  for (let key = 0; key < keys; key++) {
    before = key % 70 === 69 ? '' : before + (LINE[before.length] ?? `${key % 10}`);
    lines[middle] = before;
    const started = process.cpuUsage();
    const window = windows.at(text, { line: middle, before, after: '' }, (sample) =>
      windowSize(7700, charactersPerToken(sample)),
    );
    if (window) await completer.complete(window, { invoked: false, signal: new AbortController().signal });
    const { user, system } = process.cpuUsage(started);
    spent[key] = (user + system) / 1000;
    // A turn of the loop, as after every real key: what weak references hold is held for a turn.
    if (key % TURN === 0) await setImmediate();
  }
  await setImmediate();
  collectGarbage();
  const grown = process.memoryUsage().heapUsed - heap;
  completer.dispose();
  const sorted = spent.toSorted((one, other) => one - other);
  return {
    p95: round(sorted[Math.floor(sorted.length * 0.95)] ?? 0),
    mean: round(spent.reduce((sum, one) => sum + one, 0) / spent.length),
    grownMegabytes: round(grown / 2 ** 20),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;

const card = cardFor('t-lite-it-1.0', { rawCompletions: true });
const model: LanguageModel = {
  card,
  async *generate(): AsyncGenerator<Delta> {
    yield { kind: 'text', text: 'next(value);\n' };
    yield { kind: 'end', finish: 'stop', usage: {} };
  },
};
const open = {
  entry: { ref: 'bench/model', card, place: { kind: 'local' }, state: 'ready' },
  model,
  counter: { count: (text: string) => text.length, exact: false },
} as const;
const clock: Clock = { now: () => performance.now(), wait: async () => {} };
