import type { Lane } from './protocol.ts';

/** Milliseconds that the conversation waits for completions before it takes a step all the same. */
export const PATIENCE = 1000;
/** Milliseconds after the last completion was asked in which the next one is to be expected: somebody types. */
const TYPING = 30_000;

/**
 * Who computes next. Between two steps of the conversation (a chunk of its prompt, a token of its answer) every
 * completion that was asked meanwhile goes first, from beginning to end: it is short, and awaited at the cursor. But
 * the conversation never stands still for longer than `PATIENCE`.
 */
export class Turns {
  readonly #now: () => number;
  readonly #waiting = new Set<() => void>();
  #completions = 0;
  #lastAsked = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A completion may be asked at any moment: steps are to be short. */
  get hurried(): boolean {
    return this.#completions > 0 || this.#now() - this.#lastAsked < TYPING;
  }

  /** A request was asked. The result is called once, when it has ended. */
  begin(lane: Lane): () => void {
    if (lane === 'chat') return () => undefined;
    this.#completions++;
    this.#lastAsked = this.#now();
    return () => {
      this.#completions--;
      if (this.#completions === 0) for (const wake of [...this.#waiting]) wake();
    };
  }

  /** Resolves when the lane may take its next step, or when `signal` is aborted. */
  next(lane: Lane, signal: AbortSignal): Promise<void> {
    if (lane === 'completion' || this.#completions === 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', go);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, PATIENCE);
      signal.addEventListener('abort', go);
      this.#waiting.add(go);
    });
  }
}
