/** Spellings that Russian programmers use in names, `zakaz`, `shtuka`; one letter may have two. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k' },
  ...{ л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'c' },
  ...{ ч: 'ch', ш: 'sh', щ: 'sch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya' },
};
const VARIANTS: readonly (readonly [from: string, to: string])[] = [
  ['ц', 'ts'],
  ['х', 'kh'],
  ['й', 'i'],
  ['я', 'ia'],
  ['ю', 'iu'],
];
/** Borrowed words keep the spelling of their origin: `x` for «кс», `c` for «к» (`контекст`, `context`). */
const BORROWED: readonly (readonly [from: RegExp, to: string])[] = [
  [/кс/g, 'x'],
  [/к(?=[аоурлт])/g, 'c'],
  [/дж/g, 'j'],
  [/ф/g, 'ph'],
];

/** How a Russian word may stand in Latin letters; the usual spelling first, without repeats. */
export function transliterate(word: string): string[] {
  const spell = (text: string): string => Array.from(text, (letter) => LETTERS[letter] ?? letter).join('');
  const spellings = [spell(word)];
  for (const [from, to] of VARIANTS)
    if (word.includes(from)) spellings.push(spell(word.replaceAll(from, to)));
  let borrowed = word;
  for (const [from, to] of BORROWED) {
    borrowed = borrowed.replace(from, to);
    spellings.push(spell(borrowed));
  }
  return [...new Set(spellings)];
}
