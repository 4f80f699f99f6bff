/** Text of `tokens` that follow `previous`. Bytes that make no whole character come out as U+FFFD. */
export type Detokenize<Token> = (tokens: readonly Token[], previous: readonly Token[]) => string;

/** Some tokenizers write a space before a word or not by what precedes: this many tokens tell. */
const PREVIOUS = 4;
/** A character has at most four bytes, so at most this many tokens wait for its end. */
const MOST_WAITING = 4;
const UNFINISHED = '\uFFFD';

/** Turns tokens into text as they come; a character split between tokens comes whole with its last one. */
export class TokenText<Token> {
  readonly #detokenize: Detokenize<Token>;
  #previous: readonly Token[] = [];
  #waiting: Token[] = [];

  constructor(detokenize: Detokenize<Token>) {
    this.#detokenize = detokenize;
  }

  push(token: Token): string {
    this.#waiting.push(token);
    const text = this.#detokenize(this.#waiting, this.#previous);
    if (text.endsWith(UNFINISHED) && this.#waiting.length < MOST_WAITING) return '';
    this.#previous = [...this.#previous, ...this.#waiting].slice(-PREVIOUS);
    this.#waiting = [];
    return text;
  }

  /** Generation was cut inside a character: what is whole of the waiting tokens' text. */
  rest(): string {
    const text = this.#waiting.length > 0 ? this.#detokenize(this.#waiting, this.#previous) : '';
    this.#waiting = [];
    return text.replace(/\uFFFD+$/, '');
  }
}
