import { codeOnly } from '../../code/codeOnly.ts';
import type { Completion, Surroundings } from '../completion.ts';

/** Brackets, quotes and the like that an editor puts behind the cursor by itself. */
const TAIL = /^[\s)\]}>"'`;,:]*$/;

/** The rest of a line that a completion can be written before: nothing but what closes. */
export function isTail(lineAfter: string): boolean {
  return TAIL.test(lineAfter);
}

/**
 * Joins a completion with what stands after the cursor on its line: what is there already is not written twice, and
 * what the completion says after it too (`;` behind the bracket) makes it replace the rest of the line.
 */
export function joinRestOfLine(text: string, { lineAfter, language }: Surroundings): Completion | undefined {
  const rest = lineAfter.trim();
  if (rest === '') return { text, replaces: 0 };
  const [first = '', ...more] = text.split('\n');
  const at = isTail(lineAfter) ? closingAt(first, rest, language) : overlapAt(first, rest);
  if (at < 0)
    return more.length > 0 && !isTail(lineAfter) ? { text: first, replaces: 0 } : { text, replaces: 0 };
  const written = first.slice(at);
  const before = first.slice(0, at);
  if (written.length > rest.length && written.startsWith(rest)) {
    return { text: first, replaces: lineAfter.length };
  }
  return before === '' ? undefined : { text: before, replaces: 0 };
}

/** Where `line` closes what it has not opened, with the character that stands after the cursor; -1 when nowhere. */
function closingAt(line: string, rest: string, language: string): number {
  const quote = /^["'`]/.exec(rest)?.[0];
  if (quote) return line.indexOf(quote);
  const code = codeOnly(line, language);
  let depth = 0;
  for (let at = 0; at < code.length; at++) {
    const character = code[at] ?? '';
    if ('([{'.includes(character)) depth += 1;
    else if (depth === 0 && character === rest[0]) return at;
    else if (')]}'.includes(character)) depth -= 1;
  }
  return -1;
}

/** Where the end of `line` repeats the beginning of `rest`; -1 when nowhere. */
function overlapAt(line: string, rest: string): number {
  const found = line.lastIndexOf(rest);
  if (found >= 0) return found;
  for (let length = Math.min(line.length, rest.length); length > 2; length--) {
    if (line.endsWith(rest.slice(0, length))) return line.length - length;
  }
  return -1;
}
