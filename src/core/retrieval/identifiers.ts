/** Words of a text that may be names: letters of both alphabets, digits, underscore. */
export const WORD = /[A-Za-z0-9_À-ÖØ-öø-ÿЀ-ӿ]+/g;

/**
 * Where one part ends and the next begins: a capital after a small letter, the last capital of an acronym before a
 * small letter, a change between letters and digits or between the alphabets.
 */
const SEAMS = new RegExp(
  [
    '(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])',
    '(?<=[A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][a-zа-яё])',
    '(?<=[A-Za-z])(?=[Ѐ-ӿ0-9])',
    '(?<=[Ѐ-ӿ])(?=[A-Za-z0-9])',
    '(?<=[0-9])(?=[A-Za-zЀ-ӿ])',
  ].join('|'),
);
const SEPARATORS = /[_\-$]+/;
/** An acronym with a plural or a verb's ending: `IDs`, `URLs`. */
const PLURAL_ACRONYM = /([A-Z]{2,})s(?![a-z])/g;

/** Parts of a name in lower case: `parseHTTPHeader_v2` → parse, http, header, v, 2. */
export function splitIdentifier(name: string): string[] {
  return name
    .replace(PLURAL_ACRONYM, '$1')
    .split(SEPARATORS)
    .flatMap((piece) => piece.split(SEAMS))
    .filter((part) => part !== '')
    .map((part) => part.toLowerCase());
}

/** Looks like a name from code rather than a word of a sentence. */
export function looksLikeIdentifier(word: string): boolean {
  return /[a-zа-яё0-9][A-ZА-ЯЁ]|[^_]_+[^_]/.test(word) && /[A-Za-zА-Яа-яЁё]/.test(word);
}
