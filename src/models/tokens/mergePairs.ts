import type { Vocabulary } from './vocabulary.ts';

/** Above this many symbols the plain loop's square costs more than the heap. */
const SHORT = 48;

/**
 * Byte-pair encoding of one pre-token: of all neighbours that merge, the pair of the lowest rank (of equals: the
 * leftmost) merges first, until none does.
 * @param symbols tokens of its bytes; used up
 */
export function mergePairs(symbols: number[], vocabulary: Vocabulary): number[] {
  return symbols.length <= SHORT ? mergeShort(symbols, vocabulary) : mergeLong(symbols, vocabulary);
}

function mergeShort(symbols: number[], vocabulary: Vocabulary): number[] {
  const ranks = symbols.map((symbol, index) => rankAt(symbol, symbols[index + 1], vocabulary));
  for (;;) {
    let best = -1;
    let lowest = Number.POSITIVE_INFINITY;
    ranks.forEach((rank, index) => {
      if (rank < lowest) [lowest, best] = [rank, index];
    });
    if (best < 0) return symbols;
    symbols.splice(best, 2, lowest);
    ranks.splice(best + 1, 1);
    ranks[best] = rankAt(lowest, symbols[best + 1], vocabulary);
    const before = symbols[best - 1];
    if (before !== undefined) ranks[best - 1] = rankAt(before, lowest, vocabulary);
  }
}

function rankAt(left: number, right: number | undefined, vocabulary: Vocabulary): number {
  const merged = right === undefined ? -1 : vocabulary.merged(left, right);
  return merged < 0 ? Number.POSITIVE_INFINITY : merged;
}

/** The same in O(n log n): a linked list of symbols and a heap of pairs. A run of 100,000 letters takes no minutes. */
function mergeLong(symbols: number[], vocabulary: Vocabulary): number[] {
  const end = symbols.length;
  const next = Int32Array.from(symbols, (_, index) => index + 1);
  const previous = Int32Array.from(symbols, (_, index) => index - 1);
  const heap = new PairHeap();
  const push = (left: number): void => {
    const right = next[left] ?? end;
    if (right >= end) return;
    const merged = vocabulary.merged(symbols[left] ?? -1, symbols[right] ?? -1);
    if (merged >= 0) heap.push(merged, left);
  };
  for (let index = 0; index < end - 1; index++) push(index);

  for (let pair = heap.pop(); pair !== undefined; pair = heap.pop()) {
    const { rank, position: left } = pair;
    const right = next[left] ?? end;
    // Neighbours may have merged since the pair was pushed; it then makes another token, or none.
    if (symbols[left] === -1 || right >= end) continue;
    if (vocabulary.merged(symbols[left] ?? -1, symbols[right] ?? -1) !== rank) continue;
    symbols[left] = rank;
    symbols[right] = -1;
    const after = next[right] ?? end;
    next[left] = after;
    if (after < end) previous[after] = left;
    push(left);
    const before = previous[left] ?? -1;
    if (before >= 0) push(before);
  }
  return symbols.filter((symbol) => symbol !== -1);
}

/** A binary heap of pairs, the lowest rank first, of equals the leftmost. */
class PairHeap {
  readonly #keys: number[] = [];

  push(rank: number, position: number): void {
    const keys = this.#keys;
    let at = keys.push(rank * POSITIONS + position) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#at(parent) <= this.#at(at)) break;
      this.#swap(parent, at);
      at = parent;
    }
  }

  pop(): { readonly rank: number; readonly position: number } | undefined {
    const keys = this.#keys;
    const lowest = keys[0];
    const last = keys.pop();
    if (lowest === undefined || last === undefined) return undefined;
    if (keys.length > 0) {
      keys[0] = last;
      this.#sink();
    }
    return { rank: Math.floor(lowest / POSITIONS), position: lowest % POSITIONS };
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (this.#at(left) < this.#at(least)) least = left;
      if (this.#at(right) < this.#at(least)) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #at(index: number): number {
    return this.#keys[index] ?? Number.POSITIVE_INFINITY;
  }

  #swap(one: number, other: number): void {
    const kept = this.#at(one);
    this.#keys[one] = this.#at(other);
    this.#keys[other] = kept;
  }
}

/** Rank and position share one number: 2^18 ranks × 2^34 positions stay below 2^53. */
const POSITIONS = 2 ** 34;
