import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ending,
  firstLines,
  headAndTail,
  lastLines,
  type Room,
  type Shorten,
} from '../../../../src/core/context/shorten.ts';
import { randomNumbers } from './random.ts';

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `l${index}`).join('\n');
const within = (tokens: number): Room => ({ tokens, measure: (text) => text.length });

const CASES: readonly {
  readonly name: string;
  readonly shorten: Shorten;
  readonly text: string;
  readonly room: number;
  readonly expected: string | undefined;
}[] = [
  {
    name: 'beginning and end, and how much is missing',
    shorten: headAndTail,
    text: lines(9),
    room: 40,
    expected: 'l0\nl1\nl2\nl3\n… пропущено строк: 3 …\nl7\nl8',
  },
  {
    name: 'a line too long is cut in the middle',
    shorten: headAndTail,
    text: 'abcdefghijklmnopqrstuvwxyz',
    room: 12,
    expected: 'abcdef … xyz',
  },
  {
    name: 'a short line before a very long one does not cost the room',
    shorten: headAndTail,
    text: `Вопрос:\n${'x'.repeat(200)}`,
    room: 60,
    expected: `Вопрос:\n${'x'.repeat(30)} … ${'x'.repeat(19)}`,
  },
  {
    name: 'a very long last line neither',
    shorten: headAndTail,
    text: `a\nb\nc\n${'x'.repeat(200)}`,
    room: 33,
    expected: `a\nb\nc\n${'x'.repeat(14)} … ${'x'.repeat(10)}`,
  },
  { name: 'no room', shorten: headAndTail, text: lines(9), room: 2, expected: undefined },
  { name: 'an empty text has nothing to give', shorten: headAndTail, text: '', room: 5, expected: undefined },
  { name: 'the first lines', shorten: firstLines, text: lines(9), room: 9, expected: 'l0\nl1\nl2' },
  { name: 'no whole first line', shorten: firstLines, text: 'abcdef\ng', room: 4, expected: undefined },
  { name: 'the last lines', shorten: lastLines, text: lines(9), room: 9, expected: 'l6\nl7\nl8' },
  { name: 'no whole last line', shorten: lastLines, text: 'a\nbcdef', room: 4, expected: undefined },
  {
    name: 'the end, from a line on',
    shorten: ending,
    text: 'one two\nthree\nfour',
    room: 12,
    expected: 'three\nfour',
  },
  {
    name: 'the end of a long line',
    shorten: ending,
    text: 'one two three\nfour',
    room: 12,
    expected: 'o three\nfour',
  },
  { name: 'the end of a line alone', shorten: ending, text: 'one two', room: 3, expected: 'two' },
  { name: 'no end', shorten: ending, text: 'one two', room: 0, expected: undefined },
];

for (const { name, shorten, text, room, expected } of CASES) {
  test(name, () => assert.equal(shorten(text, within(room)), expected));
}

test('no half of a surrogate pair remains', () => {
  const text = '🎉'.repeat(100);
  for (let room = 6; room < 60; room++) {
    for (const shorten of [headAndTail, ending]) {
      const short = shorten(text, within(room)) ?? '';
      assert.ok(!/\p{Surrogate}/u.test(short), `${room}: ${short}`);
    }
  }
});

test('always: what comes fits, and little room is wasted', () => {
  const random = randomNumbers(4);
  for (let round = 0; round < 1000; round++) {
    const text = Array.from({ length: 1 + random(200) }, () => 'ж'.repeat(random(30))).join('\n');
    const room = 60 + random(text.length);
    for (const shorten of [headAndTail, firstLines, lastLines, ending]) {
      const short = shorten(text, within(room));
      if (short === undefined || text.length <= room) continue;
      assert.ok(short.length <= room);
      if (shorten !== ending) assert.ok(short.length >= room * 0.97 - 62, `${short.length} of ${room}`);
    }
  }
});

test('a text that is dense in one place and sparse in another', () => {
  const text = `${'x'.repeat(40).concat('\n').repeat(300)}${'y\n'.repeat(3000)}`;
  for (const shorten of [headAndTail, firstLines, lastLines]) {
    const short = shorten(text, within(9000)) ?? '';
    assert.ok(short.length <= 9000 && short.length > 8700, String(short.length));
  }
});

test('a long text is not measured again and again', () => {
  let measured = 0;
  const measure = (candidate: string): number => {
    measured += candidate.length;
    return candidate.length;
  };
  const short = headAndTail('x = 1\n'.repeat(1_000_000), { tokens: 20_000, measure }) ?? '';
  assert.ok(short.length > 19_600 && short.length <= 20_000);
  assert.ok(measured < 80_000, String(measured));
});
