/** Seconds over which the speed is smoothed. */
const SMOOTHING = 8;
/** Seconds of a download before which nothing is foretold. */
const SILENCE = 3;
const MINUTE = 60;

/** What a download says of itself at one moment. */
export interface Pace {
  readonly done: number;
  readonly total: number;
  readonly bytesPerSecond?: number;
}

/** How long a download still takes, for a reader: smoothed, in whole minutes, and never going back and forth. */
export class TimeLeft {
  #since: number | undefined;
  #last = 0;
  #speed = 0;
  #minutes: number | undefined;

  /**
   * Whole minutes, 0 = less than one; nothing while it cannot be told.
   * @param now milliseconds
   */
  at({ done, total, bytesPerSecond = 0 }: Pace, now: number): number | undefined {
    if (bytesPerSecond <= 0 || total <= 0) return this.#minutes;
    if (this.#since === undefined) {
      this.#since = now;
      this.#speed = bytesPerSecond;
    } else {
      const weight = 1 - Math.exp(-(now - this.#last) / 1000 / SMOOTHING);
      this.#speed += (bytesPerSecond - this.#speed) * weight;
    }
    this.#last = now;
    if (now - this.#since < SILENCE * 1000) return undefined;
    this.#minutes = steady(this.#minutes, Math.max(0, total - done) / this.#speed / MINUTE);
    return this.#minutes;
  }

  /** It stands still: what was foretold no longer holds. */
  reset(): void {
    this.#since = undefined;
    this.#minutes = undefined;
  }
}

/** The number that is shown, until the exact one has clearly left it. */
function steady(shown: number | undefined, minutes: number): number {
  const next = minutes < 1 ? 0 : Math.round(minutes);
  if (shown === undefined) return next;
  if (next === 0) return minutes < 0.9 ? 0 : shown;
  if (shown === 0) return minutes > 1.2 ? next : 0;
  return Math.abs(minutes - shown) > 0.7 ? next : shown;
}
