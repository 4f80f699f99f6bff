import type { Chat } from './chat.ts';
import type { ChatSummary } from './protocol.ts';

export function summarise(chat: Chat): ChatSummary {
  return {
    id: chat.id,
    title: chat.title,
    changed: chat.changed,
    turns: chat.turns.length,
    model: chat.turns.at(-1)?.answer.model?.name ?? '',
  };
}

/** Newest first; of equals, by id, so that the order is always the same. */
export function newestFirst(one: ChatSummary, other: ChatSummary): number {
  return other.changed - one.changed || (one.id < other.id ? -1 : 1);
}

/** The form in which texts are compared: case, `ё` and composed characters make no difference. */
function searchable(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('ё', 'е');
}

/** Everything in a chat that a search looks through, ready for `matches`. */
export function searchText(chat: Chat): string {
  return searchable(
    [chat.title, ...chat.turns.flatMap(({ question, answer }) => [question.text, answer.text])].join('\n'),
  );
}

/**
 * A search of the user's: every word of it must occur.
 * @returns a test for texts of `searchText`
 */
export function matcher(query: string): (text: string) => boolean {
  const words = searchable(query).split(/\s+/).filter(Boolean);
  return (text) => words.every((word) => text.includes(word));
}
