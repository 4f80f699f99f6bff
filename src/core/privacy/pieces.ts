/** A stretch of a text that is searched by itself. Offsets in UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const LONGEST = 8192;
/** How far two stretches of one line reach into each other: no token is longer. */
const OVERLAP = 2048;

/**
 * The whole text in stretches of whole lines. A line that is too long is cut, and its stretches overlap, so that what
 * stands at a cut is seen whole by one of them. A text that grows at its end keeps all stretches but the last.
 */
export function* stretchesOf(text: string): Generator<Stretch> {
  let start = 0;
  while (text.length - start > LONGEST) {
    const limit = start + LONGEST;
    const lineEnd = text.lastIndexOf('\n', limit - 1) + 1;
    if (lineEnd > start) {
      yield { start, end: lineEnd };
      start = lineEnd;
    } else {
      yield { start, end: limit };
      start = limit - OVERLAP;
    }
  }
  if (start < text.length || start === 0) yield { start, end: text.length };
}
