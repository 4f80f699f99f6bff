import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WritingThreads } from '../../../../src/models/local/writingThreads.ts';

/** The numbers of threads that a model writes with, whose tokens take as long as `time` says. */
function used(all: number, time: (threads: number) => number, tokens = 200): number[] {
  const threads = new WritingThreads(all);
  return Array.from({ length: tokens }, () => {
    const { current } = threads;
    threads.took(time(current));
    return current;
  });
}
const inTheEnd = (...of: Parameters<typeof used>): number | undefined => used(...of).at(-1);

test('fewer threads write where they are faster, and no fewer than that', () => {
  assert.equal(
    inTheEnd(8, (threads) => 20 + Math.abs(threads - 5)),
    5,
  );
  assert.equal(
    inTheEnd(2, (threads) => (threads === 2 ? 30 : 20)),
    1,
  );
});

test('all of them where fewer are slower, after one trial of fewer', () => {
  const numbers = used(8, (threads) => 50 - threads);
  assert.equal(numbers.at(-1), 8);
  assert.equal(numbers.filter((threads) => threads < 8).length, 8);
});

test('a slow model is not slowed further by a trial', () => {
  assert.deepEqual(new Set(used(8, (threads) => 1000 / threads)), new Set([8]));
});

test('one slow token decides nothing', () => {
  let count = 0;
  assert.equal(
    inTheEnd(2, (threads) => (++count % 8 === 3 ? 500 : threads === 2 ? 20 : 30)),
    2,
  );
});

test('it is tried again when the machine may have changed', () => {
  let busy = true;
  const threads = new WritingThreads(2);
  const write = (tokens: number): void => {
    for (let token = 0; token < tokens; token++)
      threads.took(busy && threads.current === 2 ? 40 : 20 + 5 / threads.current);
  };
  write(100);
  assert.equal(threads.current, 1);
  busy = false;
  write(1100);
  assert.equal(threads.current, 2);
});

test('of one thread there is nothing to choose', () => {
  assert.deepEqual(new Set(used(1, () => 10, 3000)), new Set([1]));
});
