import { codeOnly } from '../../code/codeOnly.ts';
import { holdsProse } from '../../code/lexicon.ts';
import { type Filter, firstWholeLine } from '../completion.ts';

/** What a model makes of keywords when it translates code. */
const TRANSLATED =
  /^\s*(?:если|иначе|для|пока|вернуть|верни|возврат|функция|класс|импорт|импортировать|константа|перем|пусть|попытка|исключение|прервать|продолжить)(?![\p{L}\p{N}_])/iu;
/** Behind the beginning of a line, where a name may be Russian: what follows tells the keyword. */
const TRANSLATED_WITHIN =
  /[;{}]\s*(?:(?:если|пока|для)\s*\(|иначе\s*(?:\{|если)|(?:вернуть|верни|возврат)(?:\s+[\p{L}\p{N}"'([{]|\s*;))|=\s*(?:функция\s*[\p{L}\p{N}_]*\s*\([^)]*\)\s*\{|новый\s+\p{L})/iu;
/** Languages whose keywords are Russian. */
const RUSSIAN_LANGUAGES = new Set(['bsl', '1c', 'sdbl', 'oscript']);

/** Ends a completion before the first line that has a keyword in Russian. */
export const withoutRussianKeywords: Filter = (text, around) => {
  const { language, inText } = around;
  if (!/\p{Script=Cyrillic}/u.test(text) || RUSSIAN_LANGUAGES.has(language)) return text;
  if (holdsProse(language) || inText) return text;
  const lines = codeOnly([firstWholeLine(text, around), ...text.split('\n').slice(1)].join('\n'), language);
  const translated = lines
    .split('\n')
    .findIndex((line) => TRANSLATED.test(line) || TRANSLATED_WITHIN.test(line));
  return translated < 0 ? text : text.split('\n').slice(0, translated).join('\n');
};
