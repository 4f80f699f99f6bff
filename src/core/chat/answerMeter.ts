import type { Usage } from '../model/languageModel.ts';
import type { Answer } from './chat.ts';

export type Measured = Pick<Answer, 'elapsed' | 'thought' | 'tokensPerSecond'>;

/** Times one answer. */
export class AnswerMeter {
  readonly #now: () => number;
  readonly #start: number;
  #first: number | undefined;
  #firstText: number | undefined;
  #thinks = false;

  constructor(now: () => number) {
    this.#now = now;
    this.#start = now();
  }

  /** Something has come. */
  get started(): boolean {
    return this.#first !== undefined;
  }

  arrived(kind: 'text' | 'reasoning'): void {
    const now = this.#now();
    this.#first ??= now;
    if (kind === 'reasoning') this.#thinks = true;
    else this.#firstText ??= now;
  }

  /** Speed counts from the first token on: what came before is the prompt's reading. */
  result({ generatedTokens }: Usage): Measured {
    const now = this.#now();
    const writing = (now - (this.#first ?? now)) / 1000;
    return {
      elapsed: now - this.#start,
      ...(this.#thinks ? { thought: (this.#firstText ?? now) - (this.#first ?? now) } : {}),
      ...(generatedTokens && writing > 0 ? { tokensPerSecond: generatedTokens / writing } : {}),
    };
  }
}
