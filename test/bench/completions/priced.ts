import type { Delta, GenerateOptions, LanguageModel, Usage } from '../../../src/core/model/languageModel.ts';
import type { Prompt } from '../../../src/core/model/prompt.ts';
import { SlotCache } from './prefixCache.ts';
import { tokensOf } from './tokens.ts';

/** What one request cost: by the engine's own counts, and by the rules that the simulated server goes by. */
export interface Price {
  readonly maxTokens: number;
  readonly promptTokens: number;
  readonly evaluated: number;
  readonly simulatedPromptTokens: number;
  readonly simulatedEvaluated: number;
}

/**
 * A model, and what each of its requests cost. A request that is given up is heard to its end all the same, for its
 * counts; of a prompt that was not read to its end they tell the whole: what is summed is never too little.
 */
export class PricedModel implements LanguageModel {
  readonly prices: Price[] = [];
  readonly #model: LanguageModel;
  readonly #cache = new SlotCache();
  readonly #underWay = new Set<Promise<void>>();

  constructor(model: LanguageModel) {
    this.#model = model;
  }

  get card(): LanguageModel['card'] {
    return this.#model.card;
  }

  /** Resolves when no request is under way. */
  async quiet(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async *generate(prompt: Prompt, options: GenerateOptions): AsyncGenerator<Delta> {
    let done = (): void => {};
    const over = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.#underWay.add(over);
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    options.signal.addEventListener('abort', abort);
    const answer = this.#model.generate(prompt, { ...options, signal: controller.signal });
    const deltas = answer[Symbol.asyncIterator]();
    let text = '';
    let usage: Usage | undefined;
    const hear = async (): Promise<Delta | undefined> => {
      const { value, done } = await deltas.next();
      if (done) return undefined;
      if (value.kind === 'text') text += value.text;
      if (value.kind === 'end') usage = value.usage;
      return value;
    };
    try {
      for (let delta = await hear(); delta; delta = await hear()) yield delta;
    } finally {
      controller.abort();
      while (await hear()) {}
      options.signal.removeEventListener('abort', abort);
      if (usage?.promptTokens !== undefined) this.#note(prompt, options, text, usage);
      this.#underWay.delete(over);
      done();
    }
  }

  #note(prompt: Prompt, { maxTokens }: GenerateOptions, text: string, usage: Usage): void {
    const { promptTokens = 0, cachedTokens = 0 } = usage;
    const tokens = tokensOf(textOf(prompt));
    const { cached, keep } = this.#cache.match(tokens);
    keep(tokens.length, tokensOf(text));
    this.prices.push({
      maxTokens,
      promptTokens,
      evaluated: promptTokens - cachedTokens,
      simulatedPromptTokens: tokens.length,
      simulatedEvaluated: tokens.length - cached,
    });
  }
}

function textOf(prompt: Prompt): string {
  if (prompt.kind === 'chat') return prompt.messages.map(({ text }) => text).join('\n');
  return prompt.segments.map((segment) => ('text' in segment ? segment.text : segment.special)).join('');
}
