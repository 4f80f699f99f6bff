import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fitted, fit, type Part } from '../../../../src/core/context/fit.ts';
import { firstLines, headAndTail, lastLines } from '../../../../src/core/context/shorten.ts';
import type { TokenCounter } from '../../../../src/core/context/tokenCounter.ts';
import { CHARACTERS } from '../../../support/scriptedModel.ts';
import { randomNumbers } from './random.ts';

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index}`).join('\n');

function part(id: string, text: string, more: Partial<Part> = {}): Part {
  return { id, kind: 'attached', label: id, text, priority: 0, floor: 0, shorten: headAndTail, ...more };
}

const fates = ({ rows }: Fitted): string => rows.map(({ id, fate }) => `${id} ${fate}`).join(', ');

test('what fits goes in whole, in the order given', () => {
  const fitted = fit([part('b', 'two'), part('a', 'one!')], 7, CHARACTERS);
  assert.deepEqual(
    [...fitted.texts],
    [
      ['b', 'two'],
      ['a', 'one!'],
    ],
  );
  assert.equal(fitted.used, 7);
  assert.deepEqual(fitted.rows[1], {
    id: 'a',
    kind: 'attached',
    label: 'a',
    fate: 'whole',
    tokens: 4,
    wholeTokens: 4,
  });
});

test('no part, no budget', () => {
  assert.deepEqual(fit([], 10, CHARACTERS), { texts: new Map(), rows: [], used: 0 });
  assert.equal(fates(fit([part('a', 'text')], 0, CHARACTERS)), 'a left out');
});

test('the lowest priority gives way first, of equals the later one', () => {
  const parts = [
    part('first', lines(10), { priority: 1 }),
    part('low', lines(10), { priority: 0 }),
    part('later', lines(10), { priority: 1 }),
  ];
  assert.equal(fates(fit(parts, 200, CHARACTERS)), 'first whole, low shortened, later whole');
  assert.equal(fates(fit(parts, 120, CHARACTERS)), 'first whole, low left out, later shortened');
  assert.equal(fates(fit(parts, 60, CHARACTERS)), 'first shortened, low left out, later left out');
});

test('a part is shortened by just what is too much', () => {
  const { used } = fit([part('a', lines(500)), part('b', lines(500))], 6000, CHARACTERS);
  assert.ok(used > 5800 && used <= 6000, String(used));
});

test('below its floor a part is left out, and one that cannot get smaller too', () => {
  assert.equal(fates(fit([part('a', lines(20), { floor: 80 })], 79, CHARACTERS)), 'a left out');
  assert.equal(fates(fit([part('a', lines(20), { floor: 80 })], 80, CHARACTERS)), 'a shortened');
  const { shorten: _, ...stiff } = part('a', lines(20));
  assert.equal(fates(fit([stiff], 100, CHARACTERS)), 'a left out');
});

test('a needed part gives way last and never goes', () => {
  const parts = [part('needed', lines(30), { needed: true, floor: 500, priority: -9 }), part('a', lines(30))];
  assert.equal(fates(fit(parts, 300, CHARACTERS)), 'needed whole, a shortened');
  assert.equal(fates(fit(parts, 100, CHARACTERS)), 'needed shortened, a left out');
  const { shorten: _, ...stiff } = part('stiff', lines(30), { needed: true });
  assert.equal(fit([stiff], 10, CHARACTERS).used, lines(30).length);
});

test('the report says why', () => {
  const cut = part('a', lines(20), { reason: 'rank' });
  assert.equal(fit([cut], 50, CHARACTERS).rows[0]?.reason, 'rank');
  assert.equal(fit([part('a', lines(20))], 50, CHARACTERS).rows[0]?.reason, 'size');
});

test('of a part of megabytes only a bounded beginning is counted', () => {
  let counted = 0;
  const counter: TokenCounter = {
    exact: true,
    count: (text) => {
      counted += text.length;
      return Math.ceil(text.length / 4);
    },
  };
  const huge = 'const value = 1;\n'.repeat(600_000);
  const { rows, used } = fit([part('huge', huge)], 5000, counter);
  assert.ok(used <= 5000 && used > 4500, String(used));
  assert.equal(rows[0]?.fate, 'shortened');
  assert.ok(Math.abs((rows[0]?.wholeTokens ?? 0) - huge.length / 4) < 10);
  assert.ok(counted < 300_000, `${counted} characters counted`);
});

test('a long text of few tokens is whole where it fits', () => {
  const blanks = ' '.repeat(200_000);
  const sparse: TokenCounter = { exact: true, count: (text) => Math.ceil(text.length / 100) };
  assert.equal(fates(fit([part('a', blanks)], 2000, sparse)), 'a whole');
});

test('always: within the budget, deterministic, sums agree, floors hold', () => {
  const random = randomNumbers(20);
  const shortenings = [headAndTail, firstLines, lastLines, undefined];
  const counters: readonly TokenCounter[] = [
    CHARACTERS,
    { exact: false, count: (text) => Math.ceil(text.length * 1.3) },
    { exact: true, count: (text) => text.split(/(?<=\s)/).filter(Boolean).length },
  ];
  for (let round = 0; round < 1500; round++) {
    const parts = Array.from({ length: random(6) }, (_, index): Part => {
      const shorten = shortenings[random(shortenings.length)];
      const text = Array.from({ length: random(30) }, () => 'слово '.repeat(random(9))).join('\n');
      return {
        id: String(index),
        kind: 'attached',
        label: '',
        text,
        priority: random(3),
        floor: random(40),
        ...(shorten ? { shorten } : {}),
      };
    });
    const counter = counters[random(counters.length)] ?? CHARACTERS;
    const budget = random(800);
    const fitted = fit(parts, budget, counter);
    const { texts, rows, used } = fitted;

    assert.ok(used <= budget, `${used} of ${budget}`);
    assert.deepEqual(fit(parts, budget, counter), fitted);
    assert.deepEqual(
      rows.map(({ id }) => id),
      parts.map(({ id }) => id),
    );
    assert.equal(
      used,
      rows.reduce((sum, { tokens }) => sum + tokens, 0),
    );
    assert.equal(
      used,
      [...texts.values()].reduce((sum, text) => sum + counter.count(text), 0),
    );
    for (const [index, { id, fate, tokens, wholeTokens }] of rows.entries()) {
      assert.equal(texts.has(id), fate !== 'left out');
      assert.equal(fate === 'whole', texts.get(id) === parts[index]?.text);
      assert.equal(wholeTokens, counter.count(parts[index]?.text ?? ''));
      if (fate === 'left out') assert.equal(tokens, 0);
    }
    const all = rows.reduce((sum, { wholeTokens }) => sum + wholeTokens, 0);
    if (all <= budget) assert.ok(rows.every(({ fate }) => fate === 'whole'));
  }
});
