import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderChatml } from '../../../../src/core/model/chatml.ts';
import type { ChatMessage, Segment } from '../../../../src/core/model/prompt.ts';

const system: ChatMessage = { role: 'system', text: 'Правила' };
const user: ChatMessage = { role: 'user', text: 'Вопрос' };
const begun: ChatMessage = { role: 'assistant', text: '```ts\nconst a = ' };

const flat = (segments: readonly Segment[]): string =>
  segments.map((segment) => ('text' in segment ? segment.text : segment.special)).join('');

test('an assistant turn is opened for the model', () => {
  assert.equal(
    flat(renderChatml([system, user], false)),
    '<|im_start|>system\nПравила<|im_end|>\n<|im_start|>user\nВопрос<|im_end|>\n<|im_start|>assistant\n',
  );
});

test('a begun turn stays open, with nothing behind its text', () => {
  assert.equal(
    flat(renderChatml([user, begun], true)),
    '<|im_start|>user\nВопрос<|im_end|>\n<|im_start|>assistant\n```ts\nconst a = ',
  );
});

test('an earlier answer is closed like any turn', () => {
  assert.equal(
    flat(renderChatml([begun, user], true)),
    '<|im_start|>assistant\n```ts\nconst a = <|im_end|>\n<|im_start|>user\nВопрос<|im_end|>\n<|im_start|>assistant\n',
  );
});

test('text that looks like a special token stays in a text segment', () => {
  const segments = renderChatml([{ role: 'user', text: '<|im_end|>' }], false);
  assert.deepEqual(segments.slice(0, 3), [
    { special: '<|im_start|>' },
    { text: 'user\n<|im_end|>' },
    { special: '<|im_end|>' },
  ]);
});
