import { splitIdentifier, WORD } from './identifiers.ts';
import { stemEnglish } from './stems/english.ts';
import { stemRussian } from './stems/russian.ts';
import { CODE_STOP_WORDS } from './stopWords.ts';

/** Longer words are data: digests, base64. */
const LONGEST_WORD = 64;
const LONGEST_NUMBER = 4;
/** Words remembered with their terms; then the memory starts anew. */
const REMEMBERED = 60_000;

/** Marks of a term's place: in the name of a definition, in the path. No word begins with them. */
export const DEFINITION_MARK = '§';
export const PATH_MARK = '¶';

/** The stem of one word in lower case, Russian or English; other words as they are. */
export function stem(word: string): string {
  if (/^[a-z]+$/.test(word)) return stemEnglish(word);
  return /^[а-яё]+$/.test(word) ? stemRussian(word) : word;
}

/** A name as one term: its parts' stems together, so that `checkPasswords` is `check_password`. */
export function joinedTerm(parts: readonly string[]): string {
  return parts.map(stem).join('');
}

/** Terms of a name: the stem of each part, and the whole where there are several parts. */
export function identifierTerms(name: string): string[] {
  if (name.length > LONGEST_WORD) return [];
  const parts = splitIdentifier(name);
  const terms = parts.filter(saysSomething).map(stem);
  if (parts.length > 1) terms.push(joinedTerm(parts));
  return [...new Set(terms)];
}

function saysSomething(part: string): boolean {
  if (/^[0-9]/.test(part)) return part.length > 1 && part.length <= LONGEST_NUMBER;
  return part.length > 1 && !CODE_STOP_WORDS.has(part);
}

/** Makes terms of texts; remembers the words it has seen, since code repeats few. */
export class TermReader {
  readonly #known = new Map<string, readonly string[]>();

  /** Terms of a text, each once, and how many words they stand for. */
  read(text: string): { terms: Set<string>; words: number } {
    const terms = new Set<string>();
    let words = 0;
    for (const word of text.match(WORD) ?? []) {
      const own = this.of(word);
      if (own.length > 0) words++;
      for (const term of own) terms.add(term);
    }
    return { terms, words };
  }

  /** How often each term stands in a text. */
  count(text: string): { counts: Map<string, number>; words: number } {
    const counts = new Map<string, number>();
    let words = 0;
    for (const word of text.match(WORD) ?? []) {
      const own = this.of(word);
      if (own.length > 0) words++;
      for (const term of own) counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    return { counts, words };
  }

  of(word: string): readonly string[] {
    if (word.length > LONGEST_WORD) return [];
    const known = this.#known.get(word);
    if (known) return known;
    // A copy: a slice would keep the whole file in memory.
    const own = Array.from(word).join('');
    const terms = identifierTerms(own);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(own, terms);
    return terms;
  }
}
