/** Milliseconds that the pace is taken over, and under which it says nothing yet. */
const WINDOW = 5_000;
const LEAST = 1_000;

/** How fast bytes have come in the last seconds. Times in milliseconds, of one clock. */
export class TransferPace {
  #samples: { readonly time: number; readonly done: number }[] = [];

  note(time: number, done: number): void {
    this.#samples.push({ time, done });
    this.#forget(time);
  }

  reset(): void {
    this.#samples = [];
  }

  isSilent(now: number, milliseconds: number): boolean {
    return now - (this.#samples.at(-1)?.time ?? now) > milliseconds;
  }

  bytesPerSecond(now: number): number | undefined {
    this.#forget(now);
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || now - first.time < LEAST) return undefined;
    return ((last.done - first.done) / (now - first.time)) * 1000;
  }

  /** Keeps one sample from before the window: the pace is counted from it. */
  #forget(now: number): void {
    while (this.#samples.length > 1 && now - (this.#samples[1]?.time ?? now) >= WINDOW) this.#samples.shift();
  }
}
