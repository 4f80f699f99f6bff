/** Marks that stand in code and hardly ever in a sentence. */
const CODE_MARK = /[{}[\];=<>|&$@\\_]|\w\(|::|\w\.\w/;
const RUSSIAN_WORD = /[а-яё]{2,}/gi;
const ENGLISH_WORD = /\b[a-z]{2,}\b/gi;

/**
 * True for a line, without its comments and strings, that speaks to a reader: several Russian words, or an English
 * sentence with its full stop or colon. Code of words alone (SQL, `else if`) is no sentence.
 */
export function isSentence(line: string): boolean {
  if (CODE_MARK.test(line)) return false;
  if ((line.match(RUSSIAN_WORD)?.length ?? 0) >= 2) return true;
  const english = line.match(ENGLISH_WORD)?.length ?? 0;
  return english >= 4 && /^\s*[A-Z]/.test(line) && /[.:!?]\s*$/.test(line) && !/^\s*[A-Z]{2}/.test(line);
}
