import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StepSize } from '../../../../src/models/local/stepSize.ts';

/** The longest that a completion may have to wait, in milliseconds, and the next question after a Stop. */
const LONGEST = 200;
const LONGEST_CALM = 500;

test('chunks grow with the speed of reading, within what a completion can wait for where one is to be expected', () => {
  const size = new StepSize();
  for (const tokensPerSecond of [10, 30, 100, 400, 1200, 20_000]) {
    size.hasRead(16, (16 / tokensPerSecond) * 1000);
    const milliseconds = (hurried: boolean): number => (size.chunk(hurried) / tokensPerSecond) * 1000;
    assert.ok(milliseconds(true) <= LONGEST, `${tokensPerSecond}`);
    // A slow machine reads sixteen tokens when nobody waits: fewer would be read at half the speed.
    if (tokensPerSecond > 30) assert.ok(milliseconds(false) <= LONGEST_CALM, `${tokensPerSecond}`);
    assert.ok(size.chunk(false) >= Math.max(16, size.chunk(true)), `${tokensPerSecond}`);
  }
});

test('chunks are whole blocks, as the matrix products go', () => {
  const size = new StepSize();
  size.hasRead(350, 1000);
  assert.equal(size.chunk(false), 128);
  size.hasRead(60, 1000);
  assert.equal(size.chunk(false), 16);
});

test('a chunk is never empty, however slow the machine was', () => {
  const size = new StepSize();
  assert.ok(size.chunk(true) > 0);
  size.hasRead(8, 60_000);
  assert.equal(size.chunk(true), 1);
});

test('guesses are bounded by what checking them takes, and a slow moment is got over', () => {
  const size = new StepSize();
  size.hasRead(8, 60_000);
  assert.equal(size.guess(), 1);
  for (let step = 0; step < 8; step++) {
    const checked = size.guess() + 1;
    // A fixed part, and a part for each token.
    const milliseconds = 15 + 5 * checked;
    assert.ok(milliseconds <= LONGEST);
    size.hasChecked(checked, milliseconds);
  }
  assert.ok(size.guess() > 20, `${size.guess()}`);
});
