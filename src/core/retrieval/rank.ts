import type { Query, Snippet } from './codebase.ts';
import { PLACE_SHARE, type WeighedConcept } from './gather.ts';
import { isNamed, namedFiles } from './namedFiles.ts';
import { type PathKind, pathKind } from './pathKind.ts';
import type { TermReader } from './terms.ts';

/** A chunk with its text, before its rank is known. */
export type Place = Omit<Snippet, 'score'> & {
  /** Names of definitions in it, besides the one that it is called by. */
  readonly definitions?: readonly string[];
};

/** Of a term's weight in a place: the second occurrence adds less than the first, in a long place less than in a short one. */
const SATURATION = { constant: 1.2, length: 0.25, usualWords: 120 };
const KINDS: Readonly<Record<PathKind, number>> = {
  code: 1,
  types: 0.7,
  test: 0.6,
  docs: 0.65,
  data: 0.5,
  generated: 0.5,
  catalogue: 0.3,
};
const BOOSTS = { open: 1.15, recent: 1.08 };
/** What a file's other places add to each. */
const FILE_SHARE = 0.6;
/** A place that says little of what is asked loses up to this. */
const COVERAGE_SHARE = 0.4;
/** The second place of a file counts so much, the third its square; from the fourth on less. */
const REPEATED_FILE = 0.85;
const PLACES_OF_FILE = 3;
const FURTHER_PLACES = 0.5;
/** What a copy of a better place counts, and what makes it one: so much of their terms in common. */
const COPY = 0.4;
const ALIKE = 0.75;

/** Orders places by how well they answer, the best first, with several files among the first. */
export function rank(
  places: readonly Place[],
  concepts: readonly WeighedConcept[],
  query: Omit<Query, 'identifiers'>,
  reader: TermReader,
): Snippet[] {
  const all = concepts.reduce((sum, { weight }) => sum + weight, 0);
  const scored = places.map((place) => ({ place, gains: gainsOf(place, concepts, reader) }));
  const files = bestByFile(scored);
  const snippets = scored.map(({ place, gains }) => {
    const covered = concepts.reduce((sum, { weight }, at) => sum + ((gains[at] ?? 0) > 0 ? weight : 0), 0);
    const own = total(gains) + FILE_SHARE * total(files.get(keyOf(place)) ?? []);
    const coverage = 1 - COVERAGE_SHARE + COVERAGE_SHARE * (all > 0 ? covered / all : 0);
    const { folder, path, startLine, endLine, text, definition } = place;
    const score = own * coverage * KINDS[pathKind(path)] * boost(place, query);
    return { folder, path, startLine, endLine, text, definition, score };
  });
  return spread(snippets, namedFiles(query.text), reader);
}

const keyOf = ({ folder, path }: Pick<Snippet, 'folder' | 'path'>): string => `${folder}/${path}`;
/** Windows writes paths with backslashes. */
const forward = (file: string): string => file.replaceAll('\\', '/');
const total = (gains: readonly number[]): number => gains.reduce((sum, gain) => sum + gain, 0);

/** What each concept adds to a place. */
function gainsOf(place: Place, concepts: readonly WeighedConcept[], reader: TermReader): number[] {
  const { counts, words } = reader.count(place.text);
  const inName = reader.read([place.definition, ...(place.definitions ?? [])].join(' ')).terms;
  const inPath = reader.read(place.path).terms;
  const { constant, length, usualWords } = SATURATION;
  const damping = constant * (1 - length + (length * words) / usualWords);
  return concepts.map(({ weight, terms }) => {
    let [text, name, path] = [0, 0, 0];
    for (const term of terms) {
      const count = counts.get(term.text) ?? 0;
      text = Math.max(text, (term.gain * count * (constant + 1)) / (count + damping));
      if (inName.has(term.text)) name = Math.max(name, term.gain * PLACE_SHARE.definition);
      if (inPath.has(term.text)) path = Math.max(path, term.gain * PLACE_SHARE.path);
    }
    return weight * (text + name + path);
  });
}

/** For each file, the most that any of its places gains from each concept. */
function bestByFile(scored: readonly { place: Place; gains: readonly number[] }[]): Map<string, number[]> {
  const files = new Map<string, number[]>();
  for (const { place, gains } of scored) {
    const best = files.get(keyOf(place));
    files.set(keyOf(place), best ? best.map((gain, at) => Math.max(gain, gains[at] ?? 0)) : [...gains]);
  }
  return files;
}

function boost(place: Place, { openFiles, recentFiles }: Pick<Query, 'openFiles' | 'recentFiles'>): number {
  const file = forward(keyOf(place));
  const holds = (files: readonly string[]): boolean => files.some((one) => forward(one) === file);
  if (holds(openFiles)) return BOOSTS.open;
  return holds(recentFiles) ? BOOSTS.recent : 1;
}

/**
 * The best first; each further place of a file counts less, so that other files come between, and so do copies. Who
 * calls a file by its name wants its best places before all others, whatever stands in them.
 */
function spread(snippets: readonly Snippet[], named: readonly string[], reader: TermReader): Snippet[] {
  const taken = new Map<string, number>();
  const seen = new Map<string, TermsOfText[]>();
  const best = Math.max(1, ...snippets.map(({ score }) => score));
  return snippets
    .toSorted((one, other) => other.score - one.score)
    .map((snippet) => {
      const before = taken.get(keyOf(snippet)) ?? 0;
      taken.set(keyOf(snippet), before + 1);
      const share = before < PLACES_OF_FILE ? REPEATED_FILE ** before : FURTHER_PLACES;
      const copied = isCopy(snippet, seen, reader) ? COPY : 1;
      const first = before < PLACES_OF_FILE && isNamed(snippet.path, named) ? best : 0;
      return { ...snippet, score: first + snippet.score * share * copied };
    })
    .sort((one, other) => other.score - one.score);
}

type TermsOfText = () => ReadonlySet<string>;

/** Whether a better place defines the same in nearly the same words: what was compiled of it, or was copied. */
function isCopy(
  { definition, text }: Snippet,
  seen: Map<string, TermsOfText[]>,
  reader: TermReader,
): boolean {
  if (definition === '') return false;
  // Most names stand once: only for the others the texts are compared.
  let read: ReadonlySet<string> | undefined;
  const own: TermsOfText = () => {
    read ??= reader.read(text).terms;
    return read;
  };
  const alike = seen.get(definition) ?? [];
  seen.set(definition, [...alike, own]);
  return alike.some((termsOf) => {
    const [terms, other] = [own(), termsOf()];
    const common = Array.from(terms).filter((term) => other.has(term)).length;
    return common > ALIKE * (other.size + terms.size - common);
  });
}
