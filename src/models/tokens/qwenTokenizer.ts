import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import { mergePairs } from './mergePairs.ts';
import { openVocabulary, type Vocabulary } from './vocabulary.ts';

/** Qwen2's pre-tokeniser, from its tokenizer.json. */
const PRE_TOKEN =
  /(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu;

/** Pre-tokens remembered; code and prose repeat theirs. All are forgotten when it is full. */
const REMEMBERED = 50_000;
const LONGEST_REMEMBERED = 32;

/**
 * The tokenizer of Qwen2.5, and so of T-Lite 1.0 and T-Pro 1.0. Takes plain text: what looks like a special token is
 * encoded as text. Text is not normalised, as in llama.cpp; Hugging Face and vLLM bring it to NFC first, where
 * decomposed letters (й as и and a breve) give fewer tokens.
 */
export class QwenTokenizer implements TokenCounter {
  readonly exact = true;
  readonly #vocabulary: Vocabulary;
  readonly #remembered = new Map<string, readonly number[]>();
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(vocabularyFile: Uint8Array) {
    this.#vocabulary = openVocabulary(vocabularyFile);
  }

  encode(text: string): number[] {
    const tokens: number[] = [];
    for (const [word] of text.matchAll(PRE_TOKEN)) for (const token of this.#word(word)) tokens.push(token);
    return tokens;
  }

  count(text: string): number {
    let count = 0;
    for (const [word] of text.matchAll(PRE_TOKEN)) count += this.#word(word).length;
    return count;
  }

  #word(word: string): readonly number[] {
    const known = this.#remembered.get(word);
    if (known) return known;
    const bytes = this.#encoder.encode(word);
    const tokens = mergePairs(
      Array.from(bytes, (byte) => this.#vocabulary.bytes[byte] ?? -1),
      this.#vocabulary,
    );
    if (word.length <= LONGEST_REMEMBERED) {
      if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
      // A copy: a piece of a string keeps the whole of it in memory.
      this.#remembered.set(this.#decoder.decode(bytes), tokens);
    }
    return tokens;
  }
}
