/**
 * The binary form of a byte-level BPE, read without parsing: 32-bit words, little endian.
 *
 *     magic, version, slots, merges    4 words
 *     token of each byte             256 words
 *     token of each merge, by rank     1 word each
 *     pairs             3 words a slot: left token, right token, rank of their merge; left is -1 in a free slot
 *
 * Pairs are an open-addressed hash table with linear probing.
 *
 * A merge may make a text that is no token. llama.cpp then takes the tokens of its ASCII characters, and drops the rest
 * (llm_tokenizer_bpe_session, src/llama-vocab.cpp). Such a text has a number of its own all the same, because later
 * merges may take it up: `missingToken`.
 */
export const MAGIC = 0x564d4c54;
export const VERSION = 2;
export const PAIR_FIELDS = 3;

/** Where the parts begin, in words. */
export const BYTES_AT = 4;
export const TOKENS_AT = BYTES_AT + 256;

/** A power of two, and filled to no more than two thirds: Qwen2.5's 151,387 merges take 58 % of it. */
export function slotsFor(merges: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(merges * 1.5, 1)));
}

export function pairSlot(left: number, right: number, slots: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (slots - 1);
}

/** Bits of a token's own number; above them stands, plus one, how many others take the place of a missing one. */
const TOKEN_BITS = 20;
/** Ordinary tokens and missing ones are counted below this. */
export const MOST_TOKENS = 1 << TOKEN_BITS;
const MOST_PIECES = (1 << (31 - TOKEN_BITS)) - 1;

/**
 * The number of a text that merges make and the vocabulary lacks.
 * @param index above those of all tokens
 * @param pieces tokens that stand for it
 */
export function missingToken(index: number, pieces: number): number {
  if (index >= MOST_TOKENS || pieces >= MOST_PIECES) throw new Error('too many tokens, or too long a one');
  return (pieces + 1) * MOST_TOKENS + index;
}

/** How many tokens the engine makes of what has this number. */
export function tokensOf(token: number): number {
  const pieces = token >>> TOKEN_BITS;
  return pieces === 0 ? 1 : pieces - 1;
}

export interface Vocabulary {
  /** Token of a byte standing alone. */
  readonly bytes: Int32Array;
  /** Rank of the merge of two tokens, or -1. Lower ranks merge first. */
  rank(left: number, right: number): number;
  /** What the merge of a rank makes. */
  token(rank: number): number;
}

/** @throws when `file` is no vocabulary of this version, or not a whole one */
export function openVocabulary(file: Uint8Array): Vocabulary {
  // A view needs its start on a word's border, which a part of a pooled buffer may not have.
  const aligned = file.byteOffset % 4 === 0 ? file : file.slice();
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
  const [magic, version, slots = 0, merges = 0] = words;
  const pairsAt = TOKENS_AT + merges;
  if (
    magic !== MAGIC ||
    version !== VERSION ||
    slots !== slotsFor(merges) ||
    words.length !== pairsAt + slots * PAIR_FIELDS
  ) {
    throw new Error('not a vocabulary of this version');
  }
  const tokens = words.subarray(TOKENS_AT, pairsAt);
  const pairs = words.subarray(pairsAt);
  return {
    bytes: words.subarray(BYTES_AT, TOKENS_AT),
    token: (rank) => tokens[rank] ?? -1,
    rank: (left, right) => {
      for (let slot = pairSlot(left, right, slots); ; slot = (slot + 1) & (slots - 1)) {
        const at = slot * PAIR_FIELDS;
        const found = pairs[at];
        if (found === -1 || found === undefined) return -1;
        if (found === left && pairs[at + 1] === right) return pairs[at + 2] ?? -1;
      }
    },
  };
}
