import { Emitter } from '../events.ts';
import { isTail } from './filters/restOfLine.ts';
import { promptEnd } from './forms/form.ts';
import type { Question } from './question.ts';
import type { Anchor, CompletionWindow } from './window.ts';

/** `whole`: the model ended it; `part`: it was cut, and only whole lines were kept. */
export type FlightEnd = 'whole' | 'part' | 'failed';

/** How it is asked for, and how much at once. */
export interface Wanted {
  readonly tokens: number;
  readonly lines: number;
  readonly characters: number;
  /** 0: the likeliest text. */
  readonly temperature: number;
}

/** More than this is seldom right and never read. */
export const UNASKED: Wanted = { tokens: 128, lines: 8, characters: 2000, temperature: 0 };
/** Whoever asks by key waits for it, and reads it. */
export const INVOKED: Wanted = { tokens: 320, lines: 24, characters: 6000, temperature: 0 };

/** Characters right before the place that tell it from others of the same length. */
const TAIL = 500;
/** Two blank lines: a thought has ended. */
const OVER = /\n[ \t]*\n[ \t]*\n/;

/** One request for a completion, and what has come of it. */
export class Flight {
  readonly anchor: Anchor;
  readonly suffix: string;
  /** Calls that have waited for it, ever. */
  adoptions = 0;
  readonly #afterCursor: string;
  /** Where in the prefix the generated text begins. */
  readonly #start: number;
  readonly #tail: string;
  /** Length of the prefix for which it was asked. */
  readonly #asked: number;
  readonly #controller = new AbortController();
  readonly #changed = new Emitter<void>();
  #text = '';
  #end: FlightEnd | undefined;

  constructor(window: CompletionWindow) {
    this.anchor = window.anchor;
    this.suffix = window.suffix;
    this.#afterCursor = neededAfterCursor(window);
    this.#start = promptEnd(window.prefix);
    this.#asked = window.prefix.length;
    this.#tail = tailAt(window, this.#start);
  }

  get text(): string {
    return this.#text;
  }

  /** How it ended; nothing while it is under way. */
  get end(): FlightEnd | undefined {
    return this.#end;
  }

  /** Aborted when it is. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** It was asked for at this very place. */
  isFor(window: CompletionWindow): boolean {
    return window.prefix.length === this.#asked && this.remainderAt(window) !== undefined;
  }

  /**
   * What remains to be shown at the window's cursor: the empty string when nothing does, or not yet; nothing when
   * this is an answer to another place, or what was typed disagrees with it.
   */
  remainderAt(window: CompletionWindow): string | undefined {
    if (window.anchor !== this.anchor || window.suffix !== this.suffix) return undefined;
    const { length } = window.prefix;
    if (length < this.#start || neededAfterCursor(window) !== this.#afterCursor) return undefined;
    if (this.#end !== undefined && length - this.#start > this.#text.length) return undefined;
    if (tailAt(window, this.#start) !== this.#tail) return undefined;
    const typed = window.prefix.slice(this.#start);
    if (this.#text.startsWith(typed)) return this.#text.slice(typed.length);
    return this.#end === undefined && typed.startsWith(this.#text) ? '' : undefined;
  }

  /** Asks the model and gathers what it says. Called once; never rejects. */
  async run(
    question: Question,
    window: CompletionWindow,
    wanted: Wanted,
    onFirstText: () => void,
  ): Promise<FlightEnd> {
    let end: FlightEnd;
    try {
      end = await this.#gather(question, window, wanted, onFirstText);
    } catch {
      // The state of the model tells of it: a completion that fails says nothing.
      end = 'failed';
    }
    if (end !== 'whole') this.#text = this.#text.slice(0, Math.max(0, this.#text.lastIndexOf('\n')));
    this.#end = end;
    this.#changed.fire();
    return end;
  }

  async #gather(
    question: Question,
    window: CompletionWindow,
    wanted: Wanted,
    onFirstText: () => void,
  ): Promise<FlightEnd> {
    const { tokens, lines, characters, temperature } = wanted;
    const afterCursor = this.#afterCursor;
    const asked = { window, afterCursor, maxTokens: tokens, temperature, signal: this.signal };
    for await (const heard of question.ask(asked)) {
      if (heard.finish) return heard.finish === 'stop' ? 'whole' : 'part';
      if (this.#text === '') onFirstText();
      this.#text = heard.text;
      const tooLong = this.#text.length > characters || lineCount(this.#text) > lines;
      if (tooLong || OVER.test(this.#text)) {
        this.#text = this.#text.slice(0, characters);
        // Leaving the loop aborts the generation.
        return 'part';
      }
      this.#changed.fire();
    }
    return 'part';
  }

  /** Resolves at the next change, or when `signal` aborts. */
  change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        subscription.dispose();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const subscription = this.#changed.on(done);
      signal.addEventListener('abort', done);
    });
  }

  /** Resolves when it has ended, or was aborted. */
  async over(): Promise<void> {
    while (this.#end === undefined && !this.signal.aborted) await this.change(this.signal);
  }

  abort(): void {
    this.#controller.abort();
  }
}

/** Brackets behind the cursor change with every key and are seen to by a filter; code there the model must know. */
function neededAfterCursor({ cursor }: CompletionWindow): string {
  return isTail(cursor.after) ? '' : cursor.after;
}

function tailAt(window: CompletionWindow, end: number): string {
  return window.prefix.slice(Math.max(0, end - TAIL), end);
}

function lineCount(text: string): number {
  return text.split('\n').length;
}
