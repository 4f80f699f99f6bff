import type { ContextItem } from '../context/contextItem.ts';
import type { ContextReport } from '../context/report.ts';
import type { ModelErrorDetails, ModelErrorKind } from '../model/modelError.ts';
import type { ModelRef } from '../model/modelSource.ts';
import type { SearchNote } from './codeSearch.ts';
import type { AnswerStatus } from './protocol.ts';

export interface Question {
  readonly text: string;
  readonly items: readonly ContextItem[];
  /**
   * The user's turn exactly as the model got it, attached items included. Later requests repeat it letter for
   * letter, so that the model's prefix cache holds.
   */
  readonly sent?: string;
  /** Ids of found pieces that the user took out before it was sent. Not stored. */
  readonly unwanted?: readonly string[];
}

export interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly status: AnswerStatus;
  readonly model?: { readonly ref: ModelRef; readonly name: string };
  /** Date.now() when it was asked. */
  readonly startedAt: number;
  /** Milliseconds from asking to the end; 0 while it runs. */
  readonly elapsed: number;
  /** Milliseconds spent thinking, when it thought. */
  readonly thought?: number;
  readonly tokensPerSecond?: number;
  /** It reached the token limit. */
  readonly cut?: boolean;
  readonly error?: { readonly kind: ModelErrorKind; readonly details: ModelErrorDetails };
  readonly report?: ContextReport;
  /** How the workspace's code was searched for it. */
  readonly search?: SearchNote;
}

/** A question and its answer. */
export interface Turn {
  readonly id: string;
  readonly question: Question;
  readonly answer: Answer;
  /** It stays in every prompt as long as anything else can give way. */
  readonly pinned?: boolean;
}

/** What was said in a chat's oldest turns, in the model's words: in prompts it stands for them. */
export interface Summary {
  readonly text: string;
  /** Id of the last turn that it stands for; the first is the chat's first. */
  readonly until: string;
}

/** A conversation. Immutable: every change makes a new one. */
export interface Chat {
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  /** The user named it: it is not renamed after its first question. */
  readonly titleGiven: boolean;
  /** Date.now() */
  readonly created: number;
  readonly changed: number;
  /** Another random number with every stored change, 0 before the first: tells two windows' versions apart. */
  readonly revision: number;
  readonly turns: readonly Turn[];
  readonly summary?: Summary;
}

const TITLE_LENGTH = 60;

export function newChat(id: string, now: number): Chat {
  return { version: 1, id, title: '', titleGiven: false, created: now, changed: now, revision: 0, turns: [] };
}

/** The first words of a question, at most 60 characters, words whole where they can be. */
export function titleOf(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  if (characters.length <= TITLE_LENGTH) return line;
  const start = characters.slice(0, TITLE_LENGTH - 1).join('');
  const space = start.lastIndexOf(' ');
  return `${(space > TITLE_LENGTH / 2 ? start.slice(0, space) : start).replace(/[\s.,;:—–-]+$/, '')}…`;
}

/**
 * A chat whose turns after this one go, and this one is answered anew. A summary that stands for it, or for one of those
 * that go, goes too.
 * @param after `''`: all turns go
 */
export function truncated({ summary, ...chat }: Chat, after: string): Chat {
  const end = chat.turns.findIndex(({ id }) => id === after) + 1;
  const until = chat.turns.findIndex(({ id }) => id === summary?.until);
  return {
    ...chat,
    turns: chat.turns.slice(0, end),
    ...(summary && until < end - 1 ? { summary } : {}),
  };
}

/** A chat in which a turn is pinned, or an item of its question is. Nothing else of it changes. */
export function withPin(chat: Chat, turn: string, item: string | undefined, pinned: boolean): Chat {
  const pin = <T extends { readonly pinned?: boolean }>({ pinned: _, ...thing }: T): T =>
    ({ ...thing, ...(pinned ? { pinned } : {}) }) as T;
  const change = (one: Turn): Turn => {
    if (item === undefined) return pin(one);
    const items = one.question.items.map((part) => (part.id === item ? pin(part) : part));
    return { ...one, question: { ...one.question, items } };
  };
  return { ...chat, turns: chat.turns.map((one) => (one.id === turn ? change(one) : one)) };
}

/** True while the answer is still being made. */
export function isUnderWay(answer: Pick<Answer, 'status'>): boolean {
  return !['done', 'stopped', 'failed'].includes(answer.status);
}
