import { codeOnly } from '../../code/codeOnly.ts';
import { holdsProse } from '../../code/lexicon.ts';
import { isSentence } from '../../code/sentence.ts';
import { type Filter, firstWholeLine } from '../completion.ts';

const OVER = /[;}]\s*$/;
/** Bold words that begin a line: a heading of an explanation. */
const HEADING = /^\s*\*\*[^*\s][^*]*\*\*/;

/** Ends a completion before the first line in which the model talks instead of writing code. */
export const withoutProse: Filter = (text, around) => {
  const { language, inText, lineBefore } = around;
  if (inText || holdsProse(language)) return text;
  const lines = codeOnly(text, language).split('\n');
  const before = codeOnly(lineBefore, language);
  // Behind a statement that has ended, what is said is judged by itself.
  const first = OVER.test(before)
    ? (lines[0] ?? '')
    : firstWholeLine(lines[0] ?? '', { ...around, lineBefore: before });
  const spoken = [first, ...lines.slice(1)].findIndex((line) => isSentence(line) || HEADING.test(line));
  return spoken < 0 ? text : text.split('\n').slice(0, spoken).join('\n');
};
