import { codeOnly } from '../../code/codeOnly.ts';
import { holdsProse } from '../../code/lexicon.ts';
import { isSentence } from '../../code/sentence.ts';
import { type Filter, firstWholeLine } from '../completion.ts';

/** Ends a completion before the first line in which the model talks instead of writing code. */
export const withoutProse: Filter = (text, around) => {
  const { language, inText, lineBefore } = around;
  if (inText || holdsProse(language)) return text;
  const lines = codeOnly(text, language).split('\n');
  const first = firstWholeLine(lines[0] ?? '', { ...around, lineBefore: codeOnly(lineBefore, language) });
  const spoken = [first, ...lines.slice(1)].findIndex(isSentence);
  return spoken < 0 ? text : text.split('\n').slice(0, spoken).join('\n');
};
