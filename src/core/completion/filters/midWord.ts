import type { Filter } from '../completion.ts';

const WORD_BEFORE = /[\p{L}\p{N}_$]+$/u;
const LETTERS_AFTER = /^\p{L}+/u;
const LATIN = /\p{Script=Latin}/u;
const CYRILLIC = /\p{Script=Cyrillic}/u;
/** One letter recurs by nature: `a│add`. */
const TELLING = 2;

/**
 * In the middle of a word: without the part of it that the model says again, and nothing when it goes on in other
 * letters than the word has.
 */
export const withoutMidWordGarbage: Filter = (text, { lineBefore }) => {
  const word = WORD_BEFORE.exec(lineBefore)?.[0] ?? '';
  const letters = LETTERS_AFTER.exec(text)?.[0] ?? '';
  if (word === '' || letters === '') return text;
  if (word.length >= TELLING && text.startsWith(word)) return text.slice(word.length);
  const last = word.at(-1) ?? '';
  const mixed = (LATIN.test(last) && CYRILLIC.test(letters)) || (CYRILLIC.test(last) && LATIN.test(letters));
  return mixed ? '' : text;
};
