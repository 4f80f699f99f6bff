import { untilAborted } from '../model/untilAborted.ts';
import { BackOff } from './backOff.ts';
import type { Clock } from './clock.ts';
import { type Completion, surroundingsOf } from './completion.ts';
import { filterCompletion } from './filterCompletion.ts';
import { isTail } from './filters/restOfLine.ts';
import { Flight, INVOKED, UNASKED } from './flight.ts';
import { OtherCandidates } from './otherCandidates.ts';
import { Pace } from './pace.ts';
import { Question, type QuestionRooms } from './question.ts';
import { ShownText } from './shownText.ts';
import { WarmUp } from './warmUp.ts';
import type { CompletionWindow } from './window.ts';

export interface CompleterRooms extends QuestionRooms {
  readonly clock: Clock;
  /** More lines have come for what was shown last, or others beside it: asked again at the same place, they are there. */
  readonly onMore?: () => void;
}

export interface CompletionOptions {
  /** The user asked for it by key: no waiting, more lines, and also in the middle of a line. */
  readonly invoked: boolean;
  /** Nobody waits for this call's result any more. A request under way may still serve the next call. */
  readonly signal: AbortSignal;
}

export interface CandidateOptions {
  /** The editor asks again for what has come: nothing is asked of the model. */
  readonly again: boolean;
  /** As in `CompletionOptions`. */
  readonly signal: AbortSignal;
}

/** Answers that are kept. */
export const CACHED = 100;
/** How long a request lives that nobody waits for, in milliseconds: the next key usually wants it. */
const ORPHAN_LIFE = 500;
/** Milliseconds after which as much of the first line is shown as there is: with the editor's own pause, a third of a second. */
const PATIENCE = 210;
/** Milliseconds that a request waits for its window to be read. */
const READING = 3000;
/** Characters that tell enough of a line to be shown before it is whole. */
const TELLING = 8;
const FIRST_LINE = /^\s*\S[^\n]*(?=\n)/;
/** A word that may still grow. */
const OPEN_WORD = /[\p{L}\p{N}_$]*$/u;
/** Within a word one wrong letter may be a slip. */
const LETTER = /[\p{L}\p{N}_]$/u;
const IN_WORD = /[\p{L}\p{N}_]{2}$/u;

/**
 * Completions at the cursor, one request at a time.
 *
 * What has come already answers typing through it and back to it, and stays as it is shown. A request under way goes
 * on while what was typed since agrees with it, and is aborted, to the model, when it does not any more: at once, or,
 * when one wrong letter may be a slip, as soon as the next key has told. The first line is shown as soon as it is
 * whole; the rest waits in the cache. A model that fails is left alone for a while.
 */
export class Completer {
  readonly #clock: Clock;
  readonly #onMore: () => void;
  readonly #question: Question;
  readonly #warmUp: WarmUp;
  readonly #pace = new Pace();
  readonly #backOff = new BackOff();
  readonly #shown = new ShownText();
  readonly #others: OtherCandidates;
  /**
   * Ended requests, the newest first. A list: to look through all of it takes some microseconds (the benchmark tells),
   * for an answer to another place is told by its length or its window; a tree would save nothing.
   */
  #ended: readonly Flight[] = [];
  #flight: Flight | undefined;

  constructor(rooms: CompleterRooms) {
    this.#clock = rooms.clock;
    this.#onMore = rooms.onMore ?? (() => {});
    this.#question = new Question(rooms);
    this.#warmUp = new WarmUp(this.#question);
    this.#others = new OtherCandidates(this.#question, rooms.clock);
  }

  /** What to show at the window's cursor; nothing when there is nothing good. Never rejects. */
  async complete(window: CompletionWindow, options: CompletionOptions): Promise<Completion | undefined> {
    const { invoked } = options;
    this.#others.moved(window);
    if (!invoked && !isTail(window.cursor.after)) return undefined;
    this.#pace.key(this.#clock.now());
    const kept = invoked ? undefined : this.#shown.at(window);
    if (kept) return kept;
    const completion = await this.#find(window, options);
    // Who left in the meantime has seen nothing.
    if (!options.signal.aborted) this.#shown.keep(window, completion);
    return completion;
  }

  /**
   * What the user asked for by key: the likeliest first, and what else might stand there. Where nothing was shown the
   * likeliest comes alone, as soon as it can be shown, and `onMore` tells when there are others; whoever asks where it
   * is shown already wants the others, and waits for them. Never rejects.
   */
  async candidates(
    window: CompletionWindow,
    { again, signal }: CandidateOptions,
  ): Promise<readonly Completion[]> {
    const wantsOthers = this.#shown.at(window) !== undefined;
    const first = await this.complete(window, { invoked: true, signal });
    if (!first || signal.aborted) return [];
    if (!again) {
      const asking = this.#others.ask(window, this.#flight?.over() ?? Promise.resolve());
      if (wantsOthers) await untilAborted(asking, signal);
      if (signal.aborted) this.#others.leave(window);
      if (!wantsOthers) void asking.then(() => this.#tellOfOthers(window, first));
    }
    return distinct([first, ...this.#others.at(window)]);
  }

  /** Lets the model read the window's text before it is needed, where that costs no more than it gives. Never rejects. */
  async warmUp(window: CompletionWindow): Promise<void> {
    if (this.#backOff.rests(this.#clock.now())) return;
    // What is asked for this text reads it; what was asked for another the user has left.
    if (this.#flight?.anchor.uri === window.anchor.uri) return;
    this.#land();
    const outcome = await this.#warmUp.run(window);
    if (outcome === 'failed') this.#backOff.failed(this.#clock.now());
  }

  /** Milliseconds from a request to its first token, smoothed; nothing before the first one. */
  get firstToken(): number | undefined {
    return this.#pace.firstToken;
  }

  /** The document was closed: nothing of it is kept. */
  forget(uri: string): void {
    if (this.#flight?.anchor.uri === uri) this.#land();
    this.#ended = this.#ended.filter(({ anchor }) => anchor.uri !== uri);
    this.#shown.forget(uri);
    this.#others.forget(uri);
  }

  dispose(): void {
    this.#land();
    this.#warmUp.dispose();
    this.#others.forget();
    this.#ended = [];
  }

  async #find(window: CompletionWindow, options: CompletionOptions): Promise<Completion | undefined> {
    const { invoked, signal } = options;
    const until = this.#clock.now() + PATIENCE;
    const doubtful = !invoked && this.#mayBeSlip(window);
    if (!doubtful && !this.#adoptable(window)) this.#land();
    const known = this.#known(window, invoked);
    if (known) return known.completion;

    const adopted = this.#adoptable(window);
    const seen = adopted ? await this.#follow(adopted, window, signal, until) : 'diverged';
    if (seen !== 'diverged') return seen;

    const own = await this.#ask(window, options, doubtful);
    const outcome = own && (await this.#follow(own, window, signal, until));
    return outcome === 'diverged' ? undefined : outcome;
  }

  /** An answer that has come already, if only that there is nothing to show; nothing when one must be asked for. */
  #known(window: CompletionWindow, invoked: boolean): { readonly completion?: Completion } | undefined {
    for (const flight of [...this.#ended, ...this.#others.flights]) {
      const text = flight.remainderAt(window);
      if (text === undefined) continue;
      const completion = shown(text, window);
      if (completion) return { completion };
      // What was said and may not be shown would be said again.
      if (!invoked && (text.trim() !== '' || flight.isFor(window))) return {};
    }
    return undefined;
  }

  #adoptable(window: CompletionWindow): Flight | undefined {
    return this.#flight?.remainderAt(window) === undefined ? undefined : this.#flight;
  }

  /** One letter was typed that is not the one that was known to come. */
  #mayBeSlip(window: CompletionWindow): boolean {
    if (!LETTER.test(window.prefix)) return false;
    const before = { ...window, prefix: window.prefix.slice(0, -1) };
    const expected = [this.#flight, ...this.#ended].map((flight) => flight?.remainderAt(before));
    return (
      expected.some((text) => text !== undefined && text !== '') &&
      this.#ended.every((flight) => flight.remainderAt(window) === undefined) &&
      !this.#adoptable(window)
    );
  }

  /** A request for this window, after a pause; nothing when it is not worth asking any more, or not yet again. */
  async #ask(
    window: CompletionWindow,
    { invoked, signal }: CompletionOptions,
    doubtful: boolean,
  ): Promise<Flight | undefined> {
    if (!invoked) {
      if (this.#backOff.rests(this.#clock.now())) return undefined;
      const standing = doubtful ? 'slip' : IN_WORD.test(window.cursor.before) ? 'word' : 'ready';
      await this.#clock.wait(this.#pace.pause(standing), signal);
    }
    if (signal.aborted) return undefined;
    // Another call may have asked meanwhile.
    const adopted = this.#adoptable(window);
    if (adopted) return adopted;
    this.#land();
    const flight = new Flight(window);
    this.#flight = flight;
    void this.#run(flight, window, invoked);
    return flight;
  }

  async #run(flight: Flight, window: CompletionWindow, invoked: boolean): Promise<void> {
    const patience = new AbortController();
    const over = invoked ? Promise.resolve() : this.#clock.wait(READING, patience.signal);
    await this.#warmUp.before(window, over);
    patience.abort();
    const asked = this.#clock.now();
    const learn = (): void => this.#pace.learn(this.#clock.now() - asked);
    const end = await flight.run(this.#question, window, invoked ? INVOKED : UNASKED, learn);
    const landed = this.#flight !== flight;
    if (!landed) this.#flight = undefined;
    if (end === 'failed') return this.#backOff.failed(this.#clock.now());
    if (flight.text !== '') this.#backOff.succeeded();
    // Of a request that was given up only lines are worth keeping; that it said nothing means nothing.
    if (flight.text !== '' || !landed) this.#ended = [flight, ...this.#ended].slice(0, CACHED);
    this.#tellOfMore(flight);
  }

  /** What is shown is the beginning of what may be shown now. */
  #tellOfMore(flight: Flight): void {
    const { last } = this.#shown;
    const all = last && shown(flight.remainderAt(last.window) ?? '', last.window);
    if (!all || all.text.length <= last.completion.text.length) return;
    if (all.text.startsWith(last.completion.text)) this.#onMore();
  }

  /** Others have come, and the user is still where they belong. */
  #tellOfOthers(window: CompletionWindow, first: Completion): void {
    if (this.#shown.at(window) && distinct([first, ...this.#others.at(window)]).length > 1) this.#onMore();
  }

  async #follow(
    flight: Flight,
    window: CompletionWindow,
    signal: AbortSignal,
    until: number,
  ): Promise<Completion | 'diverged' | undefined> {
    flight.adoptions += 1;
    const { adoptions } = flight;
    try {
      while (!signal.aborted) {
        const text = flight.remainderAt(window);
        if (text === undefined) {
          if (this.#flight === flight) this.#land();
          return 'diverged';
        }
        if (flight.end) return shown(text, window);
        const line = FIRST_LINE.exec(text)?.[0] ?? '';
        const completion = shown(line, window) ?? this.#early(text, window, until) ?? sooner(text, window);
        if (completion) return completion;
        await this.#change(flight, signal, until);
      }
      return undefined;
    } finally {
      if (signal.aborted) void this.#landOrphan(flight, adoptions);
    }
  }

  /** What there is of a first line that takes too long: whole words, and enough of them. */
  #early(text: string, window: CompletionWindow, until: number): Completion | undefined {
    if (this.#clock.now() < until || FIRST_LINE.test(text)) return undefined;
    const words = text.replace(OPEN_WORD, '');
    return words.trim().length < TELLING ? undefined : shown(words, window);
  }

  /** The next change, or the end of patience. */
  async #change(flight: Flight, signal: AbortSignal, until: number): Promise<void> {
    const left = until - this.#clock.now();
    if (left <= 0) return flight.change(signal);
    const controller = new AbortController();
    await Promise.race([flight.change(signal), this.#clock.wait(left, controller.signal)]);
    controller.abort();
  }

  /** Gives a request up when nobody has come for it since this adoption: whoever came later decides for himself. */
  async #landOrphan(flight: Flight, adoption: number): Promise<void> {
    await this.#clock.wait(ORPHAN_LIFE, flight.signal);
    if (flight.adoptions === adoption && this.#flight === flight) this.#land();
  }

  /** Aborts the request under way. */
  #land(): void {
    const flight = this.#flight;
    this.#flight = undefined;
    flight?.abort();
  }
}

/** Each once: what differs only in what was filtered is the same to the eye. */
function distinct(completions: readonly Completion[]): readonly Completion[] {
  return completions.filter(
    ({ text, replaces }, index) =>
      completions.findIndex((one) => one.text === text && one.replaces === replaces) === index,
  );
}

/** The whole lines so far, where the first alone is not worth showing: a comment, and what it speaks of. */
function sooner(text: string, window: CompletionWindow): Completion | undefined {
  return FIRST_LINE.test(text) ? shown(text.slice(0, text.lastIndexOf('\n')), window) : undefined;
}

function shown(text: string, window: CompletionWindow): Completion | undefined {
  return text === '' ? undefined : filterCompletion(text, surroundingsOf(window));
}
