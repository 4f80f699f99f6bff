import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenCounter } from '../../../../src/core/context/tokenCounter.ts';
import { BytePairTokenizer } from '../../../../src/models/tokens/bytePairTokenizer.ts';
import { Calibration } from '../../../../src/models/tokens/calibratedCounter.ts';
import { packedVocabulary } from './vocabularyFile.ts';

/** One word, one token. */
const words: TokenCounter = { exact: true, count: (text) => text.split(' ').length };
const text = (tokens: number): string => Array.from({ length: tokens }, () => 'слово').join(' ');

/** What the engine reports of prompts of 1,000 of our tokens. */
function observe(calibration: Calibration, ...reports: readonly number[]): void {
  for (const real of reports) {
    const { counter } = calibration;
    counter.learn?.(counter.count(text(1000)), real);
  }
}
const guess = (calibration: Calibration): number => calibration.counter.count(text(1000));

test('before anything is known the count covers every vocabulary that was measured', async () => {
  const { counter } = new Calibration(new BytePairTokenizer(await packedVocabulary()));
  assert.equal(counter.exact, false);
  assert.equal(counter.count(''), 0);
  // The most that Llama 2, Llama 3, Gemma 3, GPT-3.5, DeepSeek V3 and Qwen3 make of these.
  const measured: readonly (readonly [string, number])[] = [
    ['Проверьте, что очередь заказов не пуста, и верните первый из них. '.repeat(20), 541],
    ['export function total(orders: readonly Order[]): number {\n  return 0;\n}\n'.repeat(20), 420],
    ['🎉👩‍👩‍👧‍👦🇷🇺✅❌🚀 ok '.repeat(20), 701],
    ['这是一个测试，我们需要检查标记器。日本語のテキストもあります。'.repeat(10), 301],
  ];
  for (const [sample, most] of measured) assert.ok(counter.count(sample) >= most, sample.slice(0, 20));
});

test('a dearer vocabulary counts at once', () => {
  const calibration = new Calibration(words);
  observe(calibration, 2500);
  assert.ok(guess(calibration) > 2500);
});

test('a cheaper one counts when it has been seen often enough, with a margin for other texts', () => {
  const calibration = new Calibration(words);
  const before = guess(calibration);
  observe(calibration, ...Array.from({ length: 7 }, () => 1050));
  assert.equal(guess(calibration), before);
  observe(calibration, 1050);
  assert.ok(guess(calibration) < before);
  assert.ok(guess(calibration) >= 1050 * 1.1);
});

test('of the last prompts the dearest holds, until it is long past', () => {
  const calibration = new Calibration(words);
  observe(calibration, 2000, ...Array.from({ length: 7 }, () => 1000));
  assert.ok(guess(calibration) >= 2000);
  observe(calibration, 1000);
  assert.ok(guess(calibration) < 1200);
});

test('however cheap, never less than our own count', () => {
  const calibration = new Calibration(words);
  observe(calibration, ...Array.from({ length: 20 }, () => 400));
  assert.ok(guess(calibration) > 1000);
});

test('short prompts teach nothing: they are mostly template', () => {
  const calibration = new Calibration(words);
  const before = guess(calibration);
  calibration.counter.learn?.(calibration.counter.count(text(20)), 90);
  assert.equal(guess(calibration), before);
});

test('a counter that was handed out stays as it is', () => {
  const calibration = new Calibration(words);
  const { counter } = calibration;
  const before = counter.count(text(1000));
  observe(calibration, 3000);
  assert.equal(counter.count(text(1000)), before);
});

test('a survey takes the place of the guess: the dearest kind of text holds, until prompts tell more', () => {
  const calibration = new Calibration(words);
  const before = guess(calibration);
  calibration.counter.survey?.([
    { text: text(100), real: 90 },
    { text: text(50), real: 55 },
  ]);
  assert.ok(guess(calibration) < before);
  assert.ok(guess(calibration) >= 1100);
  observe(calibration, 2500);
  assert.ok(guess(calibration) > 2500);
});

test('a survey of nothing changes nothing', () => {
  const calibration = new Calibration(words);
  const before = guess(calibration);
  calibration.counter.survey?.([]);
  assert.equal(guess(calibration), before);
});
