import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinedText, linesOf } from '../../../../src/core/diff/lines.ts';
import { decided, hunksBetween, rebased, reviewText, withAccepted } from '../../../../src/core/edit/hunks.ts';
import { checkHunks } from './hunkFuzz.ts';

const DOCUMENT = new LinedText('a\nb\nc\nd\ne\nf\ng\n');
const OLD = DOCUMENT.lines;
const NOW = linesOf('a\nB\nc\nd\ne\nF\nF2\ng\n');
const hunks = hunksBetween(OLD, NOW);

test('two changes are two hunks, and each can be taken alone', () => {
  assert.deepEqual(
    hunks.map(({ start, end, lines }) => [start, end, lines.join('')]),
    [
      [1, 2, 'B\n'],
      [5, 6, 'F\nF2\n'],
    ],
  );
  assert.equal(withAccepted(DOCUMENT, decided(hunks, 1, 'accepted')), 'a\nb\nc\nd\ne\nF\nF2\ng\n');
});

test('changes around a blank line are one hunk', () => {
  assert.equal(hunksBetween(linesOf('a\n\nb\n'), linesOf('A\n\nB\n')).length, 1);
});

test('both sides are shown, old lines first', () => {
  const { text, hunks: shown } = reviewText(DOCUMENT, decided(hunks, 0, 'accepted'));
  assert.equal(text, 'a\nB\nc\nd\ne\nf\nF\nF2\ng\n');
  assert.deepEqual(shown, [{ id: 1, old: { start: 5, end: 6 }, now: { start: 6, end: 8 }, conflict: false }]);
});

test('lines that the user adds elsewhere move the hunks', () => {
  const after = new LinedText('new\na\nb\nc\nnew\nd\ne\nf\ng\n');
  const moved = rebased(hunks, OLD, after.lines);
  assert.deepEqual(
    moved.map(({ start, conflict }) => [start, conflict]),
    [
      [2, false],
      [7, false],
    ],
  );
  assert.equal(
    withAccepted(after, decided(moved, 'open', 'accepted')),
    'new\na\nB\nc\nnew\nd\ne\nF\nF2\ng\n',
  );
});

test('a line that the user changed himself is a conflict, and his line stays', () => {
  const after = new LinedText('a\nmine\nc\nd\ne\nf\ng\n');
  const moved = decided(rebased(hunks, OLD, after.lines), 'open', 'accepted');
  assert.deepEqual(
    moved.map(({ conflict, decision }) => [conflict, decision]),
    [
      [true, 'open'],
      [false, 'accepted'],
    ],
  );
  assert.equal(withAccepted(after, moved), 'a\nmine\nc\nd\ne\nF\nF2\ng\n');
});

test('an accepted hunk whose lines the user changes is open again', () => {
  const moved = rebased(decided(hunks, 0, 'accepted'), OLD, linesOf('a\nmine\nc\nd\ne\nf\ng\n'));
  assert.equal(moved[0]?.decision, 'open');
});

test('what the user did himself is no hunk any more', () => {
  const now = linesOf('a\nB\nc\nd\ne\nf\ng\n');
  assert.deepEqual(
    rebased(hunks, OLD, now).map(({ id }) => id),
    [1],
  );
});

/** `npm run bench -- edits` checks a hundred thousand. */
const CASES = 6000;
test('random documents, decisions and edits in between', () => {
  for (let seed = 1; seed <= CASES; seed++) checkHunks(seed);
});
