import { Emitter } from '../events.ts';
import type { GenerateOptions } from '../model/languageModel.ts';
import type { Sampling } from '../model/modelCard.ts';
import type { OpenModel } from '../model/modelSource.ts';
import { isTail } from './filters/restOfLine.ts';
import { PREFILL_STOPS, prefillPrompt, promptEnd } from './prefill.ts';
import type { Anchor, CompletionWindow } from './window.ts';

/** `whole`: the model ended it; `part`: it was cut, and only whole lines were kept. */
export type FlightEnd = 'whole' | 'part' | 'failed';

/** More lines than these are seldom right and never read. */
const MOST_LINES = 6;
const MOST_CHARACTERS = 2000;
const MOST_TOKENS = 128;
/** Characters right before the place that tell it from others of the same length. */
const TAIL = 500;

const SAMPLING: Sampling = {
  temperature: 0,
  topP: 1,
  topK: 0,
  repetitionPenalty: 1,
  presencePenalty: 0,
};

/** One request for a completion, and what has come of it. */
export class Flight {
  readonly anchor: Anchor;
  /** Calls that wait for it. */
  followers = 0;
  readonly #window: CompletionWindow;
  readonly #afterCursor: string;
  /** Where in the prefix the generated text begins. */
  readonly #start: number;
  readonly #tail: string;
  readonly #controller = new AbortController();
  readonly #changed = new Emitter<void>();
  #text = '';
  #end: FlightEnd | undefined;

  constructor(window: CompletionWindow) {
    this.anchor = window.anchor;
    this.#window = window;
    this.#afterCursor = neededAfterCursor(window);
    this.#start = promptEnd(window.prefix);
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
    return window.prefix.length === this.#window.prefix.length && this.remainderAt(window) !== undefined;
  }

  /**
   * What remains to be shown at the window's cursor: the empty string when nothing does, or not yet; nothing when
   * this is an answer to another place, or what was typed disagrees with it.
   */
  remainderAt(window: CompletionWindow): string | undefined {
    if (window.anchor !== this.anchor || window.suffix !== this.#window.suffix) return undefined;
    if (neededAfterCursor(window) !== this.#afterCursor) return undefined;
    if (window.prefix.length < this.#start || tailAt(window, this.#start) !== this.#tail) return undefined;
    const typed = window.prefix.slice(this.#start);
    if (this.#text.startsWith(typed)) return this.#text.slice(typed.length);
    return this.#end === undefined && typed.startsWith(this.#text) ? '' : undefined;
  }

  /** Asks the model and gathers what it says. Called once; never rejects. */
  async run(
    open: (signal: AbortSignal) => Promise<OpenModel | undefined>,
    onFirstText: () => void,
  ): Promise<FlightEnd> {
    let end: FlightEnd;
    try {
      const opened = await open(this.signal);
      end = opened && !this.signal.aborted ? await this.#gather(opened, onFirstText) : 'part';
    } catch {
      // The state of the model tells of it: a completion that fails says nothing.
      end = 'failed';
    }
    if (end !== 'whole') this.#text = this.#text.slice(0, Math.max(0, this.#text.lastIndexOf('\n')));
    this.#end = end;
    this.#changed.fire();
    return end;
  }

  async #gather({ model, entry }: OpenModel, onFirstText: () => void): Promise<FlightEnd> {
    const prompt = prefillPrompt(this.#window, entry.card, this.#afterCursor);
    const options: GenerateOptions = {
      maxTokens: MOST_TOKENS,
      stop: PREFILL_STOPS,
      sampling: SAMPLING,
      signal: this.signal,
      purpose: 'completion',
    };
    for await (const delta of model.generate(prompt, options)) {
      if (delta.kind === 'end') return delta.finish === 'stop' ? 'whole' : 'part';
      if (delta.kind === 'reasoning') continue;
      if (this.#text === '') onFirstText();
      this.#text += delta.text;
      if (this.#text.length > MOST_CHARACTERS || lineCount(this.#text) > MOST_LINES) {
        this.#text = this.#text.slice(0, MOST_CHARACTERS);
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
