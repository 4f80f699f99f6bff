import { describePlace, fenced } from '../context/render.ts';
import { CHATML_TURN_END, renderChatml } from '../model/chatml.ts';
import type { ModelCard } from '../model/modelCard.ts';
import type { ChatMessage, Prompt } from '../model/prompt.ts';
import type { CompletionWindow } from './window.ts';

const SYSTEM =
  'Ты дописываешь код в редакторе. Продолжай файл ровно с того места, где он обрывается, в том же стиле. ' +
  'Пиши только код, без пояснений. Не повторяй то, что уже стоит после курсора.';

const SUFFIX_LEAD = 'Ниже по файлу уже стоит:';
const REQUEST = 'Напиши файл до этого места.';
const REQUEST_AT_END = 'Допиши файл до конца.';

/** Sentences of the prompt; a completion that holds one is not code. */
export const PROMPT_SENTENCES: readonly string[] = [
  ...SYSTEM.split('. '),
  SUFFIX_LEAD,
  REQUEST,
  REQUEST_AT_END,
];

/** Where a continuation in a fence is over. */
export const PREFILL_STOPS: readonly string[] = ['```', '\n\n', CHATML_TURN_END];

/**
 * How much of the text before the cursor stands in the prompt. A blank right before the cursor is left to the model:
 * vocabularies of the Qwen family hold a word together with the one blank before it, and a prompt that ends in that
 * blank is a text the model has never seen.
 */
export function promptEnd(prefix: string): number {
  return /[ \t]$/.test(prefix) ? prefix.length - 1 : prefix.length;
}

/**
 * The `prefill` form: a user's turn with the text below the cursor, then the assistant's turn begun with a fence and
 * the text before the cursor. What grows while the user types stands last, so the rest stays in the prefix cache.
 * What is generated begins at `promptEnd`.
 * @param afterCursor rest of the cursor's line that the model has to know of; empty when it can do without
 */
export function prefillPrompt(window: CompletionWindow, card: ModelCard, afterCursor: string): Prompt {
  const suffix = afterCursor === '' ? window.suffix : `${afterCursor}\n${window.suffix}`;
  const place = describePlace({ uri: window.anchor.uri, path: window.path });
  const messages: ChatMessage[] = [
    { role: 'system', text: card.systemPrompt ? `${card.systemPrompt}\n${SYSTEM}` : SYSTEM },
    {
      role: 'user',
      text: suffix
        ? `Это ${place}. ${SUFFIX_LEAD}\n${fenced(suffix, window.language)}\n\n${REQUEST}`
        : `Это ${place}. ${REQUEST_AT_END}`,
    },
    {
      role: 'assistant',
      text: `\`\`\`${window.language}\n${window.prefix.slice(0, promptEnd(window.prefix))}`,
    },
  ];
  return card.rawCompletions && card.template === 'chatml'
    ? { kind: 'raw', segments: renderChatml(messages, true) }
    : { kind: 'chat', messages, continueLast: true };
}
