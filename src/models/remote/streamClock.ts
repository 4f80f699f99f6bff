import { ModelError } from '../../core/model/modelError.ts';
import type { NetworkSettings } from '../../core/model/network.ts';

/** Seconds in which a server should say what an answer took, once it has said why the answer ended. */
const USAGE_SECONDS = 1.5;

type Phase = 'firstToken' | 'idle' | 'usage';

/**
 * Watches one request: ends it when its caller aborts, when no token comes in time, or when its reader leaves. The
 * first token is waited for from the moment of sending, each other from the one before: only tokens count, so that
 * a server that merely keeps its connection alive cannot hold anyone up. Time that the reader spends between pieces
 * is not the server's. When the answer has ended, what may still come is waited for briefly, and its absence is no
 * error.
 */
export class StreamClock {
  /** Aborts the request. */
  readonly signal: AbortSignal;
  readonly #request = new AbortController();
  readonly #caller: AbortSignal;
  readonly #timeouts: NetworkSettings['timeouts'];
  readonly #host: string;
  readonly #onAbort = (): void => this.#request.abort(this.#caller.reason);
  #phase: Phase = 'firstToken';
  /** Milliseconds that the server still has. */
  #left = 0;
  #timer: NodeJS.Timeout | undefined;
  #waitingSince = 0;
  #expired: ModelError | undefined;

  constructor(caller: AbortSignal, timeouts: NetworkSettings['timeouts'], host: string) {
    this.#caller = caller;
    this.#timeouts = timeouts;
    this.#host = host;
    this.signal = this.#request.signal;
    if (caller.aborted) this.#onAbort();
    else caller.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** The time-out that passed, if that is an error. */
  get expired(): ModelError | undefined {
    return this.#expired;
  }

  /** The request goes out, perhaps not for the first time. */
  sent(): void {
    this.#enter('firstToken');
  }

  /** A token came: from now on it is silence between tokens that is measured. */
  token(): void {
    if (this.#phase !== 'usage') this.#enter('idle');
  }

  /** The answer has ended. */
  finished(): void {
    if (this.#phase !== 'usage') this.#enter('usage');
  }

  /** The clock runs: something is awaited from the server. */
  wait(): void {
    clearTimeout(this.#timer);
    this.#waitingSince = performance.now();
    this.#timer = setTimeout(() => this.#expire(), this.#left);
  }

  /** The clock stands still. */
  rest(): void {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left = Math.max(this.#left - (performance.now() - this.#waitingSince), 0);
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
    this.rest();
    this.#caller.removeEventListener('abort', this.#onAbort);
    if (!complete) this.#request.abort();
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#left = this.#seconds(phase) * 1000;
  }

  #seconds(phase: Phase): number {
    return phase === 'usage' ? USAGE_SECONDS : this.#timeouts[phase];
  }

  #expire(): void {
    const phase = this.#phase;
    if (phase !== 'usage') {
      this.#expired = new ModelError('timedOut', { host: this.#host, phase, seconds: this.#seconds(phase) });
    }
    this.#request.abort(this.#expired);
  }
}
