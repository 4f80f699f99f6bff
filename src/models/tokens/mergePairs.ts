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
    const token = vocabulary.token(lowest);
    symbols.splice(best, 2, token);
    ranks.splice(best + 1, 1);
    ranks[best] = rankAt(token, symbols[best + 1], vocabulary);
    const before = symbols[best - 1];
    if (before !== undefined) ranks[best - 1] = rankAt(before, token, vocabulary);
  }
}

function rankAt(left: number, right: number | undefined, vocabulary: Vocabulary): number {
  const rank = right === undefined ? -1 : vocabulary.rank(left, right);
  return rank < 0 ? Number.POSITIVE_INFINITY : rank;
}

/** The same in O(n log n): a linked list of symbols and a heap of pairs. A run of 100,000 letters takes no minutes. */
function mergeLong(symbols: number[], vocabulary: Vocabulary): number[] {
  const end = symbols.length;
  const next = Int32Array.from(symbols, (_, index) => index + 1);
  const previous = Int32Array.from(symbols, (_, index) => index - 1);
  // Each of less than `end` merges pushes two pairs at most.
  const heap = new PairHeap(3 * end);
  const push = (left: number): void => {
    const right = next[left] ?? end;
    if (right >= end) return;
    const rank = vocabulary.rank(symbols[left] ?? -1, symbols[right] ?? -1);
    if (rank >= 0) heap.push(rank, left);
  };
  for (let index = 0; index < end - 1; index++) push(index);

  while (heap.size > 0) {
    const key = heap.pop();
    const left = key % POSITIONS;
    const rank = (key - left) / POSITIONS;
    const right = next[left] ?? end;
    // Neighbours may have merged since the pair was pushed; it then makes another token, or none.
    if (symbols[left] === -1 || right >= end) continue;
    if (vocabulary.rank(symbols[left] ?? -1, symbols[right] ?? -1) !== rank) continue;
    symbols[left] = vocabulary.token(rank);
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

/** Rank and position share one number: 2^18 ranks × 2^34 positions stay below 2^53. */
const POSITIONS = 2 ** 34;

/** A binary heap of pairs, the lowest rank first, of equals the leftmost. */
class PairHeap {
  readonly #keys: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#keys = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  push(rank: number, position: number): void {
    const keys = this.#keys;
    const key = rank * POSITIONS + position;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = keys[parent] ?? 0;
      if (above <= key) break;
      keys[at] = above;
      at = parent;
    }
    keys[at] = key;
  }

  /** Of a heap that is not empty. */
  pop(): number {
    const keys = this.#keys;
    const lowest = keys[0] ?? 0;
    const size = --this.#size;
    const last = keys[size] ?? 0;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (keys[child + 1] ?? 0) < (keys[child] ?? 0)) child++;
      const below = keys[child] ?? 0;
      if (below >= last) break;
      keys[at] = below;
      at = child;
    }
    keys[at] = last;
    return lowest;
  }
}
