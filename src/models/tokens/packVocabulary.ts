import {
  BYTES_AT,
  FILE_WORDS,
  MAGIC,
  PAIR_FIELDS,
  PAIRS_AT,
  pairSlot,
  SLOTS,
  VERSION,
} from './vocabulary.ts';

interface TokenizerJson {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (string | readonly [string, string])[];
  };
}

/**
 * Turns the `tokenizer.json` of a byte-level BPE (Qwen2.5's) into the form that `openVocabulary` reads without parsing.
 * Run by the build.
 * @throws when merges do not come in the order of the tokens they make: the format relies on it
 */
export function packVocabulary(tokenizerJson: unknown): Uint8Array {
  const { vocab, merges } = (tokenizerJson as TokenizerJson).model;
  const id = (token: string): number => {
    const found = vocab[token];
    if (found === undefined) throw new Error(`token ${JSON.stringify(token)} is not in the vocabulary`);
    return found;
  };
  const words = new Int32Array(FILE_WORDS);
  words.set([MAGIC, VERSION, SLOTS, merges.length]);
  byteCharacters().forEach((character, byte) => {
    words[BYTES_AT + byte] = id(character);
  });

  const pairs = words.subarray(PAIRS_AT).fill(-1);
  let previous = -1;
  for (const merge of merges) {
    const [left, right] = typeof merge === 'string' ? (merge.split(' ') as [string, string]) : merge;
    const merged = id(left + right);
    if (merged <= previous) throw new Error('merges are not in the order of their tokens');
    previous = merged;
    let slot = pairSlot(id(left), id(right));
    while (pairs[slot * PAIR_FIELDS] !== -1) slot = (slot + 1) % SLOTS;
    pairs.set([id(left), id(right), merged], slot * PAIR_FIELDS);
  }
  return new Uint8Array(words.buffer);
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
