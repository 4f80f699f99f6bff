import { type Answer, type Chat, newChat, type Turn } from '../../../../src/core/chat/chat.ts';
import type { ContextItem } from '../../../../src/core/context/contextItem.ts';

export function answer(text: string, more: Partial<Answer> = {}): Answer {
  return { text, reasoning: '', status: 'done', startedAt: 1000, elapsed: 500, ...more };
}

export function turn(id: string, question: string, answered: string, more: Partial<Turn> = {}): Turn {
  return { id, question: { text: question, items: [] }, answer: answer(answered), ...more };
}

export function item(id: string, text: string, more: Partial<ContextItem> = {}): ContextItem {
  const place = { uri: `file:///p/src/${id}.ts`, path: `src/${id}.ts` };
  return { id, kind: 'file', place, language: 'typescript', text, ...more };
}

export function chat(more: Partial<Chat> = {}): Chat {
  return { ...newChat('chat', 1000), ...more };
}

/** Lines that each differ. */
export function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `const value${index} = ${index};`).join('\n');
}
