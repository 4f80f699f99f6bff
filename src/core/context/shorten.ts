/**
 * Makes a text smaller in its own way.
 * @param fits whether a candidate is small enough; monotone: what is shorter fits rather
 * @returns the largest candidate that fits, or nothing when none worth showing does
 */
export type Shorten = (text: string, fits: (candidate: string) => boolean) => string | undefined;

/** Share of what is kept that goes to the beginning. */
const HEAD_SHARE = 2 / 3;

/** Beginning and end, with a line between that says how much is missing. Lines stay whole where they can. */
export const headAndTail: Shorten = (text, fits) => {
  const lines = text.split('\n');
  const kept = largest(lines.length - 1, (count) => fits(joinLines(lines, count)));
  return kept > 0 ? joinLines(lines, kept) : cutCharacters(text, fits);
};

function joinLines(lines: readonly string[], kept: number): string {
  const head = Math.ceil(kept * HEAD_SHARE);
  const tail = kept - head;
  const gap = `… пропущено строк: ${lines.length - kept} …`;
  return [...lines.slice(0, head), gap, ...(tail > 0 ? lines.slice(-tail) : [])].join('\n');
}

/** Whole lines at the end: for what stands before a place. */
export const lastLines: Shorten = (text, fits) => {
  const lines = text.split('\n');
  const kept = largest(lines.length - 1, (count) => fits(lines.slice(-count).join('\n')));
  return kept > 0 ? lines.slice(-kept).join('\n') : undefined;
};

/** Whole lines at the beginning: for what stands after a place. */
export const firstLines: Shorten = (text, fits) => {
  const lines = text.split('\n');
  const kept = largest(lines.length - 1, (count) => fits(lines.slice(0, count).join('\n')));
  return kept > 0 ? lines.slice(0, kept).join('\n') : undefined;
};

/** For a text of one or few very long lines. */
function cutCharacters(text: string, fits: (candidate: string) => boolean): string | undefined {
  const cut = (kept: number): string => {
    const head = Math.ceil(kept * HEAD_SHARE);
    return `${wholeEnd(text.slice(0, head))} … ${wholeStart(text.slice(text.length - (kept - head)))}`;
  };
  const kept = largest(text.length - 1, (count) => fits(cut(count)));
  return kept > 0 ? cut(kept) : undefined;
}

/** Without half of a surrogate pair at its end. */
const wholeEnd = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');
const wholeStart = (text: string): string => text.replace(/^[\uDC00-\uDFFF]/, '');

/** The largest number from 1 to `most` for which `holds`, or 0. `holds` is monotone. */
function largest(most: number, holds: (value: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
