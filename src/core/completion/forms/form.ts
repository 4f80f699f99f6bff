import type { ModelCard } from '../../model/modelCard.ts';
import type { Prompt } from '../../model/prompt.ts';
import { renderSnippet } from '../snippets/snippet.ts';
import type { CompletionWindow } from '../window.ts';
import { SNIPPETS_LEAD } from './sentences.ts';

/**
 * How a model is asked to go on at the cursor. `prefill`: the assistant's turn is begun with the text before the
 * cursor. `spm`, `psm`: tokens for filling in the middle, the text after the cursor first or last, for models trained
 * on them. `chat`: a question, for servers that cannot go on with a begun turn.
 */
export type FormName = 'prefill' | 'spm' | 'psm' | 'chat';

export interface FormInput {
  readonly window: CompletionWindow;
  readonly card: ModelCard;
  /** Rest of the cursor's line that the model has to know of; empty when it can do without. */
  readonly afterCursor: string;
}

export interface FormedPrompt {
  readonly prompt: Prompt;
  /** Where the text is over. */
  readonly stop: readonly string[];
}

/** A prompt form: pure, and such that what grows while the user types stands as late as the form allows. */
export interface Form {
  readonly name: FormName;
  readonly ask: (input: FormInput) => FormedPrompt;
  /**
   * The text for the place where the prompt ends, from all that the model has said so far; nothing while that cannot be
   * told. Without it, what is said is the text.
   */
  readonly unwrap?: (said: string, lineBefore: string) => string | undefined;
}

/**
 * How much of the text before the cursor stands in the prompt. A blank right before the cursor is left to the model:
 * vocabularies of the Qwen family hold a word together with the one blank before it, and a prompt that ends in that
 * blank is a text the model has never seen.
 */
export function promptEnd(prefix: string): number {
  return /[ \t]$/.test(prefix) ? prefix.length - 1 : prefix.length;
}

/** The text before the cursor as it stands in a prompt. */
export function promptedPrefix({ prefix }: CompletionWindow): string {
  return prefix.slice(0, promptEnd(prefix));
}

/** The text after the cursor as it stands in a prompt. */
export function promptedSuffix({ window, afterCursor }: FormInput): string {
  return afterCursor === '' ? window.suffix : `${afterCursor}\n${window.suffix}`;
}

/** What other files hold, for a prompt in words: it stands before all that changes; empty when there is nothing. */
export function promptedSnippets({ snippets }: CompletionWindow): string {
  return snippets.length === 0 ? '' : `${SNIPPETS_LEAD}\n${snippets.map(renderSnippet).join('\n')}\n`;
}
