import type { Subscription } from '../events.ts';

/** Milliseconds until a place that failed is asked again. */
const FIRST_WAIT = 15_000;
const LONGEST_WAIT = 120_000;

export interface RecoveryParts<Place> {
  /** Milliseconds. */
  readonly now: () => number;
  /** Runs `run` after so many milliseconds, unless the result is disposed of before. */
  readonly later: (milliseconds: number, run: () => void) => Subscription;
  /** The places that failed and that somebody waits for now. */
  readonly wanted: () => readonly Place[];
  readonly ask: (place: Place) => void;
}

/** Asks places that failed again by itself, at longer and longer intervals, for as long as they are wanted. */
export class PlaceRecovery<Place> {
  readonly #parts: RecoveryParts<Place>;
  readonly #failed = new Map<Place, { readonly wait: number; readonly due: number }>();
  #timer: Subscription | undefined;

  constructor(parts: RecoveryParts<Place>) {
    this.#parts = parts;
  }

  /**
   * `place` was asked and failed.
   * @param patient it will hardly recover without the user, who may do so in another window
   */
  failed(place: Place, { patient = false } = {}): void {
    const before = this.#failed.get(place)?.wait;
    const longer = before === undefined ? FIRST_WAIT : Math.min(before * 2, LONGEST_WAIT);
    const wait = patient ? LONGEST_WAIT : longer;
    this.#failed.set(place, { wait, due: this.#parts.now() + wait });
  }

  /** `place` answered, or is gone. */
  forget(place: Place): void {
    this.#failed.delete(place);
  }

  /** To be called whenever another place may be wanted. */
  plan(): void {
    const { now, later, wanted } = this.#parts;
    this.#timer?.dispose();
    this.#timer = undefined;
    const places = wanted();
    if (places.length === 0) return;
    // What a request taught has no date yet.
    for (const place of places) if (!this.#failed.has(place)) this.failed(place);
    const due = Math.min(...places.map((place) => this.#failed.get(place)?.due ?? Number.POSITIVE_INFINITY));
    if (due < Number.POSITIVE_INFINITY) this.#timer = later(Math.max(due - now(), 0), () => this.#askDue());
  }

  dispose(): void {
    this.#timer?.dispose();
  }

  #askDue(): void {
    const { now, wanted, ask } = this.#parts;
    for (const place of wanted()) {
      const failed = this.#failed.get(place);
      if (!failed || failed.due > now()) continue;
      // Under way: it has no date until it has failed again.
      this.#failed.set(place, { ...failed, due: Number.POSITIVE_INFINITY });
      ask(place);
    }
    this.plan();
  }
}
