/** Milliseconds of one step of the engine, which nothing can interrupt, while completions may wait for its end. */
const STEP = 170;
/**
 * Milliseconds of a chunk when no completion is to be expected: larger chunks are read faster by a third and more. An
 * answer that is stopped does not wait for its end, only the next question may.
 */
const CALM_STEP = 500;
/** Tokens of a chunk then, also on a machine that takes longer for them: of smaller ones the speed is half. */
const CALM_LEAST = 16;
/** Sizes above it are multiples of it: the matrix products go by blocks of rows. */
const BLOCK = 64;
/** The first chunk of a model whose speed is not known yet. */
const FIRST_CHUNK = 8;
const MOST = 256;

/** How many tokens the next step may evaluate, by the speed of the steps before. */
export class StepSize {
  /** Tokens a millisecond: of reading, and of checking a guess, which takes a row of the output for each token. */
  #reading = 0;
  #checking = 0;

  /** @param hurried a completion may be waiting for the end of the step */
  chunk(hurried: boolean): number {
    if (this.#reading === 0) return FIRST_CHUNK;
    const size = Math.round(this.#reading * (hurried ? STEP : CALM_STEP));
    const least = hurried ? 1 : CALM_LEAST;
    const block = size < BLOCK ? CALM_LEAST : BLOCK;
    const even = size < CALM_LEAST ? size : size - (size % block);
    return Math.min(MOST, Math.max(least, even));
  }

  /**
   * Guessed tokens that can be checked in one step, beside the one that is written in any case. Never none: a machine
   * that was slow for a moment would not be measured again.
   */
  guess(): number {
    const speed = this.#checking || this.#reading / 2;
    return Math.max(1, Math.floor(speed * STEP) - 1);
  }

  hasRead(tokens: number, milliseconds: number): void {
    if (tokens > 0 && milliseconds > 0) this.#reading = tokens / milliseconds;
  }

  hasChecked(tokens: number, milliseconds: number): void {
    if (tokens > 1 && milliseconds > 0) this.#checking = tokens / milliseconds;
  }
}
