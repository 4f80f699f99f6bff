import { renderChatml } from '../../core/model/chatml.ts';
import type { Delta, GenerateOptions, LanguageModel } from '../../core/model/languageModel.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ChatPrompt, Prompt, Segment } from '../../core/model/prompt.ts';
import { type OutputStart, ReasoningSplitter } from '../../core/model/reasoning.ts';
import type { LocalEngine } from './localEngine.ts';
import type { GenerateRequest } from './protocol.ts';
import type { WantedModel } from './runningModel.ts';

/** A GGUF file as a language model. The first request loads it. */
export class LocalModel implements LanguageModel {
  readonly card: ModelCard;
  readonly #engine: LocalEngine;
  readonly #wanted: () => Promise<WantedModel>;
  /** The file's own template opens the reasoning, as an output that only closed one has shown. */
  #opensReasoning = false;

  /** @param wanted the model by the settings of the moment; throws `ModelError` when the file is not usable */
  constructor(card: ModelCard, engine: LocalEngine, wanted: () => Promise<WantedModel>) {
    this.card = card;
    this.#engine = engine;
    this.#wanted = wanted;
  }

  async *generate(prompt: Prompt, options: GenerateOptions): AsyncGenerator<Delta, void, void> {
    const splitter = new ReasoningSplitter(this.#outputStart(prompt, options));
    try {
      const wanted = await this.#wanted();
      const request: GenerateRequest = {
        // The chat's own lane holds the conversation: a word on the side would cost it.
        lane: options.purpose === 'completion' || options.purpose === 'names' ? 'completion' : 'chat',
        prompt: this.#rendered(prompt, options.reasoning ?? false),
        maxTokens: options.maxTokens,
        stop: options.stop ?? [],
        sampling: { ...this.card.sampling, ...options.sampling },
        ...(options.purpose === 'edit' ? { copies: true } : {}),
      };
      for await (const delta of this.#engine.generate(wanted, request, options.signal)) {
        if (delta.kind === 'text') {
          yield* splitter.push(delta.text);
        } else {
          yield* splitter.end(delta.finish === 'stop');
          this.#opensReasoning ||= splitter.sawOrphan;
          yield delta;
        }
      }
    } catch (error) {
      yield* splitter.end(false);
      throw ModelError.from(error);
    }
  }

  #outputStart(prompt: Prompt, { purpose }: GenerateOptions): OutputStart {
    if (prompt.kind === 'raw') return 'verbatim';
    if (this.card.template === 'chatml') return 'answer';
    if (this.#opensReasoning) return 'reasoning';
    return purpose === 'edit' ? 'unsure' : 'answer';
  }

  #rendered(prompt: Prompt, reasoning: boolean): Prompt {
    if (prompt.kind === 'raw' || this.card.template !== 'chatml') return prompt;
    const segments = renderChatml(prompt.messages, prompt.continueLast ?? false);
    const silent = this.card.reasoning && !reasoning && !continues(prompt);
    return { kind: 'raw', segments: silent ? [...segments, ...NO_THOUGHTS] : segments };
  }
}

/** An empty think block at the beginning of the answer: how Qwen3's template has a model answer without thinking. */
const NO_THOUGHTS: readonly Segment[] = [
  { special: '<think>' },
  { text: '\n\n' },
  { special: '</think>' },
  { text: '\n\n' },
];

function continues({ messages, continueLast }: ChatPrompt): boolean {
  return continueLast === true && messages.at(-1)?.role === 'assistant';
}
