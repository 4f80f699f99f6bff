/** A registry with a clock that is moved by hand, and servers whose answers are set. */
import { cardFor } from '../../../../src/core/model/catalogue.ts';
import type { LanguageModel } from '../../../../src/core/model/languageModel.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { ModelRegistry } from '../../../../src/core/model/modelRegistry.ts';
import type { ModelProvider } from '../../../../src/core/model/modelSource.ts';
import { CHARACTERS, ScriptedModel } from '../../../support/scriptedModel.ts';

export const PRO = cardFor('T-pro-it-2.1', { rawCompletions: true });

export const refused = (host: string) => new ModelError('unauthorized', { host });
export const down = (host: string) => new ModelError('unreachable', { host, reason: 'refused' });

export class FakeServer implements ModelProvider {
  readonly name: string;
  readonly place: ModelProvider['place'];
  /** Thrown by a `list` that begins now. */
  failure: ModelError | undefined;
  cards = [PRO];
  model: LanguageModel = new ScriptedModel([['да']], PRO);
  asked = 0;
  disposed = false;
  /** `list` waits for it. */
  listing: Promise<unknown> = Promise.resolve();

  constructor(name: string, failure?: ModelError) {
    this.name = name;
    this.place = { kind: 'server', name, host: `${name}.corp`, loopback: false };
    this.failure = failure;
  }

  async list() {
    this.asked++;
    const { failure, cards } = this;
    await this.listing;
    if (failure) throw failure;
    return cards;
  }

  async open() {
    return { model: this.model, counter: CHARACTERS };
  }

  dispose(): void {
    this.disposed = true;
  }
}

/** Timers that run when the time is moved. */
class Clock {
  time = 0;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  readonly now = (): number => this.time;

  readonly later = (milliseconds: number, run: () => void) => {
    const timer = { at: this.time + milliseconds, run };
    this.#timers.add(timer);
    return { dispose: () => void this.#timers.delete(timer) };
  };

  /** Moves on, one timer after another, each with all that follows at once. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (!next) break;
      this.#timers.delete(next);
      this.time = next.at;
      next.run();
      await new Promise(setImmediate);
    }
    this.time = end;
  }
}

export function registryOf(...providers: ModelProvider[]) {
  const clock = new Clock();
  const choice = { chat: '', completion: '' };
  const { now, later } = clock;
  const registry = new ModelRegistry({ providers, choice: () => choice, now, later });
  return { registry, clock, choice };
}
