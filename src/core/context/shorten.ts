/** How much room there is, and how much of it a text takes; in tokens. */
export interface Room {
  readonly tokens: number;
  measure(text: string): number;
}

/**
 * Makes a text smaller in its own way.
 * @returns the largest candidate that fits, or one nearly as large, or nothing when none worth showing does
 */
export type Shorten = (text: string, room: Room) => string | undefined;

/** Share of what is kept that goes to the beginning. */
const HEAD_SHARE = 2 / 3;

/** Beginning and end, with a line between that says how much is missing. Lines stay whole where they can. */
export const headAndTail: Shorten = (text, room) => {
  const lines = text.split('\n');
  const kept = largest(lines.length - 1, room, (count) => joinLines(lines, count));
  const byLines = kept > 0 ? joinLines(lines, kept) : undefined;
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

function joinLines(lines: readonly string[], kept: number): string {
  const head = headOf(kept);
  const tail = kept - head;
  const gap = `… пропущено строк: ${lines.length - kept} …`;
  return [...lines.slice(0, head), gap, ...(tail > 0 ? lines.slice(-tail) : [])].join('\n');
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
const wholeEnd = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');
const wholeStart = (text: string): string => text.replace(/^[\uDC00-\uDFFF]/, '');

/** Where the search begins. */
const FIRST_GUESS = 32;
/** A room is full when less than this share of it is left: each guess is measured. */
const SHARE_LEFT = 1 / 64;
/** Guesses by proportion; if they did not do, the interval is halved. */
const PROPORTIONAL_GUESSES = 8;

/**
 * A number from 1 to `most` whose candidate fits and nearly fills the room, else the largest that fits, or 0. The next
 * guess is where the room would be full if sizes grew evenly, as in text they nearly do: three or four suffice.
 */
function largest(most: number, room: Room, candidate: (count: number) => string): number {
  const full = room.tokens * (1 - SHARE_LEFT);
  let low: Tried = { count: 0, size: 0 };
  let high: Tried = { count: most + 1, size: Number.POSITIVE_INFINITY };
  let guess = FIRST_GUESS;
  for (let guesses = 1; high.count - low.count > 1 && low.size < full; guesses++) {
    const count = Math.min(Math.max(guess, low.count + 1), high.count - 1);
    const tried = { count, size: room.measure(candidate(count)) };
    if (tried.size <= room.tokens) low = tried;
    else high = tried;
    guess =
      guesses < PROPORTIONAL_GUESSES
        ? whereFull(low, high, room.tokens * (1 - SHARE_LEFT / 2))
        : Math.ceil((low.count + high.count) / 2);
  }
  return low.count;
}

interface Tried {
  readonly count: number;
  readonly size: number;
}

function whereFull(low: Tried, high: Tried, tokens: number): number {
  const growth = Number.isFinite(high.size)
    ? (high.size - low.size) / (high.count - low.count)
    : low.size / low.count;
  const more = Math.floor((tokens - low.size) / growth);
  return Number.isFinite(more) ? low.count + more : high.count;
}
