import { codeOnly } from '../../code/codeOnly.ts';
import { holdsProse } from '../../code/lexicon.ts';
import { type Filter, firstWholeLine } from '../completion.ts';

/** Comments that stand for code instead of speaking of it, and that tell what everybody sees. */
const EMPTY_WORDS =
  /^(?:\.{3}|…)|^(?:todo|fixme)\b|ваш код|остальн\S+ (?:код|часть|метод)|^и так далее|здесь (?:будет|должен|можно|ваш)|добавьте|реализуйте|(?:this|the (?:above|following)) (?:code|function|method|line)|(?:your|existing|rest of(?: the)?) code|implement(?:ation)? (?:here|this|the rest)|add your|^(?:этот|данный|эта|данная|приведённый) (?:код|функция|метод|строка)/i;

/** Comments that tell what the next line does, as models explain: worth nothing when there is no such line. */
const EXPLAINS =
  /^(?:теперь |затем |здесь |далее )?(?:возвраща|вызыва|вычисля|созда|проверя|вывод|увеличива|уменьша|добавля|удаля|получа|обновля|инициализиру|определя|использу|сохраня|перебира|счита)(?:ем|ём|им|ю)(?![\p{L}])/iu;
/** Code that does nothing yet, and says so. */
const STUB = /^\s*(?:pass|\.{3})\s*#\s*(?:todo|fixme)/i;

/** Ends a completion before the first comment that only stands for code or describes it. Comments of the user's go on. */
export const withoutPlaceholders: Filter = (text, around) => {
  const { language, inText } = around;
  if (inText || holdsProse(language)) return text;
  const lines = text.split('\n');
  const shown = [firstWholeLine(text, around), ...lines.slice(1)];
  const code = codeOnly(shown.join('\n'), language).split('\n');
  const isComment = (index: number): boolean => code[index]?.trim() === '' && shown[index]?.trim() !== '';
  const says = (index: number): string => (shown[index] ?? '').replace(/^[^\p{L}.…]+/u, '');
  const lastCode = code.findLastIndex((line) => line.trim() !== '');
  const at = shown.findIndex(
    (line, index) =>
      STUB.test(line) ||
      (isComment(index) &&
        (EMPTY_WORDS.test(says(index)) || (index > lastCode && EXPLAINS.test(says(index))))),
  );
  return at < 0 ? text : lines.slice(0, at).join('\n');
};
