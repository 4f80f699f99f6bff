import { CHATML_TURN_END, renderChatml } from '../../core/model/chatml.ts';
import type { GenerateOptions } from '../../core/model/languageModel.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ChatMessage, ChatPrompt, Prompt, Segment } from '../../core/model/prompt.ts';
import { inertText } from '../../core/model/prompt.ts';
import type { Dialect } from './dialects.ts';

type Body = Readonly<Record<string, unknown>>;

/** A request to generate, as it will be sent. */
export interface GenerationRequest {
  readonly kind: 'chat' | 'raw';
  readonly body: Body;
}

type Asked = Pick<GenerateOptions, 'maxTokens' | 'stop' | 'sampling' | 'reasoning'>;

/**
 * What is sent for a prompt.
 *
 * A begun assistant's turn is gone on with by rendering ChatML ourselves wherever that is possible: templates of the
 * Qwen3 family put an empty reasoning before a last turn and drop its leading line breaks.
 * @throws ModelError `badRequest` when the server cannot go on with a begun turn
 */
export function generationRequest(
  dialect: Dialect,
  card: ModelCard,
  prompt: Prompt,
  asked: Asked,
): GenerationRequest {
  if (prompt.kind === 'raw') return raw(dialect, card, prompt.segments, asked);
  if (isRenderedHere(prompt, card) && card.rawCompletions) {
    const stop = [...(asked.stop ?? []), CHATML_TURN_END];
    return raw(dialect, card, renderChatml(prompt.messages, true), { ...asked, stop });
  }
  if (isContinued(prompt) && dialect.continueLast === 'never') {
    throw new ModelError('badRequest', { model: card.id, detail: 'continueLast' });
  }
  return { kind: 'chat', body: chat(dialect, card, prompt, asked) };
}

/** A begun turn whose template is known here, so that raw completions can go on with it. */
export function isRenderedHere(prompt: Prompt, card: ModelCard): prompt is ChatPrompt {
  return prompt.kind === 'chat' && isContinued(prompt) && card.template === 'chatml';
}

/** The prompt's last turn is the assistant's, and the model is to go on with it. */
export function isContinued(prompt: ChatPrompt): boolean {
  return prompt.continueLast === true && prompt.messages.at(-1)?.role === 'assistant';
}

function chat(dialect: Dialect, card: ModelCard, prompt: ChatPrompt, asked: Asked): Body {
  const continued = isContinued(prompt);
  const think = !continued && (asked.reasoning ?? false);
  const messages = inert(prompt.messages, !think && needsWord(dialect, card) ? NO_THINK : '');
  if (dialect.name === 'ollama') {
    return {
      model: card.id,
      messages,
      ...(card.reasoning ? { think } : {}),
      ...ollama(dialect, card, asked),
    };
  }
  return {
    model: card.id,
    messages,
    ...streamed(dialect, card, asked),
    ...(dialect.templateArguments && card.reasoning
      ? { chat_template_kwargs: { enable_thinking: think } }
      : {}),
    ...(continued && dialect.continueLast === 'flags'
      ? { continue_final_message: true, add_generation_prompt: false }
      : {}),
  };
}

/** How Qwen3 and its descendants are told not to think where no argument of the template can say so. */
const NO_THINK = '\n/no_think';

function needsWord(dialect: Dialect, { reasoning, template }: ModelCard): boolean {
  return reasoning && template === 'chatml' && dialect.name !== 'ollama' && !dialect.templateArguments;
}

/** @param word put behind the user's last turn */
function inert(messages: readonly ChatMessage[], word: string) {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  return messages.map(({ role, text }, index) => ({
    role,
    content: inertText(text) + (index === last ? word : ''),
  }));
}

function raw(
  dialect: Dialect,
  card: ModelCard,
  segments: readonly Segment[],
  asked: Asked,
): GenerationRequest {
  const prompt = segments.map((part) => ('text' in part ? inertText(part.text) : part.special)).join('');
  const own =
    dialect.name === 'ollama'
      ? { raw: true, ...ollama(dialect, card, asked) }
      : streamed(dialect, card, asked);
  return { kind: 'raw', body: { model: card.id, prompt, ...own } };
}

function streamed(dialect: Dialect, card: ModelCard, { maxTokens, stop = [], sampling }: Asked): Body {
  return {
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: maxTokens,
    ...dialect.sampling({ ...card.sampling, ...sampling }),
    ...(stop.length > 0 ? { stop: stop.slice(0, dialect.mostStops) } : {}),
  };
}

/**
 * Ollama is spoken to in its own way: its OpenAI API can set no window, and drops the oldest messages in silence when
 * they do not fit. `truncate: false` makes that an error, and `shift: false` ends an answer at the window's end.
 */
function ollama(dialect: Dialect, card: ModelCard, { maxTokens, stop = [], sampling }: Asked): Body {
  return {
    stream: true,
    truncate: false,
    shift: false,
    options: {
      num_ctx: card.window,
      num_predict: maxTokens,
      ...dialect.sampling({ ...card.sampling, ...sampling }),
      ...(stop.length > 0 ? { stop } : {}),
    },
  };
}
