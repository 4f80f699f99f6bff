/** Tokens by which a number of threads is judged. */
const TRIAL = 8;
/** Milliseconds a token above which computing outweighs what threads cost each other: all of them are best. */
const SLOW = 60;
/** A number is better when it takes less than this share of the time. */
const BETTER = 0.97;
/** Tokens after which it is tried again: other programs come and go. */
const AGAIN = 1000;

/**
 * How many threads write fastest. Each token needs all of them to wait for each other several hundred times, so that
 * with a small model, or beside a busy program, fewer are faster. Reading a prompt always takes all.
 */
export class WritingThreads {
  readonly #all: number;
  #best: number;
  #bestTime = Number.POSITIVE_INFINITY;
  #current: number;
  #times: number[] = [];
  #settledFor: number | undefined;

  /** @param all threads that the machine has for it */
  constructor(all: number) {
    this.#all = all;
    this.#best = all;
    this.#current = all;
    if (all === 1) this.#settledFor = Number.NEGATIVE_INFINITY;
  }

  /** For the next token. */
  get current(): number {
    return this.#current;
  }

  /** A token took so long with `current`. */
  took(milliseconds: number): void {
    if (this.#settledFor !== undefined) {
      if (++this.#settledFor >= AGAIN) this.#begin();
      return;
    }
    this.#times.push(milliseconds);
    if (this.#times.length < TRIAL) return;
    const time = this.#times.sort((one, other) => one - other)[TRIAL / 2] ?? milliseconds;
    this.#times = [];
    const better = time < this.#bestTime * BETTER;
    if (better) {
      this.#best = this.#current;
      this.#bestTime = time;
    }
    if (better && this.#current > 1 && time < SLOW) this.#current--;
    else this.#settle();
  }

  #begin(): void {
    this.#settledFor = undefined;
    this.#bestTime = Number.POSITIVE_INFINITY;
    this.#best = this.#all;
    this.#current = this.#all;
  }

  #settle(): void {
    this.#current = this.#best;
    this.#settledFor = 0;
  }
}
