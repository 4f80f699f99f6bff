import type { Clock } from './clock.ts';
import { type Completion, surroundingsOf } from './completion.ts';
import { filterCompletion } from './filterCompletion.ts';
import { Flight, type Wanted } from './flight.ts';
import type { Question } from './question.ts';
import type { CompletionWindow } from './window.ts';

/** How each of them is asked for: the later, the bolder. */
const OTHERS: readonly Wanted[] = [0.7, 1].map((temperature) => ({
  tokens: 160,
  lines: 12,
  characters: 3000,
  temperature,
}));
/** Milliseconds that all of them may take together. */
const TIME = 8000;

interface Place {
  readonly window: CompletionWindow;
  readonly controller: AbortController;
  readonly flights: Flight[];
  /** Resolves when nothing more will come. */
  readonly done: Promise<void>;
}

/**
 * What else might stand at a place: asked for in turn, behind the likeliest, so that each finds the prompt read. Only
 * the last place has others, and leaving it aborts what is under way.
 */
export class OtherCandidates {
  readonly #question: Question;
  readonly #clock: Clock;
  #place: Place | undefined;

  constructor(question: Question, clock: Clock) {
    this.#question = question;
    this.#clock = clock;
  }

  /** What has come, the newest last: it answers typing through it as everything does. */
  get flights(): readonly Flight[] {
    return this.#place?.flights.filter(({ text }) => text !== '') ?? [];
  }

  /** Those that may be shown at the window's cursor by now. */
  at(window: CompletionWindow): readonly Completion[] {
    return this.flights.flatMap((flight) => {
      const text = flight.end === undefined ? undefined : flight.remainderAt(window);
      const completion = text ? filterCompletion(text, surroundingsOf(window)) : undefined;
      return completion ? [completion] : [];
    });
  }

  /**
   * Asks for others at this place, once; resolves when nothing more will come, and never rejects.
   * @param likeliest ends with the request for the likeliest
   */
  ask(window: CompletionWindow, likeliest: Promise<void>): Promise<void> {
    const known = this.#place && isSame(this.#place.window, window) ? this.#place : undefined;
    // What was cut off by a key that has been taken back is asked for anew.
    if (known && (known.flights.length === OTHERS.length || !known.controller.signal.aborted)) {
      return known.done;
    }
    this.#place?.controller.abort();
    const controller = new AbortController();
    const flights: Flight[] = [];
    const done = this.#gather(window, flights, likeliest, controller);
    this.#place = { window, controller, flights, done };
    return done;
  }

  /** The user is at this place now. */
  moved(window: CompletionWindow): void {
    if (this.#place && !isSame(this.#place.window, window)) this.#place.controller.abort();
  }

  /** Nobody waits for others at this place any more. */
  leave(window: CompletionWindow): void {
    if (this.#place && isSame(this.#place.window, window)) this.forget();
  }

  /** @param uri of a document that was closed; without it, of any */
  forget(uri?: string): void {
    if (!this.#place || (uri !== undefined && this.#place.window.anchor.uri !== uri)) return;
    this.#place.controller.abort();
    this.#place = undefined;
  }

  async #gather(
    window: CompletionWindow,
    flights: Flight[],
    likeliest: Promise<void>,
    controller: AbortController,
  ): Promise<void> {
    const { signal } = controller;
    await likeliest;
    void this.#clock.wait(TIME, signal).then(() => controller.abort());
    for (const wanted of OTHERS) {
      if (signal.aborted) break;
      const flight = new Flight(window);
      flights.push(flight);
      const abort = (): void => flight.abort();
      signal.addEventListener('abort', abort);
      const end = await flight.run(this.#question, window, wanted, () => {});
      signal.removeEventListener('abort', abort);
      if (end === 'failed') break;
    }
    // The clock need not wait any more.
    controller.abort();
  }
}

function isSame(one: CompletionWindow, other: CompletionWindow): boolean {
  return (
    one.anchor === other.anchor &&
    one.prefix === other.prefix &&
    one.suffix === other.suffix &&
    one.cursor.after === other.cursor.after
  );
}
