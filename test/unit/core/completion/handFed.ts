/** A model that says what the test hands it, when it does; a clock that stands until it is moved. */
import type { Clock } from '../../../../src/core/completion/clock.ts';
import type {
  Delta,
  Finish,
  GenerateOptions,
  LanguageModel,
} from '../../../../src/core/model/languageModel.ts';
import type { ModelCard } from '../../../../src/core/model/modelCard.ts';
import type { OpenModel } from '../../../../src/core/model/modelSource.ts';
import type { Prompt } from '../../../../src/core/model/prompt.ts';

export const CARD: ModelCard = {
  id: 't-lite',
  name: 'T-Lite',
  window: 8192,
  windowKnown: true,
  template: 'chatml',
  tokenizer: 'qwen2.5',
  sampling: { temperature: 0.7, topP: 0.8, topK: 0, repetitionPenalty: 1, presencePenalty: 0 },
  reasoning: false,
  fillInMiddle: false,
  rawCompletions: true,
};

/** One request, as its server sees it. */
export class Request {
  readonly prompt: Prompt;
  readonly options: GenerateOptions;
  readonly #queue: (Delta | { readonly error: unknown })[] = [];
  #wake: () => void = () => {};

  constructor(prompt: Prompt, options: GenerateOptions) {
    this.prompt = prompt;
    this.options = options;
    options.signal.addEventListener('abort', () => this.#wake());
  }

  get aborted(): boolean {
    return this.options.signal.aborted;
  }

  async say(text: string): Promise<void> {
    this.#queue.push({ kind: 'text', text });
    await this.#heard();
  }

  async end(finish: Finish = 'stop'): Promise<void> {
    this.#queue.push({ kind: 'end', finish, usage: {} });
    await this.#heard();
  }

  async fail(error: unknown): Promise<void> {
    this.#queue.push({ error });
    await this.#heard();
  }

  async *deltas(): AsyncIterable<Delta> {
    for (;;) {
      if (this.aborted) {
        yield { kind: 'end', finish: 'aborted', usage: {} };
        return;
      }
      const next = this.#queue.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      } else if ('error' in next) {
        throw next.error;
      } else {
        yield next;
        if (next.kind === 'end') return;
      }
    }
  }

  async #heard(): Promise<void> {
    this.#wake();
    await settled();
  }
}

export class HandFedModel implements LanguageModel {
  readonly card: ModelCard;
  readonly requests: Request[] = [];

  constructor(card: ModelCard = CARD) {
    this.card = card;
  }

  generate(prompt: Prompt, options: GenerateOptions): AsyncIterable<Delta> {
    const request = new Request(prompt, options);
    this.requests.push(request);
    return request.deltas();
  }

  /** The only request that is not aborted. */
  get last(): Request {
    const request = this.requests.at(-1);
    if (!request) throw new Error('nothing was asked');
    return request;
  }

  open(): OpenModel {
    return {
      entry: { ref: `server/${this.card.id}`, card: this.card, place: { kind: 'local' }, state: 'ready' },
      model: this,
      counter: { count: (text) => text.length, exact: false },
    };
  }
}

/** Time passes only by `pass`. */
export class HandClock implements Clock {
  #now = 0;
  readonly #waiting = new Set<{ readonly until: number; readonly resolve: () => void }>();

  now(): number {
    return this.#now;
  }

  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = { until: this.#now + milliseconds, resolve };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', () => {
        this.#waiting.delete(waiting);
        resolve();
      });
    });
  }

  async pass(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    for (const waiting of this.#waiting) {
      if (waiting.until > this.#now) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
    await settled();
  }
}

/** Everything that promises alone can do has been done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
