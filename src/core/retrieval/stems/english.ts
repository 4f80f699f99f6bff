/** The Snowball stemmer for English, «Porter2» (snowballstem.org/algorithms/english). */

const EXCEPTIONS: ReadonlyMap<string, string> = new Map(
  'skis:ski skies:sky idly:idl gently:gentl ugly:ugli early:earli only:onli singly:singl'
    .split(' ')
    .map((pair): [string, string] => [pair.split(':')[0] ?? '', pair.split(':')[1] ?? '']),
);
const UNCHANGED = new Set(
  'sky news howe atlas cosmos bias andes inning outing canning herring earring proceed exceed succeed'.split(
    ' ',
  ),
);
const STEP_2: readonly (readonly [ending: string, replacement: string])[] = [
  ['ization', 'ize'],
  ['ational', 'ate'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['entli', 'ent'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ousli', 'ous'],
  ['iviti', 'ive'],
  ['fulli', 'ful'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['bli', 'ble'],
];
const STEP_3: readonly (readonly [ending: string, replacement: string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
];
const STEP_4 = /(?:ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic)$/;

/** The stem of an English word in lower case, letters a to z alone. */
export function stemEnglish(word: string): string {
  if (word.length <= 2 || UNCHANGED.has(word)) return word;
  const exception = EXCEPTIONS.get(word);
  if (exception !== undefined) return exception;
  // A capital Y is a consonant.
  let stem = word.replace(/^y|(?<=[aeiouy])y/g, 'Y');
  const first = firstRegion(stem);
  const second = afterConsonant(stem, first);
  stem = plural(stem);
  if (UNCHANGED.has(stem)) return stem;
  stem = pastAndGerund(stem, first);
  stem = stem.replace(/(?<=.[^aeiouy])[yY]$/, 'i');
  stem = suffix(stem, first);
  stem = derivation(stem, first, second);
  stem = residue(stem, second);
  return finish(stem, first, second).replaceAll('Y', 'y');
}

function firstRegion(word: string): number {
  const prefix = /^(?:gener|commun|arsen)/.exec(word)?.[0];
  return prefix ? prefix.length : afterConsonant(word, 0);
}

function afterConsonant(word: string, start: number): number {
  for (let at = start + 1; at < word.length; at++) {
    if (isVowel(word.charAt(at - 1)) && !isVowel(word.charAt(at))) return at + 1;
  }
  return word.length;
}

const isVowel = (letter: string): boolean => 'aeiouy'.includes(letter);

function plural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/(?:us|ss)$/.test(word)) return word;
  return /[aeiouy].+s$/.test(word) ? word.slice(0, -1) : word;
}

function pastAndGerund(word: string, first: number): string {
  const eed = /eed(?:ly)?$/.exec(word);
  if (eed) return eed.index >= first ? `${word.slice(0, eed.index)}ee` : word;
  const ending = /(?:ed|edly|ing|ingly)$/.exec(word);
  if (!ending) return word;
  const stem = word.slice(0, ending.index);
  if (ending[0] === 'ing' && /^(?:d|l|t)y$/i.test(stem)) return `${stem.slice(0, 1)}ie`;
  if (!/[aeiouy]/.test(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) return stem.slice(0, -1);
  return isShort(stem, first) ? `${stem}e` : stem;
}

function isShort(word: string, first: number): boolean {
  return first >= word.length && endsInShortSyllable(word);
}

function endsInShortSyllable(word: string): boolean {
  return /[^aeiouy][aeiouy][^aeiouywxY]$/.test(word) || /^[aeiouy][^aeiouy]$/.test(word);
}

/** The longest suffix alone decides; where it may not go nothing does. */
function suffix(word: string, first: number): string {
  const found = STEP_2.find(([ending]) => word.endsWith(ending));
  if (found) {
    const [ending, replacement] = found;
    const at = word.length - ending.length;
    return at >= first ? word.slice(0, at) + replacement : word;
  }
  if (word.endsWith('ogi') && word.length - 3 >= first && word.endsWith('logi')) return word.slice(0, -1);
  if (word.endsWith('li') && word.length - 2 >= first && /[cdeghkmnrt]li$/.test(word))
    return word.slice(0, -2);
  return word;
}

function derivation(word: string, first: number, second: number): string {
  const found = STEP_3.find(([ending]) => word.endsWith(ending));
  if (found) {
    const [ending, replacement] = found;
    const at = word.length - ending.length;
    return at >= first ? word.slice(0, at) + replacement : word;
  }
  return word.endsWith('ative') && word.length - 5 >= second ? word.slice(0, -5) : word;
}

function residue(word: string, second: number): string {
  const found = STEP_4.exec(word);
  if (found) return found.index >= second ? word.slice(0, found.index) : word;
  return /[st]ion$/.test(word) && word.length - 3 >= second ? word.slice(0, -3) : word;
}

function finish(word: string, first: number, second: number): string {
  const at = word.length - 1;
  if (word.endsWith('e') && (at >= second || (at >= first && !endsInShortSyllable(word.slice(0, -1)))))
    return word.slice(0, -1);
  return word.endsWith('ll') && at >= second ? word.slice(0, -1) : word;
}
