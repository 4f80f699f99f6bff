import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StepSize } from '../../../../src/models/local/stepSize.ts';

/** The longest that Stop and a completion may have to wait, in milliseconds. */
const LONGEST = 200;

test('chunks grow with the speed of reading, within what a completion can wait for', () => {
  const size = new StepSize();
  for (const tokensPerSecond of [30, 100, 400, 1200]) {
    size.hasRead(16, (16 / tokensPerSecond) * 1000);
    for (const hurried of [true, false]) {
      const milliseconds = (size.chunk(hurried) / tokensPerSecond) * 1000;
      // A slow machine reads sixteen tokens when nobody waits: fewer would be read at half the speed.
      if (tokensPerSecond > 90 || hurried) assert.ok(milliseconds <= LONGEST, `${tokensPerSecond}`);
      if (!hurried) assert.ok(size.chunk(hurried) >= 16);
    }
  }
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
