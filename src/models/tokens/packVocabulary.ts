import {
  BYTES_AT,
  MAGIC,
  missingToken,
  PAIR_FIELDS,
  pairSlot,
  slotsFor,
  TOKENS_AT,
  VERSION,
} from './vocabulary.ts';

interface TokenizerJson {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (string | readonly [string, string])[];
  };
}

/**
 * The `tokenizer.json` of a byte-level BPE (Qwen2.5's) in the form that `openVocabulary` reads without parsing. Run by
 * the build.
 * @throws as `packVocabulary` does
 */
export function packTokenizerJson(tokenizerJson: unknown): Uint8Array {
  const { vocab, merges } = (tokenizerJson as TokenizerJson).model;
  return packVocabulary(
    new Map(Object.entries(vocab)),
    merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' '))),
  );
}

/**
 * @param tokens their numbers by their texts, in the characters that stand for bytes
 * @param merges both sides with a space between, the first to be done first
 * @throws when it is no byte-level BPE: a byte has no token, or a merge takes up what nothing makes
 */
export function packVocabulary(
  tokens: ReadonlyMap<string, number>,
  merges: readonly string[],
): Uint8Array<ArrayBuffer> {
  const slots = slotsFor(merges.length);
  const pairsAt = TOKENS_AT + merges.length;
  const words = new Int32Array(pairsAt + slots * PAIR_FIELDS);
  words.set([MAGIC, VERSION, slots, merges.length]);
  const made = new Map<string, number>();
  const numberOf = (text: string): number => {
    const found = tokens.get(text) ?? made.get(text);
    if (found === undefined) throw new Error(`${JSON.stringify(text)} is no token, and no merge makes it`);
    return found;
  };
  byteCharacters().forEach((character, byte) => {
    words[BYTES_AT + byte] = numberOf(character);
  });

  const pairs = words.subarray(pairsAt).fill(-1);
  merges.forEach((merge, rank) => {
    const space = merge.indexOf(' ');
    const [left, right] = [merge.slice(0, space), merge.slice(space + 1)];
    const text = left + right;
    const token =
      tokens.get(text) ?? made.get(text) ?? missingToken(tokens.size + made.size, asciiLength(text));
    if (!tokens.has(text)) made.set(text, token);
    words[TOKENS_AT + rank] = token;
    enter(pairs, slots, [numberOf(left), numberOf(right), rank]);
  });
  return new Uint8Array(words.buffer);
}

const asciiLength = (text: string): number => text.replace(/[^\0-\x7f]/g, '').length;

/** Of two merges of the same pair the first holds. */
function enter(
  pairs: Int32Array,
  slots: number,
  [left, right, rank]: readonly [number, number, number],
): void {
  let slot = pairSlot(left, right, slots);
  for (; pairs[slot * PAIR_FIELDS] !== -1; slot = (slot + 1) % slots) {
    if (pairs[slot * PAIR_FIELDS] === left && pairs[slot * PAIR_FIELDS + 1] === right) return;
  }
  pairs.set([left, right, rank], slot * PAIR_FIELDS);
}

/**
 * The printable character that stands for each byte in a byte-level BPE's files (GPT-2's `bytes_to_unicode`): itself
 * where it is printable in Latin-1, else the next free one from U+0100 on.
 */
function byteCharacters(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
}
