import type { Sample, TokenCounter } from '../../core/context/tokenCounter.ts';

/**
 * How many more tokens than Qwen2.5's a tokenizer may make of the same text. Of those measured (Llama 2 and 3, Gemma 3,
 * GPT-3.5, DeepSeek V3, Qwen3) Llama 2's makes the most: 29 % more of Russian and of code.
 */
const UNKNOWN_RATIO = 1.3;
/** What stands between a ratio that was observed and other texts: code after prose makes up to a fifth more. */
const MARGIN = 1.15;
/** A model counts as known when this many prompts have been observed; the dearest of them holds. */
const REMEMBERED = 8;
/** Prompts of fewer tokens tell more about the template than about the tokenizer. */
const LEAST_PROMPT = 200;

/** Emoji and scripts that Qwen2.5 knows better than others do: they may take a token more. */
const RARE = /[^\0-\u04ff\u2000-\u22ff]/gu;

/** What is known of a tokenizer that is not Qwen2.5's: at first a cautious guess, later what engines reported. */
export class Calibration {
  readonly #base: TokenCounter;
  readonly #ratios = new Array<number>(REMEMBERED).fill(UNKNOWN_RATIO);
  #counter: TokenCounter;

  /** @param base Qwen2.5's */
  constructor(base: TokenCounter) {
    this.#base = base;
    this.#counter = this.#make();
  }

  /** By what is known now. It stays as it is: what is learned counts for the next one. */
  get counter(): TokenCounter {
    return this.#counter;
  }

  #make(): TokenCounter {
    const factor = Math.max(...this.#ratios, 1) * MARGIN;
    return {
      exact: false,
      count: (text) => Math.ceil((this.#base.count(text) + rareCharacters(text)) * factor),
      learn: (counted, real) => this.#learn(counted / factor, real),
      survey: (samples) => this.#survey(samples),
    };
  }

  /** What the dearest of the samples takes is taken for the guess, until prompts tell more. */
  #survey(samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    const dearest = Math.max(...samples.map(({ text, real }) => real / this.#base.count(text)));
    this.#ratios.fill(dearest);
    this.#counter = this.#make();
  }

  #learn(plain: number, real: number): void {
    if (plain < LEAST_PROMPT) return;
    this.#ratios.shift();
    this.#ratios.push(real / plain);
    this.#counter = this.#make();
  }
}

function rareCharacters(text: string): number {
  let count = 0;
  RARE.lastIndex = 0;
  while (RARE.test(text)) count++;
  return count;
}
