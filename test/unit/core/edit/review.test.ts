import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf } from '../../../../src/core/diff/lines.ts';
import { hunksBetween } from '../../../../src/core/edit/hunks.ts';
import { Review } from '../../../../src/core/edit/review.ts';

const OLD = 'a\nb\nc\nd\ne\n';

function reviewed(now: string): Review {
  const review = new Review(OLD);
  review.propose(hunksBetween(review.lines, linesOf(now)));
  return review;
}

function applied(review: Review): string {
  let text = review.document;
  for (const { start, end, text: put } of review.replacements.toReversed())
    text = text.slice(0, start) + put + text.slice(end);
  return text;
}

test('nothing is replaced before it is accepted', () => {
  const review = reviewed('a\nB\nc\nd\nE\n');
  assert.deepEqual(review.replacements, []);
  assert.equal(review.open, 2);
  assert.equal(review.proposal, 'a\nB\nc\nd\nE\n');
});

test('what was accepted is replaced, what was rejected is not', () => {
  const review = reviewed('a\nB\nc\nd\nE\n');
  review.decide(0, 'rejected');
  review.decide('open', 'accepted');
  assert.equal(review.open, 0);
  assert.equal(applied(review), 'a\nb\nc\nd\nE\n');
});

test('an accepted hunk moves with the document', () => {
  const review = reviewed('a\nB\nc\nd\nE\n');
  review.decide(1, 'accepted');
  review.follow(`new\n${OLD}`);
  review.decide(0, 'accepted');
  assert.equal(applied(review), 'new\na\nB\nc\nd\nE\n');
});

test('a line that was changed under its hunk is a conflict that stays open', () => {
  const review = reviewed('a\nB\nc\nd\nE\n');
  review.follow('a\nmine\nc\nd\ne\n');
  review.decide('open', 'accepted');
  assert.equal(review.conflicts, 1);
  assert.equal(applied(review), 'a\nmine\nc\nd\nE\n');
});

test('where another document stands nothing is left to accept', () => {
  const review = reviewed('a\nB\nc\nd\nE\n');
  review.decide(0, 'rejected');
  review.decide(1, 'accepted');
  review.displace();
  review.decide('open', 'accepted');
  assert.deepEqual(review.replacements, []);
  assert.equal(review.conflicts, 1);
  review.decide('open', 'rejected');
  assert.equal(review.open, 0);
});
