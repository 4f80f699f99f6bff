import type { Filter } from '../completion.ts';

const SAME_LINES = 3;
/** A pattern of up to 24 characters, again and again: what a model does when it has lost the thread. */
const LOOP = /(\S.{0,23}?)\1{7,}/;
/** Rules of one character are drawn in comments. */
const RULE = /^([-=*#~_/.+─═ ])\1*$/;

/** Lines of the longest circle that is looked for. */
const LONGEST_CIRCLE = 4;

/** Ends a completion where it starts to turn in a circle. */
export const withoutRunaway: Filter = (text) => {
  const lines = text.split('\n');
  const end = circleEnd(lines);
  const kept = end === undefined ? lines : lines.slice(0, end);
  const loop = kept.findIndex((line) => {
    const found = LOOP.exec(line);
    return found !== null && !RULE.test(found[0]);
  });
  return (loop < 0 ? kept : kept.slice(0, loop)).join('\n');
};

/** Where a circle of lines has been gone once, which may be meant; nothing without one. */
function circleEnd(lines: readonly string[]): number | undefined {
  for (const [start, first] of lines.entries()) {
    if (first.trim() === '') continue;
    for (let length = 1; length <= LONGEST_CIRCLE; length++) {
      const turns = Array.from({ length: SAME_LINES }, (_, turn) => start + turn * length);
      const circle = lines.slice(start, start + length);
      if (turns.every((at) => circle.every((line, index) => lines[at + index] === line))) {
        return start + length;
      }
    }
  }
  return undefined;
}
