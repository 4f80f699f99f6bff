import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dayGroup,
  formatClock,
  formatDuration,
  formatMoment,
  formatNumber,
  pluralForm,
  wordsOf,
} from '../../../media/wording.ts';
import { panelTexts } from '../../../src/editor/chat/texts.ts';

const words = wordsOf(panelTexts);

test('Russian forms of a number', () => {
  const forms = {
    0: 2,
    1: 0,
    2: 1,
    4: 1,
    5: 2,
    11: 2,
    12: 2,
    14: 2,
    21: 0,
    22: 1,
    25: 2,
    101: 0,
    111: 2,
    112: 2,
  };
  for (const [n, form] of Object.entries(forms)) assert.equal(pluralForm(Number(n)), form, n);
});

test('numbers are written with groups and a comma', () => {
  assert.equal(formatNumber(8192), '8\u00a0192');
  assert.equal(formatNumber(1234567), '1\u00a0234\u00a0567');
  assert.equal(formatNumber(0.54), '0,5');
  assert.equal(formatNumber(999), '999');
});

test('a text takes its values and its form', () => {
  assert.equal(words('unit.tokens', { n: 21 }), '21\u00a0токен');
  assert.equal(words('unit.tokens', { n: 2914 }), '2\u00a0914\u00a0токенов');
  assert.equal(words('chip.remove', { name: 'a|b {n}' }), 'Убрать a|b {n}');
});

test('every form of every text asks for the same values', () => {
  for (const [key, text] of Object.entries(panelTexts)) {
    const places = text.split('|').map((form) => [...form.matchAll(/\{\w+\}/g)].join());
    assert.equal(new Set(places).size, 1, key);
    assert.ok(places.length === 1 || places.length === 3, key);
  }
});

test('durations', () => {
  assert.equal(formatDuration(420, words), '0,4\u00a0с');
  assert.equal(formatDuration(14_300, words), '14\u00a0с');
  assert.equal(formatDuration(59_700, words), '1\u00a0мин 0\u00a0с');
  assert.equal(formatClock(21_900), '0:21');
  assert.equal(formatClock(725_000), '12:05');
  assert.equal(formatClock(-5), '0:00');
});

test('moments fall under days by the calendar, not by hours', () => {
  const now = new Date(2026, 10, 24, 0, 30).getTime();
  const at = (...parts: [number, number, number, number, number]): number => new Date(...parts).getTime();
  assert.equal(dayGroup(at(2026, 10, 24, 0, 5), now), 'today');
  assert.equal(dayGroup(at(2026, 10, 23, 23, 55), now), 'yesterday');
  assert.equal(dayGroup(at(2026, 10, 22, 23, 55), now), 'earlier');
  assert.equal(dayGroup(now + 60_000, now), 'today');
  assert.equal(formatMoment(at(2026, 10, 23, 14, 2), now), '14:02');
  assert.equal(formatMoment(at(2026, 10, 9, 14, 2), now), '9\u00a0ноября');
  assert.match(formatMoment(at(2025, 10, 9, 14, 2), now), /2025/);
});
