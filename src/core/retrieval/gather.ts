import type { Concept } from './concepts.ts';
import { DEFINITION_MARK, PATH_MARK } from './terms.ts';

/** What the index can tell of its terms. */
export interface TermIndex {
  /** Chunks in all. */
  readonly total: number;
  /** Chunks that hold every one of the terms, in the order of their ids; only the first `most`. */
  chunksWith(terms: readonly string[], most: number): readonly number[];
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

/** A term in more chunks than this tells little and takes long: it only adds to what others found. */
const COMMON = 6000;
/** How much rarer than all of its concept a term may count. */
const RARER = 2;
const MOST_CANDIDATES = 400;
/** With fewer, pairs of common terms are looked for as well. */
const FEW_CANDIDATES = 40;
const MOST_PAIRS = 4;

/** What a term adds in a definition's name and in the path, against what it adds in the text. */
export const PLACE_SHARE = { definition: 0.9, path: 0.6 };

/** Finds the chunks that hold most of what is asked for. The score is rough: it knows no counts. */
export function gather(concepts: readonly Concept[], index: TermIndex): Gathered {
  const scores = new Map<number, number>();
  const weighed = concepts.map((concept) => gatherConcept(concept, index, scores));
  if (scores.size < FEW_CANDIDATES) gatherPairs(weighed, index, scores);
  const candidates = Array.from(scores, ([id, score]) => ({ id, score }));
  candidates.sort((one, other) => other.score - one.score || one.id - other.id);
  return { candidates: candidates.slice(0, MOST_CANDIDATES), concepts: weighed };
}

/** How much is learned from a term that stands in `found` of `total` chunks. */
function rarity(found: number, total: number): number {
  return Math.log(1 + (total - found + 0.5) / (found + 0.5));
}

function gatherConcept(concept: Concept, index: TermIndex, scores: Map<number, number>): WeighedConcept {
  const best = new Map<number, number>();
  const terms: WeighedTerm[] = [];
  const found = Array.from(concept.terms, ([text, certainty]) => {
    return { text, certainty, chunks: index.chunksWith([text], COMMON) };
  });
  // A rare word among common ones for the same thing is no better an answer for its rarity.
  const together = found.reduce((sum, { chunks }) => sum + chunks.length, 0);
  const highest = rarity(Math.min(together, index.total), index.total) + RARER;
  for (const { text, certainty, chunks } of found) {
    const gain = certainty * Math.min(highest, rarity(chunks.length, index.total));
    terms.push({ text, gain });
    if (chunks.length < COMMON) raise(best, chunks, gain);
  }
  for (const [mark, share] of [
    [DEFINITION_MARK, PLACE_SHARE.definition],
    [PATH_MARK, PLACE_SHARE.path],
  ] as const) {
    const marked = new Map<number, number>();
    for (const { text, gain } of terms) {
      const chunks = index.chunksWith([mark + text], COMMON);
      if (chunks.length < COMMON) raise(marked, chunks, gain * share);
    }
    for (const [id, gain] of marked) best.set(id, (best.get(id) ?? 0) + gain);
  }
  for (const [id, gain] of best) scores.set(id, (scores.get(id) ?? 0) + gain * concept.weight);
  return { weight: concept.weight, terms };
}

function raise(best: Map<number, number>, chunks: readonly number[], gain: number): void {
  for (const id of chunks) if ((best.get(id) ?? 0) < gain) best.set(id, gain);
}

/** Common terms say something together. */
function gatherPairs(
  concepts: readonly WeighedConcept[],
  index: TermIndex,
  scores: Map<number, number>,
): void {
  const strongest = concepts
    .flatMap(({ weight, terms }) => {
      const [term] = terms.toSorted((one, other) => other.gain - one.gain);
      return term && term.gain > 0 ? [{ text: term.text, gain: term.gain * weight }] : [];
    })
    .sort((one, other) => other.gain - one.gain);
  const pairs = strongest.flatMap((one, at) => strongest.slice(at + 1).map((other) => [one, other] as const));
  for (const [one, other] of pairs.slice(0, MOST_PAIRS)) {
    for (const id of index.chunksWith([one.text, other.text], COMMON))
      scores.set(id, (scores.get(id) ?? 0) + one.gain + other.gain);
  }
}
