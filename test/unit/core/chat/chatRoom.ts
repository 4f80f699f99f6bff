/** A chat session with a scripted model, and what tests do with it. */
import assert from 'node:assert/strict';
import type { Chat, Turn } from '../../../../src/core/chat/chat.ts';
import type { ChatOptions, ChatPorts, SessionEvent } from '../../../../src/core/chat/chatPorts.ts';
import { ChatSession } from '../../../../src/core/chat/chatSession.ts';
import type { CodeFinder } from '../../../../src/core/chat/codeFinder.ts';
import type { ModelCard } from '../../../../src/core/model/modelCard.ts';
import { type Script, ScriptedModel, ScriptedSource } from '../../../support/scriptedModel.ts';
import { chat, turn } from './chats.ts';

export interface Room {
  readonly session: ChatSession;
  readonly model: ScriptedModel;
  readonly source: ScriptedSource;
  /** Milliseconds that the next event is later than the one before. */
  pass(milliseconds: number): void;
}

export function open(
  scripts: readonly Script[],
  more: {
    readonly chat?: Chat;
    readonly options?: Partial<ChatOptions>;
    readonly card?: Partial<ModelCard>;
    readonly code?: CodeFinder;
    readonly rules?: ChatPorts['rules'];
  } = {},
): Room {
  const model = new ScriptedModel(scripts, more.card);
  const source = new ScriptedSource(model);
  let now = 5000;
  let ids = 0;
  const options: ChatOptions = { window: 8192, answerTokens: 2048, reasoning: false, ...more.options };
  const session = new ChatSession(more.chat ?? chat(), {
    models: source,
    options: () => options,
    now: () => now,
    newId: () => `turn${++ids}`,
    ...(more.code && { code: more.code }),
    ...(more.rules && { rules: more.rules }),
  });
  return {
    session,
    model,
    source,
    pass: (milliseconds) => {
      now += milliseconds;
    },
  };
}

export const never = new AbortController().signal;
export const question = (text: string) => ({ text, items: [] });

export async function all(events: AsyncIterable<SessionEvent>): Promise<SessionEvent[]> {
  const list: SessionEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

export function last({ session }: Room): Turn {
  const found = session.chat.turns.at(-1);
  assert.ok(found);
  return found;
}

/** What a listener that only follows the events knows of the last answer. */
export function followed(events: readonly SessionEvent[]): {
  text: string;
  reasoning: string;
  status: string;
} {
  let known = { text: '', reasoning: '', status: '' };
  for (const event of events) {
    if (event.type === 'turn') known = { ...event.turn.answer };
    if (event.type !== 'delta') continue;
    known.text += event.text ?? '';
    known.reasoning += event.reasoning ?? '';
    known.status = event.status ?? known.status;
  }
  return known;
}

/** A chat of three turns. */
export const talked = (): Chat =>
  chat({
    title: 'Чат',
    turns: [turn('a', 'Первый?', 'Раз.'), turn('b', 'Второй?', 'Два.'), turn('c', 'Третий?', 'Три.')],
  });
