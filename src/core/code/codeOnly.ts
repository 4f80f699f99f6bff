import { type Lexicon, lexiconOf } from './lexicon.ts';
import { remembered } from './memo.ts';

/**
 * `text` with all that stands in comments and strings replaced by spaces, the quotes and markers included. Line ends
 * and the length stay, so places in one are places in the other. A quote that its line does not close is taken for
 * code: an apostrophe, a lifetime, a string cut by the window.
 */
export const codeOnly = remembered((text: string, language: string): string =>
  text.replace(textPattern(lexiconOf(language)), (found) => found.replace(/[^\n]/g, ' ')),
);

/** The texts in quotes that end in their line, with their quotes; longer ones may be documentation. */
export function quotedTexts(text: string, language: string): string[] {
  const lexicon = lexiconOf(language);
  const comments = [...lexicon.lineComments, ...lexicon.blockComments.map(([open]) => open)];
  return [...text.matchAll(textPattern(lexicon))]
    .map(([found]) => found)
    .filter((found) => !comments.some((mark) => found.startsWith(mark)) && !/\n|^(?:"""|''')/.test(found));
}

/** True when whatever is typed at the end of `text` goes into a comment or a string. */
export function endsInText(text: string, language: string): boolean {
  const code = codeOnly(`${text}x`, language);
  if (code.at(-1) === ' ') return true;
  const line = code.slice(code.lastIndexOf('\n') + 1);
  // A quote that is left over on the last line is open.
  return lexiconOf(language).quotes.some((quote) => line.includes(quote));
}

const patterns = new Map<Lexicon, RegExp>();

/** Matches each comment and each string from its beginning to its end. */
function textPattern(lexicon: Lexicon): RegExp {
  const known = patterns.get(lexicon);
  if (known) return known;
  const sources = [
    ...lexicon.blockComments.map(([open, close]) => `${escaped(open)}[\\s\\S]*?(?:${escaped(close)}|$)`),
    ...lexicon.lineComments.map((marker) => `${escaped(marker)}[^\\n]*`),
    ...(lexicon.literals ?? []),
    ...lexicon.quotes.map((quote) =>
      quote.length > 1 || quote === '`'
        ? `${quote}(?:\\\\[\\s\\S]|(?!${quote})[^\\\\])*(?:${quote}|$)`
        : `${quote}(?:\\\\.|[^${quote}\\\\\\n])*${quote}`,
    ),
  ];
  // Without sources nothing matches.
  const pattern = new RegExp(sources.join('|') || '(?!)', 'g');
  patterns.set(lexicon, pattern);
  return pattern;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
