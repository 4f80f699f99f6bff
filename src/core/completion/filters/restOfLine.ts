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
export function joinRestOfLine(text: string, around: Surroundings): Completion | undefined {
  const { lineAfter, language } = around;
  const rest = lineAfter.trim();
  if (rest === '') return { text, replaces: 0 };
  const [said = '', ...more] = text.split('\n');
  const first = withoutSurplus(said, around);
  const at = isTail(lineAfter) ? closingAt(first, rest, language) : overlapAt(first, rest);
  if (at < 0)
    return {
      text: more.length > 0 && isTail(lineAfter) ? [first, ...more].join('\n') : first,
      replaces: 0,
    };
  const written = first.slice(at);
  const before = first.slice(0, at);
  if (written.length > rest.length && written.startsWith(rest)) {
    return { text: first, replaces: lineAfter.length };
  }
  return before === '' ? undefined : { text: before, replaces: 0 };
}

/**
 * Without brackets that close more than is open, where the rest of the line closes all that the line has opened: what
 * more is closed would be missing above.
 */
function withoutSurplus(line: string, { lineBefore, lineAfter, language }: Surroundings): string {
  if (!isTail(lineAfter)) return line;
  const before = depthOf(lineBefore, language);
  if (before + depthOf(lineAfter, language) !== 0) return line;
  const code = codeOnly(line, language);
  let depth = before;
  for (let at = 0; at < code.length; at++) {
    depth += bracketAt(code, at);
    if (depth < 0) return line.slice(0, at) + line.slice(at).replace(/^[)\]}]+/, '');
  }
  return line;
}

function depthOf(line: string, language: string): number {
  const code = codeOnly(line, language);
  return [...code].reduce((sum, _, at) => sum + bracketAt(code, at), 0);
}

/** 1 where a bracket opens, -1 where one closes. */
function bracketAt(code: string, at: number): number {
  const character = code.charAt(at);
  return '([{'.includes(character) ? 1 : ')]}'.includes(character) ? -1 : 0;
}

/** Where `line` closes what it has not opened, with the character that stands after the cursor; -1 when nowhere. */
function closingAt(line: string, rest: string, language: string): number {
  const quote = /^["'`]/.exec(rest)?.[0];
  if (quote) return line.replace(/\\./g, '  ').indexOf(quote);
  const code = codeOnly(line, language);
  let depth = 0;
  for (let at = 0; at < code.length; at++) {
    const step = bracketAt(code, at);
    if (step <= 0 && depth === 0 && code[at] === rest[0]) return at;
    depth += step;
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
