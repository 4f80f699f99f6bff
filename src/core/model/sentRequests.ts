import type { GenerateOptions, LanguageModel, Purpose } from './languageModel.ts';
import type { ModelPlace, ModelProvider } from './modelSource.ts';
import type { Prompt } from './prompt.ts';

/** A request as it went to a model. */
export interface SentRequest {
  /** Date.now() */
  readonly at: number;
  readonly model: string;
  readonly place: ModelPlace;
  readonly purpose: Purpose;
  readonly prompt: Prompt;
  /** Tokens wanted for the answer. */
  readonly maxTokens: number;
}

/** Requests that are remembered. Completions are asked for all the time: they take no place from the others. */
const MOST = 20;

/** The last requests, in memory only: nothing of them is stored or logged. */
export class SentRequests {
  #completions: readonly SentRequest[] = [];
  #others: readonly SentRequest[] = [];

  record(request: SentRequest): void {
    const withIt = (list: readonly SentRequest[]): readonly SentRequest[] => [...list, request].slice(-MOST);
    if (request.purpose === 'completion') this.#completions = withIt(this.#completions);
    else this.#others = withIt(this.#others);
  }

  /** The newest first. */
  list(): readonly SentRequest[] {
    return [...this.#completions, ...this.#others].sort((one, other) => other.at - one.at);
  }
}

/** `provider`, of whose models every request is remembered exactly as they get it. */
export function recordProvider(
  provider: ModelProvider,
  requests: SentRequests,
  now: () => number,
): ModelProvider {
  const recorded = new WeakMap<LanguageModel, LanguageModel>();
  const recording = (model: LanguageModel): LanguageModel => ({
    card: model.card,
    generate: (prompt: Prompt, options: GenerateOptions) => {
      const { purpose, maxTokens } = options;
      const { name } = model.card;
      requests.record({ at: now(), model: name, place: provider.place, purpose, prompt, maxTokens });
      return model.generate(prompt, options);
    },
  });
  const { load, unload, onDidChangeState } = provider;
  return {
    name: provider.name,
    place: provider.place,
    list: (signal) => provider.list(signal),
    dispose: () => provider.dispose(),
    ...(load ? { load: load.bind(provider) } : {}),
    ...(unload ? { unload: unload.bind(provider) } : {}),
    ...(onDidChangeState ? { onDidChangeState } : {}),
    open: async (card) => {
      const opened = await provider.open(card);
      const model = recorded.get(opened.model) ?? recording(opened.model);
      recorded.set(opened.model, model);
      return { ...opened, model };
    },
  };
}
