import { gapMark, LARGE_GAP } from './keptLines.ts';
import type { CutReason } from './report.ts';
import { largest, type Room } from './room.ts';

export type { Room } from './room.ts';

/**
 * Makes a text smaller in its own way.
 * @returns the largest candidate that fits, or one nearly as large, or nothing when none worth showing does
 */
export type Shorten = (text: string, room: Room) => string | undefined;

/** A shortened text, and what was done to it. */
export interface Shortened {
  readonly text: string;
  readonly reason: CutReason;
  /** Of the text, where they are known already. */
  readonly tokens?: number;
}

/** Share of what is kept that goes to the beginning. */
const HEAD_SHARE = 2 / 3;

/** Characters of a text that are looked at: of a larger one its beginning and its end. */
export const SEEN_CHARACTERS = 400_000;

/** A text as lines; of one too large, its first and last ones, and a line between that says so. */
export function seenLines(text: string): readonly string[] {
  if (text.length <= SEEN_CHARACTERS) return text.split('\n');
  const head = Math.round(SEEN_CHARACTERS * HEAD_SHARE);
  return [
    ...wholeEnd(text.slice(0, head)).split('\n'),
    LARGE_GAP,
    ...wholeStart(text.slice(head - SEEN_CHARACTERS)).split('\n'),
  ];
}

/** Beginning and end, with a line between that says how much is missing. Lines stay whole where they can. */
export const headAndTail: Shorten = (text, room) => {
  const lines = seenLines(text);
  const gap = text.length > SEEN_CHARACTERS ? () => LARGE_GAP : gapMark;
  const kept = largest(lines.length - 1, room, (count) => joinLines(lines, count, gap));
  const byLines = kept > 0 ? joinLines(lines, kept, gap) : undefined;
  // Next to a very long line, whole lines would waste most of the room.
  if (byLines !== undefined && nextLine(lines, kept).length <= byLines.length) return byLines;
  return cutCharacters(text, room) ?? byLines;
};

const headOf = (kept: number): number => Math.ceil(kept * HEAD_SHARE);

/** The line that would be kept if one more were. */
function nextLine(lines: readonly string[], kept: number): string {
  const head = headOf(kept);
  return (headOf(kept + 1) > head ? lines[head] : lines.at(head - kept - 1)) ?? '';
}

function joinLines(lines: readonly string[], kept: number, gap: (missing: number) => string): string {
  const head = headOf(kept);
  const tail = kept - head;
  return [...lines.slice(0, head), gap(lines.length - kept), ...(tail > 0 ? lines.slice(-tail) : [])].join(
    '\n',
  );
}

/** Whole lines at the end: for what stands before a place. */
export const lastLines: Shorten = (text, room) => {
  const lines = text.split('\n');
  const kept = largest(lines.length - 1, room, (count) => lines.slice(-count).join('\n'));
  return kept > 0 ? lines.slice(-kept).join('\n') : undefined;
};

/** Whole lines at the beginning: for what stands after a place. */
export const firstLines: Shorten = (text, room) => {
  const lines = text.split('\n');
  const kept = largest(lines.length - 1, room, (count) => lines.slice(0, count).join('\n'));
  return kept > 0 ? lines.slice(0, kept).join('\n') : undefined;
};

/** Whole lines at the beginning, and how many are missing: for lists whose best stands first. */
export const listBeginning: Shorten = (text, room) => {
  const lines = seenLines(text);
  const cut = (count: number): string =>
    [
      ...lines.slice(0, count),
      text.length > SEEN_CHARACTERS ? LARGE_GAP : gapMark(lines.length - count),
    ].join('\n');
  const kept = largest(lines.length - 1, room, cut);
  return kept > 0 ? cut(kept) : undefined;
};

/** The end of a text, from the beginning of a line where that costs little. */
export const ending: Shorten = (text, room) => {
  const kept = largest(text.length, room, (count) => text.slice(-count));
  if (kept === 0) return undefined;
  const end = wholeStart(text.slice(-kept));
  const line = kept < text.length ? end.indexOf('\n') + 1 : 0;
  return line < end.length / 2 ? end.slice(line) : end;
};

/** For a text of one or few very long lines. */
function cutCharacters(text: string, room: Room): string | undefined {
  const cut = (kept: number): string => {
    const head = headOf(kept);
    return `${wholeEnd(text.slice(0, head))} … ${wholeStart(text.slice(text.length - (kept - head)))}`;
  };
  const kept = largest(text.length - 1, room, cut);
  return kept > 0 ? cut(kept) : undefined;
}

/** Without half of a surrogate pair at its end. */
const wholeEnd = (text: string): string =>
  /[\uD800-\uDBFF]/.test(text.slice(-1)) ? text.slice(0, -1) : text;
const wholeStart = (text: string): string =>
  /[\uDC00-\uDFFF]/.test(text.slice(0, 1)) ? text.slice(1) : text;
