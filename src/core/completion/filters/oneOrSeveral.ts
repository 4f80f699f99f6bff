import type { Filter, Surroundings } from '../completion.ts';

/** What opens a block at the end of a line: of brackets, of words, of Python's colon. */
const OPENS = /(?:[{([:]|=>|->|\b(?:do|then|else|begin|repeat))\s*$/i;
const BLANK_LINE = /\n[ \t]*\n/;

/**
 * One line or several: a block that opens here, a comment and a line that is still empty may go on for lines, as far as
 * the next blank one; what ends or goes on with a line that is begun is that line alone.
 */
export const oneOrSeveral: Filter = (text, around) => {
  const start = text.search(/\S/);
  if (start < 0) return text;
  const blank = text.slice(start).search(BLANK_LINE);
  const paragraph = blank < 0 ? text : text.slice(0, start + blank);
  const lineEnd = paragraph.indexOf('\n', start);
  if (lineEnd < 0) return paragraph;
  const firstLine = paragraph.slice(0, lineEnd);
  return goesOn(firstLine, around) ? paragraph : firstLine;
};

function goesOn(firstLine: string, { lineBefore, inText }: Surroundings): boolean {
  return inText || lineBefore.trim() === '' || OPENS.test(lineBefore) || OPENS.test(firstLine);
}
