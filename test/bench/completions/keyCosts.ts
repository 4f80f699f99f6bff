/**
 * What a key costs the editor's thread, in files of any length, and whether memory stays flat over a hundred thousand
 * keys. On the completer itself: a server would only add its own time.
 */
import { charactersPerToken } from '../../../src/core/completion/charactersPerToken.ts';
import { type Clock, Completer } from '../../../src/core/completion/completer.ts';
import { AnchoredWindows, type SourceText, windowSize } from '../../../src/core/completion/window.ts';
import { cardFor } from '../../../src/core/model/catalogue.ts';
import type { Delta, LanguageModel } from '../../../src/core/model/languageModel.ts';

const LENGTHS = [200, 2000, 20_000, 100_000];
const KEYS = 2000;
const LONG_RUN = 100_000;
const LINE = '  const total = items.reduce((sum, item) => sum + item.price, 0);';

export async function keyCosts(): Promise<Record<string, unknown>> {
  const costs = [];
  for (const lines of LENGTHS) costs.push({ lines, ...(await typeInto(lines, KEYS)) });
  return { costs, memory: await typeInto(2000, LONG_RUN) };
}

/** CPU milliseconds of a call at the 95th part of all, the mean of all, and megabytes that stayed. */
async function typeInto(count: number, keys: number): Promise<Record<string, number>> {
  const lines = Array.from({ length: count }, (_, index) => `${LINE} // ${index}`);
  const middle = Math.floor(count / 2);
  lines[middle] = '';
  const text: SourceText = {
    uri: 'file:///a.ts',
    path: 'a.ts',
    language: 'typescript',
    lineCount: count,
    line: (index) => lines[index] ?? '',
  };
  const completer = new Completer({ open: async () => open, clock });
  const windows = new AnchoredWindows();
  const spent: number[] = [];
  globalThis.gc?.();
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
    spent.push((user + system) / 1000);
  }
  completer.dispose();
  globalThis.gc?.();
  const sorted = spent.toSorted((one, other) => one - other);
  return {
    p95: round(sorted[Math.floor(sorted.length * 0.95)] ?? 0),
    mean: round(spent.reduce((sum, one) => sum + one, 0) / spent.length),
    grownMegabytes: round((process.memoryUsage().heapUsed - heap) / 2 ** 20),
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
