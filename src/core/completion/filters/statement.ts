import { codeOnly } from '../../code/codeOnly.ts';
import type { Filter } from '../completion.ts';

/** `for (` that stands alone on its line: its parts are lines, and end as statements do. */
const FOR_HEAD = /\bfor\s*\(\s*\n/;

/**
 * Ends a completion behind a bracket of its own that a statement ends in: `a(b.c();` with `a(` left open is broken from
 * somewhere on, and up to the bracket it still may be right.
 */
export const withoutBrokenStatement: Filter = (text, { language, inText }) => {
  if (!/;[ \t]*(?:\n|$)/.test(text) || inText) return text;
  const code = codeOnly(text, language);
  if (FOR_HEAD.test(code)) return text;
  const opened: { readonly bracket: string; readonly at: number }[] = [];
  for (const { 0: sign, index } of code.matchAll(/[()[\]{}]|;(?=[ \t]*(?:\n|$))/g)) {
    if ('([{'.includes(sign)) opened.push({ bracket: sign, at: index });
    else if (sign !== ';') opened.pop();
    else {
      const inner = opened.at(-1);
      if (inner && inner.bracket !== '{') return text.slice(0, inner.at + 1);
    }
  }
  return text;
};
