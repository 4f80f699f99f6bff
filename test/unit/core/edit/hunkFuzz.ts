/** Random documents, proposals, decisions and edits in between, and what must hold of them. */
import assert from 'node:assert/strict';
import { LinedText, linesOf } from '../../../../src/core/diff/lines.ts';
import {
  decided,
  type Hunk,
  hunksBetween,
  rebased,
  reviewText,
  withAccepted,
} from '../../../../src/core/edit/hunks.ts';
import { mergedLines } from '../../../../src/core/edit/mergedLines.ts';

/** Numbers below `limit`, the same for a seed. */
export type Dice = (limit: number) => number;

export function diceOf(seed: number): Dice {
  let state = seed >>> 0 || 1;
  return (limit) => {
    // xorshift32 (G. Marsaglia, 2003)
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
}

const WORDS = [
  '',
  '',
  '}',
  '  }',
  'a();',
  '  b();',
  '\tif (x) {',
  'привет',
  'return 1;',
  '  c = d  ',
  '{',
  '日本',
];
const ENDS = ['\n', '\n', '\n', '\r\n', '\r'];

function randomText(dice: Dice, most: number): string {
  const one = ENDS[dice(ENDS.length)] ?? '\n';
  const mixed = dice(4) === 0;
  let text = '';
  for (let count = dice(most); count > 0; count--) {
    const end = mixed ? (ENDS[dice(ENDS.length)] ?? '\n') : one;
    text += (WORDS[dice(WORDS.length)] ?? '') + (dice(3) === 0 ? dice(9) : '') + end;
  }
  return dice(3) === 0 ? text + (WORDS[dice(WORDS.length)] ?? '') : text;
}

/** Some lines of a text changed, taken away, added. */
function edited(text: string, dice: Dice): string {
  const lines = linesOf(text);
  for (let count = dice(4); count >= 0; count--) {
    const at = dice(lines.length + 1);
    lines.splice(at, dice(4), ...linesOf(randomText(dice, 4)));
  }
  return lines.join('');
}

/** One random case; throws when anything does not hold. */
export function checkHunks(seed: number): void {
  const dice = diceOf(seed);
  const before = randomText(dice, 24);
  const after = dice(5) === 0 ? randomText(dice, 24) : edited(before, dice);
  const document = new LinedText(before);
  const hunks = hunksBetween(document.lines, linesOf(after));

  assert.equal(withAccepted(document, decided(hunks, 'open', 'accepted')), after, `${seed}: all accepted`);
  assert.equal(withAccepted(document, decided(hunks, 'open', 'rejected')), before, `${seed}: all rejected`);
  assert.equal(withAccepted(document, hunks), before, `${seed}: none decided`);

  let mixed: readonly Hunk[] = hunks;
  for (const { id } of hunks) mixed = decided(mixed, id, dice(2) === 0 ? 'accepted' : 'rejected');
  assert.equal(withAccepted(document, mixed), mixByHand(document.lines, mixed), `${seed}: a mix`);
  // Taking a decision back restores what was before it.
  assert.equal(
    withAccepted(
      document,
      mixed.map((hunk) => ({ ...hunk, decision: 'open' })),
    ),
    before,
  );
  checkShown(document, hunks, seed);
  checkRebase(document, hunks, dice, seed);

  const piece = before.replaceAll('\r', '').trimEnd();
  if (piece !== '')
    assert.equal(mergedLines(before, before.replace(/\r\n?/g, '\n'), '\n'), before, `${seed}: merged`);
}

/** From behind, so that the way is another than the code's. */
function mixByHand(document: readonly string[], hunks: readonly Hunk[]): string {
  const lines = [...document];
  for (const { start, end, lines: now, decision } of hunks.toReversed())
    if (decision === 'accepted') lines.splice(start, end - start, ...now);
  return lines.join('');
}

function checkShown(document: LinedText, hunks: readonly Hunk[], seed: number): void {
  // Lone carriage returns join line feeds that come behind them; the editor that shows the text has none.
  const all = [...document.lines, ...hunks.flatMap(({ lines }) => lines)];
  if (all.some((line) => line.endsWith('\r'))) return;
  const shown = reviewText(document, hunks);
  const gone = new Set<number>();
  const come = new Set<number>();
  for (const { old, now } of shown.hunks) {
    for (let line = old.start; line < old.end; line++) gone.add(line);
    for (let line = now.start; line < now.end; line++) come.add(line);
  }
  const bare = (line: string): string => line.replace(/[\r\n]+$/, '');
  const left = (without: ReadonlySet<number>): string[] =>
    linesOf(shown.text)
      .filter((_, line) => !without.has(line))
      .map(bare);
  assert.deepEqual(left(come), document.lines.map(bare), `${seed}: the old side`);
  const now = linesOf(withAccepted(document, decided(hunks, 'open', 'accepted')));
  assert.deepEqual(left(gone), now.map(bare), `${seed}: the new side`);
}

/** What the user typed meanwhile is never lost, and what is free of it can still be accepted. */
function checkRebase(document: LinedText, hunks: readonly Hunk[], dice: Dice, seed: number): void {
  const text = edited(document.text, dice);
  const after = new LinedText(text);
  const now = after.lines;
  const moved = rebased(hunks, document.lines, now);
  assert.equal(
    withAccepted(after, decided(moved, 'open', 'rejected')),
    text,
    `${seed}: rebased, all rejected`,
  );
  let end = 0;
  for (const hunk of moved) {
    assert.ok(hunk.end >= hunk.start && hunk.end <= now.length, `${seed}: rebased within the document`);
    if (hunk.conflict) continue;
    assert.ok(hunk.start >= end, `${seed}: rebased hunks do not overlap`);
    end = hunk.end;
    const origin = hunks.find(({ id }) => id === hunk.id);
    assert.deepEqual(
      now.slice(hunk.start, hunk.end),
      document.lines.slice(origin?.start, origin?.end),
      `${seed}: a hunk stands on its own lines`,
    );
  }
  const accepted = decided(moved, 'open', 'accepted');
  assert.ok(accepted.every(({ conflict, decision }) => !conflict || decision === 'open'));
  assert.equal(
    withAccepted(after, accepted),
    mixByHand(now, accepted),
    `${seed}: rebased, the rest accepted`,
  );
}
