import { codeOnly } from '../../code/codeOnly.ts';
import { type Filter, wordedLines } from '../completion.ts';

const CLOSING: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);
const OPENING = new Set(CLOSING.values());

/**
 * Nothing when a bracket is closed by one of another kind, and an end before a line that closes again what the next
 * line below closes already.
 */
export const withWholeBrackets: Filter = (text, { language, inText, below }) => {
  if (inText) return text;
  const brackets = [...codeOnly(text, language).matchAll(/[()[\]{}]/g)];
  const opened: string[] = [];
  for (const { 0: bracket, index } of brackets) {
    if (OPENING.has(bracket)) {
      opened.push(bracket);
      continue;
    }
    const partner = opened.pop();
    if (partner === undefined) {
      const lineStart = text.lastIndexOf('\n', index) + 1;
      const begins = lineStart > 0 && text.slice(lineStart, index).trim() === '';
      if (begins && closesBelow(text.slice(lineStart), below)) return text.slice(0, lineStart - 1);
    } else if (partner !== CLOSING.get(bracket)) return '';
  }
  return text;
};

/** The next line below begins with the same bracket, as deep or deeper: one less deep closes a block around this one. */
function closesBelow(rest: string, below: string): boolean {
  const next = below.split('\n').find((line) => line.trim() !== '') ?? '';
  const [line = ''] = wordedLines(rest);
  const indentation = /^\s*/.exec(rest)?.[0].length ?? 0;
  return next.trim().charAt(0) === line.charAt(0) && next.search(/\S/) >= indentation;
}
