import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import { mergePairs } from './mergePairs.ts';
import { openVocabulary, tokensOf, type Vocabulary } from './vocabulary.ts';

/**
 * How text is split before pairs merge, by the name that GGUF files give it (`tokenizer.ggml.pre`).
 * `qwen2`: from Qwen2.5's tokenizer.json. `gpt-2`: from GPT-2's encoder.py.
 */
const PRE_TOKENS = {
  qwen2:
    /(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu,
  'gpt-2': /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu,
} as const;

export type PreTokenizer = keyof typeof PRE_TOKENS;

export function isPreTokenizer(name: string): name is PreTokenizer {
  return Object.hasOwn(PRE_TOKENS, name);
}

/** Pre-tokens remembered; code and prose repeat theirs. All are forgotten when it is full. */
const REMEMBERED = 50_000;
const LONGEST_REMEMBERED = 32;

/**
 * A byte-level BPE, as Qwen2.5 has it, and so T-Lite and T-Pro. Takes plain text: what looks like a special token is
 * encoded as text. Text is not normalised, as in llama.cpp; Hugging Face and vLLM bring it to NFC first, where
 * decomposed letters (й as и and a breve) give fewer tokens.
 */
export class BytePairTokenizer implements TokenCounter {
  readonly exact = true;
  readonly #vocabulary: Vocabulary;
  readonly #preTokens: RegExp;
  readonly #remembered = new Map<string, readonly number[]>();
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** @throws when `vocabularyFile` is no vocabulary that `packVocabulary` made */
  constructor(vocabularyFile: Uint8Array, preTokenizer: PreTokenizer = 'qwen2') {
    this.#vocabulary = openVocabulary(vocabularyFile);
    this.#preTokens = PRE_TOKENS[preTokenizer];
  }

  /** Numbers of the tokens; what the vocabulary lacks has a number that is none of its own. */
  encode(text: string): number[] {
    const tokens: number[] = [];
    for (const [word] of text.matchAll(this.#preTokens))
      for (const token of this.#word(word)) tokens.push(token);
    return tokens;
  }

  count(text: string): number {
    let count = 0;
    for (const [word] of text.matchAll(this.#preTokens))
      for (const token of this.#word(word)) count += tokensOf(token);
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
