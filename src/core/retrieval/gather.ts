import type { Concept } from './concepts.ts';
import { DEFINITION_MARK, PATH_MARK } from './terms.ts';

/** Ids of chunks, in their order. */
export type Ids = Uint32Array;

/** What the index can tell of its terms. */
export interface TermIndex {
  /** Chunks in all. */
  readonly total: number;
  /** No chunk's id is greater. */
  readonly greatestId: number;
  /** Chunks that hold every one of the terms, in the order of their ids; only the first `most`. */
  chunksWith(terms: readonly string[], most: number): Ids;
}

/** A chunk that holds something of what is asked for. */
export interface Candidate {
  readonly id: number;
  readonly score: number;
}

/** A concept with what the index knows of its terms. */
export interface WeighedConcept {
  readonly weight: number;
  readonly terms: readonly WeighedTerm[];
}
export interface WeighedTerm {
  readonly text: string;
  /** How much a place gains from it: how surely it is meant, times how rare it is. */
  readonly gain: number;
}

export interface Gathered {
  /** The best first. */
  readonly candidates: readonly Candidate[];
  readonly concepts: readonly WeighedConcept[];
}

/** A term in so many chunks tells little and takes long: it only adds to what others found. */
const COMMON = 2000;
const COMMON_MARKED = 1000;
/** How much rarer than all of its concept a term may count. */
const RARER = 2;
const MOST_CANDIDATES = 200;
/** With fewer, pairs of common terms are looked for as well. */
const FEW_CANDIDATES = 40;
const MOST_PAIRS = 4;

/** What a term adds in a definition's name and in the path, against what it adds in the text. */
export const PLACE_SHARE = { definition: 0.9, path: 0.6 };
const MARKS = [
  [DEFINITION_MARK, PLACE_SHARE.definition],
  [PATH_MARK, PLACE_SHARE.path],
] as const;

/** Finds the chunks that hold most of what is asked for; keeps the memory that this takes. */
export class Gatherer {
  readonly #scores = new Gains();
  readonly #text = new Gains();
  readonly #marked = new Gains();

  /** The scores are rough: they know no counts. */
  gather(concepts: readonly Concept[], index: TermIndex): Gathered {
    for (const gains of [this.#scores, this.#text, this.#marked]) gains.clear(index.greatestId);
    const weighed = concepts.map((concept) => {
      const terms = gatherText(concept, index, this.#text);
      for (const [mark, share] of MARKS) {
        gatherMarked(mark, share, terms, index, this.#marked);
        this.#marked.drainInto(this.#text, 1);
      }
      this.#text.drainInto(this.#scores, concept.weight);
      return { weight: concept.weight, terms };
    });
    if (this.#scores.size < FEW_CANDIDATES) gatherPairs(weighed, index, this.#scores);
    return { candidates: this.#scores.best(MOST_CANDIDATES), concepts: weighed };
  }
}

/** Gains by chunk, in one flat piece of memory: a common term has thousands of chunks. */
class Gains {
  #gains = new Float32Array();
  #touched: number[] = [];

  clear(greatestId: number): void {
    if (this.#gains.length <= greatestId) this.#gains = new Float32Array(Math.ceil((greatestId + 1) * 1.25));
    else for (const id of this.#touched) this.#gains[id] = 0;
    this.#touched = [];
  }

  get size(): number {
    return this.#touched.length;
  }

  raise(ids: Ids, gain: number): void {
    const gains = this.#gains;
    for (const id of ids) {
      const before = gains[id] ?? 0;
      if (before >= gain) continue;
      if (before === 0) this.#touched.push(id);
      gains[id] = gain;
    }
  }

  add(id: number, gain: number): void {
    const before = this.#gains[id] ?? 0;
    if (before === 0) this.#touched.push(id);
    this.#gains[id] = before + gain;
  }

  /** Adds all to `other` and is empty again. */
  drainInto(other: Gains, factor: number): void {
    for (const id of this.#touched) {
      other.add(id, (this.#gains[id] ?? 0) * factor);
      this.#gains[id] = 0;
    }
    this.#touched = [];
  }

  best(count: number): Candidate[] {
    const least = this.#leastOf(count);
    const chosen = this.#touched.filter((id) => (this.#gains[id] ?? 0) >= least);
    const candidates = chosen.map((id) => ({ id, score: this.#gains[id] ?? 0 }));
    candidates.sort((one, other) => other.score - one.score || one.id - other.id);
    return candidates.slice(0, count);
  }

  /** The gain that the best `count` have at least. */
  #leastOf(count: number): number {
    const gains = Float32Array.from(this.#touched, (id) => this.#gains[id] ?? 0).sort();
    return gains[Math.max(0, gains.length - count)] ?? 0;
  }
}

/** How much is learned from a term that stands in `found` of `total` chunks. */
function rarity(found: number, total: number): number {
  return Math.log(1 + (total - found + 0.5) / (found + 0.5));
}

function gatherText(concept: Concept, index: TermIndex, gains: Gains): WeighedTerm[] {
  const found = Array.from(concept.terms, ([text, certainty]) => {
    return { text, certainty, chunks: index.chunksWith([text], COMMON) };
  });
  // A rare word among common ones for the same thing is no better an answer for its rarity.
  const together = found.reduce((sum, { chunks }) => sum + chunks.length, 0);
  const highest = rarity(Math.min(together, index.total), index.total) + RARER;
  // What stands in no text is no name of a definition, and hardly a part of a path.
  const present = found.filter(({ chunks }) => chunks.length > 0);
  return present.map(({ text, certainty, chunks }) => {
    const gain = certainty * Math.min(highest, rarity(chunks.length, index.total));
    if (chunks.length < COMMON) gains.raise(chunks, gain);
    return { text, gain };
  });
}

function gatherMarked(
  mark: string,
  share: number,
  terms: readonly WeighedTerm[],
  index: TermIndex,
  gains: Gains,
): void {
  for (const { text, gain } of terms) {
    const chunks = index.chunksWith([mark + text], COMMON_MARKED);
    if (chunks.length < COMMON_MARKED) gains.raise(chunks, gain * share);
  }
}

/** Common terms say something together. */
function gatherPairs(concepts: readonly WeighedConcept[], index: TermIndex, scores: Gains): void {
  const strongest = concepts
    .flatMap(({ weight, terms }) => {
      const [term] = terms.toSorted((one, other) => other.gain - one.gain);
      return term && term.gain > 0 ? [{ text: term.text, gain: term.gain * weight }] : [];
    })
    .sort((one, other) => other.gain - one.gain);
  const pairs = strongest.flatMap((one, at) => strongest.slice(at + 1).map((other) => [one, other] as const));
  for (const [one, other] of pairs.slice(0, MOST_PAIRS)) {
    const gain = one.gain + other.gain;
    for (const id of index.chunksWith([one.text, other.text], COMMON)) scores.add(id, gain);
  }
}
