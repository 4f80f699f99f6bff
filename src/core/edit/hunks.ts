import { type Change, diffLines } from '../diff/lineDiff.ts';
import { endOf, type LinedText, lineStart, linesOf } from '../diff/lines.ts';
import type { ProposedEdit } from './proposedEdit.ts';

export type Decision = 'open' | 'accepted' | 'rejected';

/** Lines of a document that a proposal replaces by others. */
export interface Hunk {
  readonly id: number;
  /** Lines of the document, from 0; the end is not included. */
  readonly start: number;
  readonly end: number;
  /** The new lines, with their ends. */
  readonly lines: readonly string[];
  readonly decision: Decision;
  /** The document was changed where the hunk stands: it cannot be accepted any more. */
  readonly conflict: boolean;
}

/**
 * What tells two texts apart, as hunks that can be accepted one by one: with all of them accepted the old lines are the
 * new ones byte for byte, with none they are as they were. Changes with hardly a line between them are one.
 * @param old lines with their ends
 * @param offset line of the document that `old` begins with
 */
export function hunksBetween(old: readonly string[], now: readonly string[], offset = 0): Hunk[] {
  return near(diffLines(old, now), old).map(({ start, end, newStart, newEnd }, id) => ({
    id,
    start: start + offset,
    end: end + offset,
    lines: now.slice(newStart, newEnd),
    decision: 'open',
    conflict: false,
  }));
}

/** What an edit changes, as hunks of its document's lines; only the lines that it touches are looked at. */
export function hunksOfEdit({ document, start, end, newText }: ProposedEdit): Hunk[] {
  const from = lineStart(document, start);
  const [rest = ''] = /^[^\r\n]*(?:\r\n|\r|\n)?/.exec(document.slice(end, lineReach(document, end))) ?? [];
  const old = document.slice(from, end) + rest;
  const now = document.slice(from, start) + newText + rest;
  return hunksBetween(linesOf(old), linesOf(now), linesOf(document.slice(0, from)).length);
}

/** Behind the next line feed. */
function lineReach(document: string, offset: number): number {
  const feed = document.indexOf('\n', offset);
  return feed < 0 ? document.length : feed + 1;
}

/** Changes that only a blank line or a bracket keeps apart are joined. */
function near(changes: readonly Change[], old: readonly string[]): Change[] {
  const whole: Change[] = [];
  for (const change of changes) {
    const last = whole.at(-1);
    const gap = last && change.start - last.end === 1 ? (old[last.end] ?? '').trim() : undefined;
    if (last && gap !== undefined && gap.length <= 1)
      whole[whole.length - 1] = { ...last, end: change.end, newEnd: change.newEnd };
    else whole.push(change);
  }
  return whole;
}

/** With a decision on one hunk, or on all that are open. A hunk in conflict cannot be accepted. */
export function decided(hunks: readonly Hunk[], which: number | 'open', decision: Decision): Hunk[] {
  return hunks.map((hunk) => {
    const meant = which === 'open' ? hunk.decision === 'open' : hunk.id === which;
    return meant && !(hunk.conflict && decision === 'accepted') ? { ...hunk, decision } : hunk;
  });
}

/** The document with the accepted hunks in it. */
export function withAccepted(document: LinedText, hunks: readonly Hunk[]): string {
  let text = '';
  let line = 0;
  for (const { start, end, lines, decision } of hunks) {
    if (decision !== 'accepted') continue;
    text += document.slice(line, start) + lines.join('');
    line = end;
  }
  return text + document.slice(line, document.lines.length);
}

/**
 * The hunks of a document that was edited meanwhile, moved with their lines. One whose own lines were touched is in
 * conflict; one that the user has made already is gone.
 */
export function rebased(hunks: readonly Hunk[], before: readonly string[], after: readonly string[]): Hunk[] {
  const changes = diffLines(before, after);
  return hunks.flatMap((hunk) => {
    const moved = movedBy(hunk, changes);
    const made =
      moved.conflict && same(after.slice(moved.start, moved.start + hunk.lines.length), hunk.lines);
    return made && hunk.decision === 'open' ? [] : [moved];
  });
}

function movedBy(hunk: Hunk, changes: readonly Change[]): Hunk {
  let [start, end] = [hunk.start, hunk.end];
  let [shift, grown] = [0, 0];
  let { conflict } = hunk;
  for (const change of changes) {
    const more = change.newEnd - change.newStart - (change.end - change.start);
    // What comes right before or right behind a hunk leaves it alone.
    if (change.end <= hunk.start) shift += more;
    else if (change.start < hunk.end) {
      conflict = true;
      start = Math.min(start, change.start);
      end = Math.max(end, change.end);
      grown += more;
    }
  }
  const decision = conflict && hunk.decision === 'accepted' ? 'open' : hunk.decision;
  return { ...hunk, start: start + shift, end: end + shift + grown, conflict, decision };
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, at) => line === other[at]);
}

/** A hunk where it stands in the text that shows both sides. Lines from 0; ends are not included. */
export interface ShownHunk {
  readonly id: number;
  /** The lines that would go. */
  readonly old: { readonly start: number; readonly end: number };
  /** The lines that would come. */
  readonly now: { readonly start: number; readonly end: number };
  readonly conflict: boolean;
}

export interface ReviewText {
  readonly text: string;
  /** Those that are open. */
  readonly hunks: readonly ShownHunk[];
}

/** A text that shows what is open side by side: old lines, then new ones. What is decided stands as it was decided. */
export function reviewText(document: LinedText, hunks: readonly Hunk[]): ReviewText {
  const shown: ShownHunk[] = [];
  let text = '';
  /** Lines of the document so far, and how many more are shown. */
  let [line, more] = [0, 0];
  for (const { id, start, end, lines, decision, conflict } of hunks) {
    // Hunks in conflict may have grown into each other.
    const from = Math.max(start, line);
    const until = Math.max(end, from);
    text += document.slice(line, from);
    line = until;
    if (decision !== 'open') {
      text += decision === 'accepted' ? lines.join('') : document.slice(from, until);
      more += decision === 'accepted' ? lines.length - (until - from) : 0;
      continue;
    }
    text += ended(document.slice(from, until)) + ended(lines.join(''));
    const [old, now] = [{ start: from + more, end: until + more }, until + more];
    shown.push({ id, old, now: { start: now, end: now + lines.length }, conflict });
    more += lines.length;
  }
  return { text: text + document.slice(line, document.lines.length), hunks: shown };
}

/** The last line of a text may have no end, and other lines follow it here. */
function ended(text: string): string {
  return text !== '' && endOf(text) === '' ? `${text}\n` : text;
}
