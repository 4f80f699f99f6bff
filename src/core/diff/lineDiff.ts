/** Lines of the old text, and what stands in their place in the new one. Line numbers from 0, ends not included. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Steps after which a stretch without unique lines is taken as replaced whole: bounds time and memory. */
const MOST_STEPS = 256;

/**
 * The changes between two texts, in order; what stands between them is equal. Anchored on the lines that are unique
 * in both (patience diff, Bram Cohen), and between these the shortest edit (E. Myers, "An O(ND) Difference Algorithm",
 * 1986): hunks follow the code's own pieces, and a brace never pairs with a brace far away for want of a better one.
 */
export function diffLines(old: readonly string[], now: readonly string[]): Change[] {
  const changes: Change[] = [];
  between(old, now, { start: 0, end: old.length, newStart: 0, newEnd: now.length }, changes);
  return joined(changes);
}

function between(old: readonly string[], now: readonly string[], whole: Change, into: Change[]): void {
  const { start, end, newStart, newEnd } = trimmed(old, now, whole);
  if (start === end && newStart === newEnd) return;
  const stretch = { start, end, newStart, newEnd };
  if (start === end || newStart === newEnd) {
    into.push(stretch);
    return;
  }
  const anchors = uniqueAnchors(old, now, stretch);
  if (anchors.length === 0) {
    shortestEdit(old, now, stretch, into);
    return;
  }
  let [from, newFrom] = [start, newStart];
  for (const [line, newLine] of anchors) {
    between(old, now, { start: from, end: line, newStart: newFrom, newEnd: newLine }, into);
    [from, newFrom] = [line + 1, newLine + 1];
  }
  between(old, now, { start: from, end, newStart: newFrom, newEnd }, into);
}

/** Without what is equal at both edges. */
function trimmed(old: readonly string[], now: readonly string[], whole: Change): Change {
  let { start, end, newStart, newEnd } = whole;
  while (start < end && newStart < newEnd && old[start] === now[newStart]) {
    start++;
    newStart++;
  }
  while (start < end && newStart < newEnd && old[end - 1] === now[newEnd - 1]) {
    end--;
    newEnd--;
  }
  return { start, end, newStart, newEnd };
}

type Pair = readonly [line: number, newLine: number];

/** Lines that stand once in each text, as many as keep their order in both. */
function uniqueAnchors(old: readonly string[], now: readonly string[], stretch: Change): Pair[] {
  const there = uniqueLines(old, stretch.start, stretch.end);
  const here = uniqueLines(now, stretch.newStart, stretch.newEnd);
  const pairs: Pair[] = [];
  for (const [text, newLine] of here) {
    const line = newLine < 0 ? undefined : there.get(text);
    if (line !== undefined && line >= 0) pairs.push([line, newLine]);
  }
  pairs.sort(([, one], [, other]) => one - other);
  return longestRising(pairs);
}

/** By text: the line where it stands, or -1 when it stands on several. Blank lines anchor nothing. */
function uniqueLines(lines: readonly string[], start: number, end: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let line = start; line < end; line++) {
    const text = lines[line] ?? '';
    if (text.trim() !== '') found.set(text, found.has(text) ? -1 : line);
  }
  return found;
}

/** The longest part of `pairs` whose old lines rise: patience sorting. */
function longestRising(pairs: readonly Pair[]): Pair[] {
  const tops: number[] = [];
  const before: number[] = [];
  for (const [at, [line]] of pairs.entries()) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.[0] ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    before[at] = tops[low - 1] ?? -1;
    tops[low] = at;
  }
  const rising: Pair[] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at];
    if (pair) rising.push(pair);
  }
  return rising.reverse();
}

/** Myers' greedy search; `stretch` is trimmed and neither side of it is empty. */
function shortestEdit(old: readonly string[], now: readonly string[], stretch: Change, into: Change[]): void {
  const [height, width] = [stretch.end - stretch.start, stretch.newEnd - stretch.newStart];
  const most = Math.min(height + width, MOST_STEPS);
  const furthest = new Int32Array(2 * most + 3);
  const traces: Int32Array[] = [];
  for (let steps = 0; steps <= most; steps++) {
    traces.push(furthest.slice(most + 1 - steps, most + 2 + steps));
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      const at = most + 1 + diagonal;
      const down =
        diagonal === -steps || (diagonal !== steps && (furthest[at - 1] ?? 0) < (furthest[at + 1] ?? 0));
      let x = down ? (furthest[at + 1] ?? 0) : (furthest[at - 1] ?? 0) + 1;
      while (
        x < height &&
        x - diagonal < width &&
        old[stretch.start + x] === now[stretch.newStart + x - diagonal]
      )
        x++;
      furthest[at] = x;
      if (x >= height && x - diagonal >= width) {
        into.push(...traced(traces, height, width, stretch));
        return;
      }
    }
  }
  into.push(stretch);
}

/** The path back through the traces, as changes. */
function traced(traces: readonly Int32Array[], height: number, width: number, stretch: Change): Change[] {
  const changes: Change[] = [];
  let [x, y] = [height, width];
  for (let steps = traces.length - 1; steps > 0; steps--) {
    // A trace holds the diagonals from -steps to steps as they were before this step.
    const trace = traces[steps] ?? new Int32Array();
    const reached = (diagonal: number): number => trace[diagonal + steps] ?? 0;
    const diagonal = x - y;
    const down = diagonal === -steps || (diagonal !== steps && reached(diagonal - 1) < reached(diagonal + 1));
    const fromX = down ? reached(diagonal + 1) : reached(diagonal - 1);
    const fromY = fromX - (down ? diagonal + 1 : diagonal - 1);
    changes.push({
      start: stretch.start + fromX,
      end: stretch.start + fromX + (down ? 0 : 1),
      newStart: stretch.newStart + fromY,
      newEnd: stretch.newStart + fromY + (down ? 1 : 0),
    });
    [x, y] = [fromX, fromY];
  }
  return changes.reverse();
}

/** Changes that touch become one. */
function joined(changes: readonly Change[]): Change[] {
  const whole: Change[] = [];
  for (const change of changes) {
    const last = whole.at(-1);
    if (last && last.end === change.start && last.newEnd === change.newStart)
      whole[whole.length - 1] = { ...last, end: change.end, newEnd: change.newEnd };
    else whole.push(change);
  }
  return whole;
}
