/**
 * How alike two lines are, from 0 to 1: one minus the Levenshtein distance over the longer length. Blanks at the ends do
 * not count.
 */
export function similarity(one: string, other: string): number {
  const [left, right] = [one.trim(), other.trim()];
  const longer = Math.max(left.length, right.length);
  return longer === 0 ? 1 : 1 - distance(left, right) / longer;
}

/** Row by row: only the row before is needed. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let to = 1; to <= right.length; to++) {
      const change = left[at - 1] === right[to - 1] ? 0 : 1;
      const [above = 0, before = 0, corner = 0] = [row[to], next[to - 1], row[to - 1]];
      next.push(Math.min(above + 1, before + 1, corner + change));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
