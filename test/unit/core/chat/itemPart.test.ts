import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countItems, itemPart } from '../../../../src/core/chat/itemPart.ts';
import type { TokenCounter } from '../../../../src/core/context/tokenCounter.ts';
import { CHARACTERS } from '../../../support/scriptedModel.ts';
import { never } from './chatRoom.ts';
import { item } from './chats.ts';

function counting() {
  let calls = 0;
  const counter: TokenCounter = {
    exact: true,
    count: (text) => {
      calls += text.length > 100 ? 1 : 0;
      return CHARACTERS.count(text);
    },
  };
  return { counter, calls: () => calls };
}
const setting = (counter: TokenCounter, ...asked: string[]) => ({
  counter,
  asked: new Set(asked),
  room: 8000,
});

test('items are counted in turns with everybody else, and once', async () => {
  const { counter, calls } = counting();
  const items = Array.from({ length: 8 }, (_, at) => item(`i${at}`, 'x'.repeat(15_000)));
  let pauses = 0;
  const pause = async (): Promise<void> => void pauses++;
  await countItems(items, 8000, counter, pause, never);
  assert.equal(pauses, 4);
  assert.equal(calls(), 8);
  for (const one of items) itemPart(one, '[1] ', 0, setting(counter));
  assert.equal(calls(), 8);
});

test('counting ends when nobody waits for it any more', async () => {
  const { counter, calls } = counting();
  const abort = new AbortController();
  const items = Array.from({ length: 8 }, (_, at) => item(`i${at}`, 'x'.repeat(30_000)));
  await countItems(items, 8000, counter, async () => abort.abort(), abort.signal);
  assert.equal(calls(), 1);
});

test('in nearly the same room an item is shortened once, and for other names anew', () => {
  const { counter, calls } = counting();
  const code = `function one() {\n${'  step();\n'.repeat(90)}}\nfunction two() {\n${'  step();\n'.repeat(90)}}\n`;
  const one = item('a', code);
  const cut = (tokens: number, ...asked: string[]) => {
    const { shorten } = itemPart(one, '', 0, setting(counter, ...asked));
    const made = shorten?.('', { tokens, measure: (text) => counter.count(text) });
    return typeof made === 'object' ? made.text : made;
  };
  const first = cut(1100);
  const before = calls();
  assert.equal(cut(1095), first);
  assert.equal(cut(1100, 'nothing', 'known'), first);
  assert.equal(calls(), before);
  assert.notEqual(cut(1100, 'two'), first);
  assert.ok((cut(1100)?.length ?? 0) <= 1100);
});
