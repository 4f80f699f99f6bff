import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeLeft } from '../../../../src/core/model/timeLeft.ts';

const MB = 1e6;
const TOTAL = 5000 * MB;

/** What is shown second by second, by the speed of each second. */
function shown(...speeds: number[]): (number | undefined)[] {
  const left = new TimeLeft();
  let done = 0;
  return speeds.map((speed, second) => {
    done += speed;
    return left.at({ done, total: TOTAL, bytesPerSecond: speed }, second * 1000);
  });
}
const seconds = (count: number, speed: (second: number) => number): number[] =>
  Array.from({ length: count }, (_, second) => speed(second) * MB);

test('nothing is foretold in the first seconds, nor without a speed', () => {
  assert.deepEqual(shown(...seconds(4, () => 10)), [undefined, undefined, undefined, 8]);
  assert.equal(new TimeLeft().at({ done: 0, total: TOTAL }, 0), undefined);
  assert.equal(new TimeLeft().at({ done: 0, total: 0, bytesPerSecond: 5 }, 0), undefined);
});

test('at an even speed the minutes only fall, one by one, to less than one', () => {
  const minutes = shown(...seconds(500, () => 10)).filter((one) => one !== undefined);
  assert.deepEqual([...new Set(minutes)], [8, 7, 6, 5, 4, 3, 2, 1, 0]);
  assert.deepEqual(
    minutes,
    minutes.toSorted((one, other) => other - one),
  );
});

test('a speed that sways does not make the minutes sway', () => {
  const minutes = shown(...seconds(120, (second) => (second % 2 ? 14 : 6))).filter(
    (one) => one !== undefined,
  );
  assert.deepEqual(
    minutes,
    minutes.toSorted((one, other) => other - one),
  );
});

test('a stop shows what was shown; after a reset it begins anew', () => {
  const left = new TimeLeft();
  const pace = { done: 0, total: TOTAL, bytesPerSecond: 10 * MB };
  for (const second of [0, 1, 2, 3]) left.at(pace, second * 1000);
  assert.equal(left.at({ ...pace, bytesPerSecond: 0 }, 4000), 8);
  left.reset();
  assert.equal(left.at(pace, 5000), undefined);
});
