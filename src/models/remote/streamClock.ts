import { ModelError } from '../../core/model/modelError.ts';
import type { NetworkSettings } from '../../core/model/network.ts';

/**
 * Watches one request: ends it when its caller aborts, when no token comes in time, or when its reader leaves. Time
 * that the reader spends between pieces does not count.
 */
export class StreamClock {
  /** Aborts the request. */
  readonly signal: AbortSignal;
  readonly #request = new AbortController();
  readonly #caller: AbortSignal;
  readonly #timeouts: NetworkSettings['timeouts'];
  readonly #host: string;
  readonly #onAbort = (): void => this.#request.abort(this.#caller.reason);
  #phase: 'firstToken' | 'idle' = 'firstToken';
  #timer: NodeJS.Timeout | undefined;
  #waiting = false;
  #expired: ModelError | undefined;

  constructor(caller: AbortSignal, timeouts: NetworkSettings['timeouts'], host: string) {
    this.#caller = caller;
    this.#timeouts = timeouts;
    this.#host = host;
    this.signal = this.#request.signal;
    if (caller.aborted) this.#onAbort();
    else caller.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** The time-out that passed. */
  get expired(): ModelError | undefined {
    return this.#expired;
  }

  /** The clock runs: something is awaited from the server. */
  wait(): void {
    this.#waiting = true;
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#expire(), this.#timeouts[this.#phase] * 1000);
  }

  /** The clock stands still. */
  rest(): void {
    this.#waiting = false;
  }

  /** A token came: from now on it is silence between tokens that is measured. */
  token(): void {
    if (this.#phase === 'idle') return;
    this.#phase = 'idle';
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Passes `source` on, with the clock running while the next piece is awaited. */
  async *watch<T>(source: AsyncIterable<T>): AsyncIterable<T> {
    this.wait();
    for await (const piece of source) {
      this.rest();
      yield piece;
      this.wait();
    }
    this.rest();
  }

  /** Nothing more is awaited. A request that is not `complete` ends here; one that is leaves its connection alive. */
  stop(complete: boolean): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener('abort', this.#onAbort);
    if (!complete) this.#request.abort();
  }

  #expire(): void {
    if (!this.#waiting) return;
    const phase = this.#phase;
    this.#expired = new ModelError('timedOut', { host: this.#host, phase, seconds: this.#timeouts[phase] });
    this.#request.abort(this.#expired);
  }
}
