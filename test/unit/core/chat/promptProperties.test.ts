import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildChatPrompt } from '../../../../src/core/chat/chatPrompt.ts';
import type { TokenCounter } from '../../../../src/core/context/tokenCounter.ts';
import { randomConversations, troubleOf } from './randomConversation.ts';

/** Cheap ones; the real tokenizer has its own share of the rounds elsewhere. */
const COUNTERS: readonly TokenCounter[] = [
  { exact: true, count: (text) => Math.ceil(text.length / 4) },
  { exact: false, count: (text) => Math.ceil(text.length / 2.5) },
  // Joined text has another number of tokens than its pieces.
  { exact: true, count: (text) => Math.ceil(text.length / 4 + Math.sqrt(text.length) / 8) },
];

test('in ten thousand conversations no prompt exceeds its window, and the question is always there', () => {
  let round = 0;
  for (const input of randomConversations(4, 10_000, COUNTERS)) {
    const trouble = troubleOf(input, buildChatPrompt(input));
    assert.equal(trouble, undefined, `round ${round}: ${trouble}`);
    round++;
  }
});

test('the same conversation gives the same prompt', () => {
  for (const input of randomConversations(5, 500, COUNTERS)) {
    const built = buildChatPrompt(input);
    // Nothing that was remembered of the first time makes a difference.
    const again = buildChatPrompt(structuredCloned(input));
    assert.deepEqual(again, built);
  }
});

function structuredCloned<T extends { readonly counter: TokenCounter }>({ counter, ...others }: T): T {
  return { ...structuredClone(others), counter: { ...counter } } as unknown as T;
}
