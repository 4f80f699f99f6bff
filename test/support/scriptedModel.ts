/** A model that answers by a script, and a source that offers it: for tests of everything that asks a model. */
import type { TokenCounter } from '../../src/core/context/tokenCounter.ts';
import { Emitter } from '../../src/core/events.ts';
import { cardFor } from '../../src/core/model/catalogue.ts';
import type {
  Delta,
  Finish,
  GenerateOptions,
  LanguageModel,
  Usage,
} from '../../src/core/model/languageModel.ts';
import type { ModelCard } from '../../src/core/model/modelCard.ts';
import type { ModelError } from '../../src/core/model/modelError.ts';
import type {
  FailedPlace,
  ModelEntry,
  ModelSource,
  ModelState,
  OpenModel,
} from '../../src/core/model/modelSource.ts';
import type { Prompt } from '../../src/core/model/prompt.ts';
import { maskModel } from '../../src/core/privacy/maskedModel.ts';
import type { Masker } from '../../src/core/privacy/masker.ts';

/** One thing that happens in an answer. A string is text; a script without an end or a failure ends by itself. */
export type Step =
  | string
  | { readonly reasoning: string }
  /** Nothing comes until it resolves. */
  | { readonly wait: Promise<unknown> }
  | { readonly fail: ModelError }
  | { readonly end: Finish; readonly usage?: Usage };

export type Script = readonly Step[];

export interface ScriptedRequest {
  readonly prompt: Prompt;
  readonly options: GenerateOptions;
}

/** Each request plays the next script; the last one is played again and again. Keeps the promises of the port. */
export class ScriptedModel implements LanguageModel {
  readonly card: ModelCard;
  readonly requests: ScriptedRequest[] = [];
  readonly #scripts: readonly Script[];

  constructor(scripts: readonly Script[], card: Partial<ModelCard> = {}) {
    this.#scripts = scripts;
    this.card = { ...cardFor('T-lite-it-1.0', { rawCompletions: true }), ...card };
  }

  /** The last request. */
  get last(): ScriptedRequest {
    const request = this.requests.at(-1);
    if (!request) throw new Error('nothing was asked');
    return request;
  }

  async *generate(prompt: Prompt, options: GenerateOptions): AsyncGenerator<Delta> {
    const script = this.#scripts[Math.min(this.requests.length, this.#scripts.length - 1)] ?? [];
    this.requests.push({ prompt, options });
    const { signal } = options;
    for (const step of script) {
      if (typeof step === 'object' && 'wait' in step) await unlessAborted(step.wait, signal);
      // As a real one: what is under way arrives between two events.
      else await Promise.resolve();
      if (signal.aborted) break;
      if (typeof step === 'string') yield { kind: 'text', text: step };
      else if ('reasoning' in step) yield { kind: 'reasoning', text: step.reasoning };
      else if ('fail' in step) throw step.fail;
      else if ('end' in step) {
        yield { kind: 'end', finish: step.end, usage: step.usage ?? {} };
        return;
      }
    }
    yield { kind: 'end', finish: signal.aborted ? 'aborted' : 'stop', usage: {} };
  }
}

/** One token a character: sums are easily followed. */
export const CHARACTERS: TokenCounter = { exact: true, count: (text) => text.length };

/** A source of one model, or of none. What it says may be changed while it is in use. */
export class ScriptedSource implements ModelSource {
  readonly settled = true;
  model: LanguageModel | undefined;
  counter: TokenCounter;
  state: ModelState = 'ready';
  masker: Masker | undefined;
  /** Thrown by `open`. */
  failure: ModelError | undefined;
  /** `open` waits for it. */
  opening: Promise<unknown> = Promise.resolve();
  readonly #changed = new Emitter<void>();

  constructor(model?: LanguageModel, counter: TokenCounter = CHARACTERS) {
    this.model = model;
    this.counter = counter;
  }

  entries(): readonly ModelEntry[] {
    if (!this.model) return [];
    const { card } = this.model;
    return [{ ref: `local/${card.id}`, card, place: { kind: 'local' }, state: this.state }];
  }

  failures(): readonly FailedPlace[] {
    return [];
  }

  chosen(): ModelEntry | undefined {
    return this.entries()[0];
  }

  async open(): Promise<OpenModel | undefined> {
    await this.opening;
    if (this.failure) throw this.failure;
    const entry = this.chosen();
    if (!this.model || !entry) return undefined;
    const { model, counter, masker } = this;
    return masker ? { entry, model: maskModel(model, masker), counter, masker } : { entry, model, counter };
  }

  watch() {
    return { dispose: () => {} };
  }

  readonly onDidChange = (listener: () => void) => this.#changed.on(listener);

  changed(): void {
    this.#changed.fire();
  }
}

/** Something to wait for, and how to end the waiting. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { passed, open } = gate();
  signal.addEventListener('abort', open, { once: true });
  await Promise.race([work, passed]);
  signal.removeEventListener('abort', open);
}
