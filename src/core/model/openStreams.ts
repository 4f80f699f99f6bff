import type { Delta, LanguageModel } from './languageModel.ts';
import { ModelError } from './modelError.ts';

/** The answers under way of one place: it may go only when the last of them has ended. */
export class OpenStreams {
  readonly #removed = new AbortController();
  #running = 0;
  #idle: (() => void) | undefined;

  /** `model`, with each of its requests counted. */
  watch(model: LanguageModel): LanguageModel {
    const begin = (...request: Parameters<LanguageModel['generate']>) => this.#generate(model, ...request);
    return { card: model.card, generate: begin };
  }

  /** Calls `idle` when nothing runs any more: at once, or when the last answer ends. */
  whenIdle(idle: () => void): void {
    this.#idle = idle;
    if (this.#running === 0) idle();
  }

  /** The place is no longer the user's: what runs ends with `notFound`, and nothing more begins. */
  endAll(): void {
    this.#removed.abort();
  }

  async *#generate(
    model: LanguageModel,
    ...[prompt, options]: Parameters<LanguageModel['generate']>
  ): AsyncGenerator<Delta> {
    const removed = this.#removed.signal;
    const signal = AbortSignal.any([options.signal, removed]);
    this.#running++;
    try {
      if (removed.aborted) throw gone(model);
      for await (const delta of model.generate(prompt, { ...options, signal })) {
        // To the model an abort is no failure; to the reader, who did not ask for it, it is one.
        if (delta.kind === 'end' && removed.aborted && !options.signal.aborted) throw gone(model);
        yield delta;
      }
    } finally {
      this.#running--;
      if (this.#running === 0) this.#idle?.();
    }
  }
}

const gone = (model: LanguageModel): ModelError => new ModelError('notFound', { model: model.card.id });
