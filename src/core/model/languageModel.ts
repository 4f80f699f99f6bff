import type { ModelCard, Sampling } from './modelCard.ts';
import type { Prompt } from './prompt.ts';

/** What a request is for. Adapters use it for scheduling and for headers, never for content. */
export type Purpose = 'chat' | 'edit' | 'completion' | 'names' | 'check';

export interface GenerateOptions {
  /** Most tokens to generate, reasoning included. */
  readonly maxTokens: number;
  /** Generation ends before the first of these; the stop text itself is never delivered. */
  readonly stop?: readonly string[];
  /** Overrides the card's sampling field by field. */
  readonly sampling?: Partial<Sampling>;
  /** Let a reasoning model think. Off unless asked for. */
  readonly reasoning?: boolean;
  readonly signal: AbortSignal;
  readonly purpose: Purpose;
  /** The user has seen which secrets the prompt holds, and sends them: no mark stands for them. */
  readonly asIs?: boolean;
}

/** Why generation ended: the model's own end or a stop text, the token limit, or the caller's abort. */
export type Finish = 'stop' | 'length' | 'aborted';

/** Counts are the engine's own where it reports them, else absent: never an estimate. */
export interface Usage {
  readonly promptTokens?: number;
  /** Part of `promptTokens` that was served from the prefix cache. */
  readonly cachedTokens?: number;
  readonly generatedTokens?: number;
}

export type Delta =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'end'; readonly finish: Finish; readonly usage: Usage };

/**
 * A model that answers.
 *
 * `generate` promises: text arrives in order and never splits a character; exactly one `end` comes, last, unless
 * an error is thrown; an abort is no error, it ends with `finish: 'aborted'` and has reached the server or the
 * engine by then; a failure is thrown as `ModelError`, after whatever had arrived was delivered. Leaving the loop
 * early (`break`) aborts too. Reasoning never appears as `text`.
 */
export interface LanguageModel {
  readonly card: ModelCard;
  generate(prompt: Prompt, options: GenerateOptions): AsyncIterable<Delta>;
}
