import type { ContextItem } from '../context/contextItem.ts';
import type { Rule } from '../context/rule.ts';
import type { ModelSource } from '../model/modelSource.ts';
import type { Answer, Turn } from './chat.ts';
import type { CodeFinder } from './codeFinder.ts';
import type { AnswerStatus } from './protocol.ts';

export interface ChatOptions {
  /** `tolmach.context.window`: the model's own window holds too. */
  readonly window: number;
  /** Tokens kept free for the answer. */
  readonly answerTokens: number;
  readonly reasoning: boolean;
}

/** What becomes of the secrets that a question holds, where its model is elsewhere. */
export interface Secrets {
  /** The user has seen that there are some, and sends them, this once. */
  readonly asIs?: boolean;
}

export interface ChatPorts {
  readonly models: ModelSource;
  readonly options: () => ChatOptions;
  /** Date.now() */
  readonly now: () => number;
  readonly newId: () => string;
  /** Lets others have the thread for a moment, in what takes long. */
  readonly pause?: () => Promise<void>;
  /**
   * The project's rules for a question with these items, in a stable order; the same array as long as nothing changed.
   * Never rejects: rules that cannot be read are none.
   */
  readonly rules?: (items: readonly ContextItem[]) => Promise<readonly Rule[]>;
  /** Finds pieces of the workspace's code for a question. */
  readonly code?: CodeFinder;
}

export type SessionEvent =
  /** A turn was added, or replaced: when it starts and when it ends. */
  | { readonly type: 'turn'; readonly turn: Turn }
  /** All turns after this one went, before it is answered again; `''` = all. */
  | { readonly type: 'truncate'; readonly after: string }
  /**
   * Nothing came of asking again, for this reason unless it was stopped: all turns are again as they were, and have
   * been told. `text`: the question in other words, which would be lost.
   */
  | { readonly type: 'restored'; readonly error?: NonNullable<Answer['error']>; readonly text?: string }
  /** More of the last turn's answer. */
  | {
      readonly type: 'delta';
      readonly turn: string;
      readonly text?: string;
      readonly reasoning?: string;
      readonly status?: AnswerStatus;
    };
