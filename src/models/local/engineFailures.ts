import { setTimeout as delay } from 'node:timers/promises';
import { ModelError } from '../../core/model/modelError.ts';
import type { Lane } from './protocol.ts';

export interface EngineClock {
  /** Milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds, or when `signal` aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: EngineClock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
};

/** Milliseconds in which `MOST_CRASHES` are too many, and for which nothing is started then. */
const CRASH_WINDOW = 5 * 60_000;
const MOST_CRASHES = 3;
/** Milliseconds before a start: none after the first crash, then this, and four times as much each time. */
const FIRST_PAUSE = 1000;
const PAUSE_GROWTH = 4;
/** Milliseconds for which completions, asked for with every letter, do not load again what could not be loaded. */
const HINT_PAUSE = 15_000;

/** What became of the last starts of one model, and what that means for the next one. */
export class EngineFailures {
  readonly #clock: EngineClock;
  /** When, the latest last. */
  #crashes: readonly number[] = [];
  #gaveUp: { readonly error: ModelError; readonly until: number } | undefined;
  #unloadable: { readonly error: ModelError; readonly until: number } | undefined;

  constructor(clock: EngineClock) {
    this.#clock = clock;
  }

  /** The child died. Returns what to say of it: `error`, or that it is given up. */
  crashed(error: ModelError): ModelError {
    const now = this.#clock.now();
    this.#crashes = [...this.#recent(), now];
    if (this.#crashes.length < MOST_CRASHES) return error;
    const last = new ModelError(error.kind, { ...error.details, trouble: 'gaveUp' });
    this.#gaveUp = { error: last, until: now + CRASH_WINDOW };
    this.#crashes = [];
    return last;
  }

  /** The child lives, and said why it cannot serve the model; or it was not even started. */
  notLoaded(error: ModelError): ModelError {
    this.#unloadable = { error, until: this.#clock.now() + HINT_PAUSE };
    return error;
  }

  loaded(): void {
    this.#unloadable = undefined;
  }

  /** Somebody asks for the model again, and knows. */
  forgive(): void {
    this.#crashes = [];
    this.#gaveUp = undefined;
    this.#unloadable = undefined;
  }

  /** Why no start is tried for this request; nothing when one may be, after `pause`. */
  refusal(lane: Lane): ModelError | undefined {
    const now = this.#clock.now();
    if (this.#gaveUp && now < this.#gaveUp.until) return this.#gaveUp.error;
    if (lane === 'completion' && this.#unloadable && now < this.#unloadable.until)
      return this.#unloadable.error;
    return undefined;
  }

  /** Milliseconds until the next start. */
  get pause(): number {
    const recent = this.#recent();
    const last = recent.at(-1);
    if (last === undefined || recent.length < 2) return 0;
    const pause = FIRST_PAUSE * PAUSE_GROWTH ** (recent.length - 2);
    return Math.max(0, last + pause - this.#clock.now());
  }

  #recent(): readonly number[] {
    const now = this.#clock.now();
    return this.#crashes.filter((at) => now - at < CRASH_WINDOW);
  }
}
