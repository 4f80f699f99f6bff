/** Milliseconds of one step of the engine, which nothing can interrupt: Stop and completions wait for its end. */
const STEP = 170;
/**
 * Tokens of a chunk when no completion is to be expected. On a slow machine they take longer than `STEP`, and smaller
 * chunks would be read at half the speed.
 */
const CALM_LEAST = 16;
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
    const size = Math.min(MOST, Math.max(hurried ? 1 : CALM_LEAST, Math.round(this.#reading * STEP)));
    // The matrix products go by blocks of rows.
    return size < CALM_LEAST ? size : size - (size % CALM_LEAST);
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
