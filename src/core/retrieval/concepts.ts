import type { Query } from './codebase.ts';
import { looksLikeIdentifier, splitIdentifier, WORD } from './identifiers.ts';
import { QUESTION_STOP_WORDS } from './stopWords.ts';
import { identifierTerms, joinedTerm, stem } from './terms.ts';
import { translationsOf } from './translate.ts';
import { transliterate } from './transliterate.ts';

/** One thing that is asked for, in all the ways in which code may say it. */
export interface Concept {
  /** A term and how surely it means this, up to 1. */
  readonly terms: ReadonlyMap<string, number>;
  /** What it adds to a place's score, before rarity. */
  readonly weight: number;
}

/** A pasted log would ask for everything: so many concepts at most. */
const MOST_CONCEPTS = 40;
const MOST_IDENTIFIERS = 12;
const MEANINGS_IN_PAIRS = 2;
const LONGEST_QUESTION = 20_000;

const WEIGHTS = { word: 1, named: 1.6, guessed: 1.2, guessedPart: 0.7, pair: 0.3 };
const CERTAINTY = { own: 1, translation: 0.8, laterTranslation: 0.6, spelling: 0.35 };

/** What a question asks for: its own words, their translations and spellings, and the names that were guessed. */
export function conceptsOf({ text, identifiers }: Pick<Query, 'text' | 'identifiers'>): Concept[] {
  const concepts = new ConceptList();
  let before: readonly string[] = [];
  for (const word of text.slice(0, LONGEST_QUESTION).match(WORD) ?? []) {
    if (looksLikeIdentifier(word)) {
      addName(concepts, word, WEIGHTS.named, WEIGHTS.word);
      before = [];
      continue;
    }
    const meanings = addWord(concepts, word.toLowerCase());
    if (!meanings) continue;
    addPair(concepts, before, meanings);
    before = meanings;
  }
  for (const name of identifiers.slice(0, MOST_IDENTIFIERS)) {
    for (const word of name.match(WORD) ?? []) addName(concepts, word, WEIGHTS.guessed, WEIGHTS.guessedPart);
  }
  return concepts.strongest(MOST_CONCEPTS);
}

/** Two words that follow each other may be one name, in either order: «версия файла» is `fileVersion`. */
function addPair(concepts: ConceptList, one: readonly string[], other: readonly string[]): void {
  const terms = new Map<string, number>();
  for (const first of one) {
    for (const second of other) {
      terms.set(joinedTerm([first, second]), 1);
      terms.set(joinedTerm([second, first]), 1);
    }
  }
  const [key] = terms.keys();
  if (key !== undefined) concepts.add(`${key} `, { terms, weight: WEIGHTS.pair });
}

/** @returns its likeliest English meanings; undefined for a word that says nothing */
function addWord(concepts: ConceptList, word: string): readonly string[] | undefined {
  if (QUESTION_STOP_WORDS.has(word) || word.length < 2) return undefined;
  const own = stem(word);
  const terms = new Map([[own, CERTAINTY.own]]);
  let meanings: readonly string[] = [word];
  if (/^[а-яё]/.test(word)) {
    const translations = translationsOf(own);
    meanings = translations.slice(0, MEANINGS_IN_PAIRS);
    translations.forEach((translation, index) => {
      const term = stem(translation);
      if (!terms.has(term)) terms.set(term, index < 2 ? CERTAINTY.translation : CERTAINTY.laterTranslation);
    });
    for (const spelling of transliterate(own)) {
      if (spelling.length > 3 && !terms.has(spelling)) terms.set(stem(spelling), CERTAINTY.spelling);
    }
  }
  concepts.add(own, { terms, weight: WEIGHTS.word });
  return meanings;
}

/** A name is asked for as a whole, and by its parts. */
function addName(concepts: ConceptList, name: string, whole: number, part: number): void {
  const parts = splitIdentifier(name);
  const joined = joinedTerm(parts);
  if (parts.length > 1) concepts.add(joined, { terms: new Map([[joined, 1]]), weight: whole });
  for (const term of identifierTerms(name)) {
    if (term !== joined || parts.length === 1)
      concepts.add(term, { terms: new Map([[term, 1]]), weight: part });
  }
}

class ConceptList {
  readonly #concepts = new Map<string, Concept>();
  readonly #repeats = new Map<string, number>();

  /** What is said twice counts once, with the greater weight and a little more. */
  add(key: string, concept: Concept): void {
    const before = this.#concepts.get(key);
    const repeats = (this.#repeats.get(key) ?? 0) + 1;
    this.#repeats.set(key, repeats);
    if (!before) {
      this.#concepts.set(key, concept);
      return;
    }
    const weight = Math.max(before.weight, concept.weight) * (repeats <= 3 ? 1.15 : 1);
    this.#concepts.set(key, { terms: new Map([...concept.terms, ...before.terms]), weight });
  }

  strongest(count: number): Concept[] {
    return [...this.#concepts.values()].sort((one, other) => other.weight - one.weight).slice(0, count);
  }
}
