import type { Filter } from '../completion.ts';

const SAME_LINES = 3;
/** A pattern of up to 24 characters, again and again: what a model does when it has lost the thread. */
const LOOP = /(\S.{0,23}?)\1{7,}/;
/** Rules of one character are drawn in comments. */
const RULE = /^([-=*#~_/.+─═ ])\1*$/;

/** Ends a completion where it starts to turn in a circle. */
export const withoutRunaway: Filter = (text) => {
  const lines = text.split('\n');
  const circle = lines.findIndex(
    (line, index) =>
      line.trim() !== '' &&
      lines.slice(index, index + SAME_LINES).filter((other) => other === line).length === SAME_LINES,
  );
  // The first of the same lines may be meant.
  const kept = circle < 0 ? lines : lines.slice(0, circle + 1);
  const loop = kept.findIndex((line) => {
    const found = LOOP.exec(line);
    return found !== null && !RULE.test(found[0]);
  });
  return (loop < 0 ? kept : kept.slice(0, loop)).join('\n');
};
