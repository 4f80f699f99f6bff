import { codeOnly } from '../code/codeOnly.ts';
import { holdsProse } from '../code/lexicon.ts';

/** Keywords and what a model makes of them in Russian. */
const KEYWORDS: readonly (readonly [keyword: string, russian: readonly string[]])[] = [
  ['if', ['если']],
  ['else', ['иначе']],
  ['for', ['для']],
  ['while', ['пока']],
  ['return', ['вернуть', 'возврат', 'верни', 'возвращает']],
  ['function', ['функция']],
  ['def', ['функция', 'определить', 'опред']],
  ['class', ['класс']],
  ['import', ['импорт', 'импортировать']],
  ['from', ['из']],
  ['in', ['в']],
  ['and', ['и']],
  ['or', ['или']],
  ['not', ['не']],
  ['const', ['константа', 'конст']],
  ['let', ['пусть']],
  ['var', ['перем', 'переменная']],
  ['try', ['попытка', 'попробовать']],
  ['catch', ['исключение', 'поймать']],
  ['except', ['исключение', 'кроме']],
  ['break', ['прервать']],
  ['continue', ['продолжить']],
  ['new', ['новый']],
  ['print', ['печать', 'вывести']],
  ['true', ['истина']],
  ['false', ['ложь']],
  ['null', ['пусто', 'неопределено']],
  ['public', ['публичный']],
  ['private', ['приватный']],
  ['async', ['асинхронный', 'асинх']],
  ['await', ['ждать', 'ожидать']],
];

/**
 * Words of the new code that are translations: Russian keywords in the place of English ones, and Russian
 * identifiers where the old code had none. Comments and strings do not count.
 */
export function translatedWords(before: string, after: string, language: string): string[] {
  const old = wordCounts(before, language);
  const now = wordCounts(after, language);
  const came = [...now.keys()].filter(
    (word) => isRussian(word) && (old.get(word) ?? 0) < (now.get(word) ?? 0),
  );
  const keywords = KEYWORDS.filter(([keyword]) => (old.get(keyword) ?? 0) > (now.get(keyword) ?? 0));
  const translations = new Set(keywords.flatMap(([, russian]) => russian));
  const speaksRussian = holdsProse(language) || [...old.keys()].some(isRussian);
  return came.filter((word) => !speaksRussian || translations.has(word));
}

function wordCounts(text: string, language: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of codeOnly(text, language).matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
    const lower = word.toLowerCase();
    counts.set(lower, (counts.get(lower) ?? 0) + 1);
  }
  return counts;
}

function isRussian(word: string): boolean {
  return /[а-яё]/.test(word);
}
