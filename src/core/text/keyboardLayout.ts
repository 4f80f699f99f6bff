/** The keys of a Russian keyboard and what they write in either layout, in the same order. */
const ENGLISH = '`qwertyuiop[]asdfghjkl;\'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?';
const RUSSIAN = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,';

const toRussian = new Map([...ENGLISH].map((key, index) => [key, RUSSIAN[index] ?? key]));
const toEnglish = new Map([...RUSSIAN].map((key, index) => [key, ENGLISH[index] ?? key]));

/**
 * What the same keys write in the other layout: `ащдвук` for `folder`, `файл` for `afqk`. By its first letter: a text
 * with a Russian one is taken to English, any other to Russian.
 */
export function inOtherLayout(text: string): string {
  const keys = /^[^a-z]*[а-яё]/i.test(text) ? toEnglish : toRussian;
  return Array.from(text, (key) => keys.get(key) ?? key).join('');
}
