import { codeOnly } from '../../code/codeOnly.ts';
import { holdsProse } from '../../code/lexicon.ts';
import { type Filter, firstWholeLine } from '../completion.ts';

/** Comments that stand for code instead of speaking of it, and that tell what everybody sees. */
const EMPTY_WORDS =
  /^(?:\.{3}|…)|^(?:todo|fixme)\b|ваш код|остальн\S+ (?:код|часть)|здесь (?:будет|должен|можно|ваш)|добавьте|реализуйте|(?:this|the (?:above|following)) (?:code|function|method|line)|(?:your|existing|rest of(?: the)?) code|implement(?:ation)? (?:here|this|the rest)|add your|^(?:этот|данный|эта|данная|приведённый) (?:код|функция|метод|строка)/i;

/** Ends a completion before the first comment that only stands for code or describes it. Comments of the user's go on. */
export const withoutPlaceholders: Filter = (text, around) => {
  const { language, inText } = around;
  if (inText || holdsProse(language)) return text;
  const lines = text.split('\n');
  const shown = [firstWholeLine(text, around), ...lines.slice(1)];
  const code = codeOnly(shown.join('\n'), language).split('\n');
  const at = shown.findIndex(
    (line, index) => code[index]?.trim() === '' && EMPTY_WORDS.test(line.replace(/^[^\p{L}.…]+/u, '')),
  );
  return at < 0 ? text : lines.slice(0, at).join('\n');
};
