/** The Snowball stemmer for Russian (snowballstem.org/algorithms/russian). */

const VOWELS = 'аеиоуыэюя';

/** Endings by their last letter, longest first: the first that fits is the longest. */
type Endings = ReadonlyMap<string, readonly Ending[]>;
interface Ending {
  readonly text: string;
  /** It counts only after «а» or «я», which stay. */
  readonly afterA: boolean;
}

function endings(afterA: string, always: string): Endings {
  const all = [
    ...afterA.split(' ').map((text) => ({ text, afterA: true })),
    ...always.split(' ').map((text) => ({ text, afterA: false })),
  ].filter(({ text }) => text !== '');
  const byLast = new Map<string, Ending[]>();
  for (const ending of all.sort((one, other) => other.text.length - one.text.length)) {
    const last = ending.text.slice(-1);
    byLast.set(last, [...(byLast.get(last) ?? []), ending]);
  }
  return byLast;
}

const GERUND = endings('в вши вшись', 'ив ивши ившись ыв ывши ывшись');
const REFLEXIVE = endings('', 'ся сь');
const ADJECTIVE = endings(
  '',
  'ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею',
);
const PARTICIPLE = endings('ем нн вш ющ щ', 'ивш ывш ующ');
const VERB = endings(
  'ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно',
  'ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю',
);
const NOUN = endings(
  '',
  'а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я',
);
const DERIVATIONAL = endings('', 'ост ость');
const SUPERLATIVE = endings('', 'ейш ейше');

/** The stem of a Russian word in lower case. `ё` counts as `е`. */
export function stemRussian(given: string): string {
  const word = given.replaceAll('ё', 'е');
  const region = afterFirstVowel(word);
  if (region < 0) return word;
  const second = afterConsonant(word, afterConsonant(word, 0));

  let stem = cut(word, GERUND, region);
  if (stem === undefined) {
    const plain = cut(word, REFLEXIVE, region) ?? word;
    stem = adjectival(plain, region) ?? cut(plain, VERB, region) ?? cut(plain, NOUN, region) ?? plain;
  }
  if (stem.length > region && stem.endsWith('и')) stem = stem.slice(0, -1);
  stem = cut(stem, DERIVATIONAL, Math.max(second, region)) ?? stem;

  const common = cut(stem, SUPERLATIVE, region);
  stem = common ?? stem;
  if (stem.length - 2 >= region && stem.endsWith('нн')) return stem.slice(0, -1);
  return common === undefined && stem.length > region && stem.endsWith('ь') ? stem.slice(0, -1) : stem;
}

function adjectival(word: string, region: number): string | undefined {
  const stem = cut(word, ADJECTIVE, region);
  return stem === undefined ? undefined : (cut(stem, PARTICIPLE, region) ?? stem);
}

/** `word` without the longest ending that stands in its region; undefined when that one may not go. */
function cut(word: string, table: Endings, region: number): string | undefined {
  const found = table
    .get(word.slice(-1))
    ?.find(({ text }) => word.length - text.length >= region && word.endsWith(text));
  if (!found) return undefined;
  const stem = word.slice(0, -found.text.length);
  if (found.afterA && !(stem.length > region && /[ая]$/.test(stem))) return undefined;
  return stem;
}

function afterFirstVowel(word: string): number {
  for (let at = 0; at < word.length; at++) if (VOWELS.includes(word.charAt(at))) return at + 1;
  return -1;
}

/** Where the part after the first consonant that follows a vowel begins, from `start` on. */
function afterConsonant(word: string, start: number): number {
  for (let at = start + 1; at < word.length; at++) {
    if (VOWELS.includes(word.charAt(at - 1)) && !VOWELS.includes(word.charAt(at))) return at + 1;
  }
  return word.length;
}
