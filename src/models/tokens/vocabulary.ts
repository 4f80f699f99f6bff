/**
 * The binary form of a byte-level BPE, read without parsing: 32-bit words, little endian.
 *
 *     magic, version, slots, merges    4 words
 *     token of each byte             256 words
 *     pairs             3 words a slot: left token, right token, merged token; left is -1 in a free slot
 *
 * Pairs are an open-addressed hash table with linear probing. A merge's rank is the id of the token it makes: in
 * vocabularies made from tiktoken's ranks, as Qwen's, both orders are the same.
 */
export const MAGIC = 0x564d4c54;
export const VERSION = 1;
export const PAIR_FIELDS = 3;
/** A power of two; Qwen2.5's 151,387 merges fill 58 % of it. */
export const SLOTS = 1 << 18;

/** Where the parts begin, and how long a whole file is, in words. */
export const BYTES_AT = 4;
export const PAIRS_AT = BYTES_AT + 256;
export const FILE_WORDS = PAIRS_AT + SLOTS * PAIR_FIELDS;

export function pairSlot(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (SLOTS - 1);
}

export interface Vocabulary {
  /** Token of a byte standing alone. */
  readonly bytes: Int32Array;
  /** The token that two tokens merge into, or -1. Lower merges first. */
  merged(left: number, right: number): number;
}

/** @throws when `file` is no vocabulary of this version, or not a whole one */
export function openVocabulary(file: Uint8Array): Vocabulary {
  // A view needs its start on a word's border, which a part of a pooled buffer may not have.
  const aligned = file.byteOffset % 4 === 0 ? file : file.slice();
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
  if (words[0] !== MAGIC || words[1] !== VERSION || words[2] !== SLOTS || words.length !== FILE_WORDS) {
    throw new Error('not a vocabulary of this version');
  }
  const pairs = words.subarray(PAIRS_AT);
  return {
    bytes: words.subarray(BYTES_AT, PAIRS_AT),
    merged: (left, right) => {
      for (let slot = pairSlot(left, right); ; slot = (slot + 1) & (SLOTS - 1)) {
        const at = slot * PAIR_FIELDS;
        const found = pairs[at];
        if (found === -1 || found === undefined) return -1;
        if (found === left && pairs[at + 1] === right) return pairs[at + 2] ?? -1;
      }
    },
  };
}
