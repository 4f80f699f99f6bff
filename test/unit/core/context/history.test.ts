import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstKept } from '../../../../src/core/context/history.ts';

const from = (sizes: readonly number[]) => (first: number) =>
  sizes.slice(first).reduce((sum, size) => sum + size, 0);

const CASES: readonly (readonly [string, readonly number[], number, number, number])[] = [
  // sizes, room, first kept before, first kept now
  ['nothing', [], 100, 0, 0],
  ['all fits', [10, 20, 30], 60, 0, 0],
  ['what was cut stays cut though it would fit now', [10, 20, 30], 60, 1, 1],
  ['on overflow down to 60 %', [20, 20, 20, 20, 25], 100, 0, 3],
  ['one large turn among small ones', [5, 90, 10], 100, 0, 2],
  ['not even the last one fits', [10, 200], 100, 0, 2],
  ['no room', [1], 0, 0, 1],
  ['fewer turns than were cut: the chat was shortened', [10], 100, 4, 1],
];

for (const [name, sizes, room, before, expected] of CASES) {
  test(name, () => assert.equal(firstKept(sizes.length, from(sizes), room, before), expected));
}

test('a growing chat keeps its beginning still for many turns', () => {
  const sizes: number[] = [];
  let first = 0;
  let cuts = 0;
  for (let turn = 0; turn < 200; turn++) {
    sizes.push(100);
    const next = firstKept(sizes.length, from(sizes), 2000, first);
    if (next !== first) cuts++;
    first = next;
    const kept = sizes.slice(first).reduce((sum, size) => sum + size, 0);
    assert.ok(kept <= 2000 && kept > 0);
  }
  assert.ok(cuts <= 22, `${cuts} cuts`);
});
