/** Failures in a row that may be chance. */
const CHANCE = 5;
/** Milliseconds without requests: after one failure, and after the fifth, when they double to the most. */
const REST = { chance: 1000, first: 4000, most: 60_000 };

/** Leaves a model that fails alone for a while, and tries again by and by. */
export class BackOff {
  #failures = 0;
  #until = Number.NEGATIVE_INFINITY;

  failed(now: number): void {
    this.#failures += 1;
    const rest = this.#failures < CHANCE ? REST.chance : REST.first * 2 ** (this.#failures - CHANCE);
    this.#until = now + Math.min(rest, REST.most);
  }

  succeeded(): void {
    this.#failures = 0;
    this.#until = Number.NEGATIVE_INFINITY;
  }

  /** It is too early to ask again. */
  rests(now: number): boolean {
    return now < this.#until;
  }
}
