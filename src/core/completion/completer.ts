import type { OpenModel } from '../model/modelSource.ts';
import { type Completion, surroundingsOf } from './completion.ts';
import { filterCompletion } from './filterCompletion.ts';
import { isTail } from './filters/restOfLine.ts';
import { Flight } from './flight.ts';
import type { CompletionWindow } from './window.ts';

/** Time as the completer needs it; tests bring their own. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds, or at once when `signal` aborts; never rejects. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface CompleterRooms {
  /** The model for completions; nothing when none is set up. */
  readonly open: (signal: AbortSignal) => Promise<OpenModel | undefined>;
  readonly clock: Clock;
}

export interface CompletionOptions {
  /** The user asked for it by key: no waiting, and also in the middle of a line. */
  readonly invoked: boolean;
  /** Nobody waits for this call's result any more. A request under way may still serve the next call. */
  readonly signal: AbortSignal;
}

const CACHED = 100;
/** How long a request lives that nobody waits for, in milliseconds: the next key usually wants it. */
const ORPHAN_LIFE = 500;
/** Milliseconds before a request: while nothing is known of the model's pace, and the bounds of what is learned. */
const PAUSE = { first: 40, least: 20, most: 200 };
/** Part of the time to the first token that is worth waiting for the next key. */
const PAUSE_SHARE = 1 / 8;
/** Weight of the newest time to the first token in what is known of the model's pace. */
const LEARNED = 0.3;
/** Milliseconds without requests after a failure; twice as long after each further one. */
const BACK_OFF = { first: 1000, most: 60_000 };
/** A first line of these alone tells too little to be shown before the lines behind it. */
const ONLY_CLOSING = /^[\s)\]};,]*$/;
const FIRST_LINE = /^\s*\S[^\n]*(?=\n)/;

/**
 * Completions at the cursor, one request at a time.
 *
 * What has come already answers typing through it and back to it. A request under way goes on while what was typed
 * since agrees with it, and is aborted, to the model, at the first divergence. The first line is shown as soon as it
 * is whole; the rest waits in the cache. A model that fails is left alone for a while.
 */
export class Completer {
  readonly #rooms: CompleterRooms;
  /** Ended requests, the newest first. */
  #ended: readonly Flight[] = [];
  #flight: Flight | undefined;
  /** Milliseconds, smoothed. */
  #firstToken: number | undefined;
  #failures = 0;
  #quietUntil = 0;

  constructor(rooms: CompleterRooms) {
    this.#rooms = rooms;
  }

  /** What to show at the window's cursor; nothing when there is nothing good. Never rejects. */
  async complete(window: CompletionWindow, options: CompletionOptions): Promise<Completion | undefined> {
    const { invoked, signal } = options;
    if (!invoked && !isTail(window.cursor.after)) return undefined;
    if (!this.#adoptable(window)) this.#land();
    const known = this.#known(window, invoked);
    if (known) return known.completion;

    const adopted = this.#adoptable(window);
    const seen = adopted ? await this.#follow(adopted, window, signal) : 'diverged';
    if (seen !== 'diverged') return seen;

    const own = await this.#ask(window, options);
    const outcome = own && (await this.#follow(own, window, signal));
    return outcome === 'diverged' ? undefined : outcome;
  }

  /** The document was closed: nothing of it is kept. */
  forget(uri: string): void {
    if (this.#flight?.anchor.uri === uri) this.#land();
    this.#ended = this.#ended.filter(({ anchor }) => anchor.uri !== uri);
  }

  dispose(): void {
    this.#land();
    this.#ended = [];
  }

  /** An answer that has come already, if only that there is nothing to show; nothing when one must be asked for. */
  #known(window: CompletionWindow, invoked: boolean): { readonly completion?: Completion } | undefined {
    for (const flight of this.#ended) {
      const text = flight.remainderAt(window);
      if (text === undefined) continue;
      const completion = shown(text, window);
      if (completion) return { completion };
      if (!invoked && flight.isFor(window)) return {};
    }
    return undefined;
  }

  #adoptable(window: CompletionWindow): Flight | undefined {
    return this.#flight?.remainderAt(window) === undefined ? undefined : this.#flight;
  }

  /** A request for this window, after a pause; nothing when it is not worth asking any more, or not yet again. */
  async #ask(window: CompletionWindow, { invoked, signal }: CompletionOptions): Promise<Flight | undefined> {
    const { clock } = this.#rooms;
    if (!invoked) {
      if (clock.now() < this.#quietUntil) return undefined;
      await clock.wait(this.#pause(), signal);
    }
    if (signal.aborted) return undefined;
    // Another call may have asked meanwhile.
    const adopted = this.#adoptable(window);
    if (adopted) return adopted;
    this.#land();
    const flight = new Flight(window);
    this.#flight = flight;
    void this.#run(flight);
    return flight;
  }

  async #run(flight: Flight): Promise<void> {
    const { open, clock } = this.#rooms;
    const asked = clock.now();
    const end = await flight.run(open, () => this.#learn(clock.now() - asked));
    const landed = this.#flight !== flight;
    if (!landed) this.#flight = undefined;
    if (end === 'failed') {
      const pause = BACK_OFF.first * 2 ** this.#failures;
      this.#quietUntil = clock.now() + Math.min(pause, BACK_OFF.most);
      this.#failures += 1;
      return;
    }
    if (flight.text !== '') this.#failures = 0;
    // Of a request that was given up only lines are worth keeping; that it said nothing means nothing.
    if (flight.text !== '' || !landed) this.#ended = [flight, ...this.#ended].slice(0, CACHED);
  }

  async #follow(
    flight: Flight,
    window: CompletionWindow,
    signal: AbortSignal,
  ): Promise<Completion | 'diverged' | undefined> {
    flight.followers += 1;
    try {
      while (!signal.aborted) {
        const text = flight.remainderAt(window);
        if (text === undefined) {
          if (this.#flight === flight) this.#land();
          return 'diverged';
        }
        if (flight.end) return shown(text, window);
        const line = FIRST_LINE.exec(text)?.[0] ?? '';
        const completion = ONLY_CLOSING.test(line) ? undefined : shown(line, window);
        if (completion) return completion;
        await flight.change(signal);
      }
      return undefined;
    } finally {
      flight.followers -= 1;
      if (signal.aborted) void this.#landOrphan(flight);
    }
  }

  /** Gives a request up when nobody has come for it. */
  async #landOrphan(flight: Flight): Promise<void> {
    await this.#rooms.clock.wait(ORPHAN_LIFE, flight.signal);
    if (flight.followers === 0 && this.#flight === flight) this.#land();
  }

  /** Aborts the request under way. */
  #land(): void {
    const flight = this.#flight;
    this.#flight = undefined;
    flight?.abort();
  }

  #learn(firstToken: number): void {
    this.#firstToken = (this.#firstToken ?? firstToken) * (1 - LEARNED) + firstToken * LEARNED;
  }

  #pause(): number {
    if (this.#firstToken === undefined) return PAUSE.first;
    return Math.min(PAUSE.most, Math.max(PAUSE.least, this.#firstToken * PAUSE_SHARE));
  }
}

function shown(text: string, window: CompletionWindow): Completion | undefined {
  return text === '' ? undefined : filterCompletion(text, surroundingsOf(window));
}
