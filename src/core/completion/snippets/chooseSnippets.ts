import { type ChosenSnippets, type CodeSnippet, renderSnippet } from './snippet.ts';

export interface SnippetRoom {
  /** For all snippets together. */
  readonly tokens: number;
  /** Tokens in a text. */
  readonly count: (text: string) => number;
  /** Milliseconds of the wall's clock. */
  readonly now: number;
}

/** Shorter ones tell nothing. */
const LEAST_CHARACTERS = 12;
const MOST_SNIPPETS = 12;
/** No snippet takes more than this share of the room from the others. */
const LARGEST_SHARE = 1 / 2;

/**
 * Fills the room with the candidates, the most wanted of them first; lines are shown once, whatever brings them. The
 * order of what is shown is that of the files, so that the same choice is the same text to a server's cache.
 */
export function chooseSnippets(candidates: readonly CodeSnippet[], room: SnippetRoom): ChosenSnippets {
  const taken: CodeSnippet[] = [];
  let tokens = 0;
  for (const candidate of candidates) {
    if (taken.length >= MOST_SNIPPETS) break;
    if (candidate.text.trim().length < LEAST_CHARACTERS) continue;
    if (taken.some((one) => overlap(one, candidate))) continue;
    const needed = room.count(renderSnippet(candidate));
    if (needed > room.tokens * LARGEST_SHARE || tokens + needed > room.tokens) continue;
    taken.push(candidate);
    tokens += needed;
  }
  return { snippets: taken.toSorted(inFileOrder), tokens, gatheredAt: room.now };
}

/** The same set of lines is shown by both. */
export function sameSnippets(one: ChosenSnippets, other: ChosenSnippets): boolean {
  return (
    one.snippets.length === other.snippets.length &&
    one.snippets.every(({ place, text }, at) => {
      const beside = other.snippets[at];
      return beside?.place.uri === place.uri && beside.text === text;
    })
  );
}

function overlap(one: CodeSnippet, other: CodeSnippet): boolean {
  if (one.text === other.text) return true;
  if (one.place.uri !== other.place.uri) return false;
  const [firstOfOne, lastOfOne] = linesOf(one);
  const [firstOfOther, lastOfOther] = linesOf(other);
  return firstOfOne <= lastOfOther && firstOfOther <= lastOfOne;
}

function linesOf({ place }: CodeSnippet): readonly [first: number, last: number] {
  return [place.firstLine ?? 1, place.lastLine ?? Number.POSITIVE_INFINITY];
}

function inFileOrder(one: CodeSnippet, other: CodeSnippet): number {
  if (one.place.uri !== other.place.uri) return one.place.uri < other.place.uri ? -1 : 1;
  return linesOf(one)[0] - linesOf(other)[0];
}
