import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matcher, newestFirst, searchText, summarise } from '../../../../src/core/chat/chatLibrary.ts';
import { answer, chat, item, turn } from './chats.ts';

test('a summary is what the list shows', () => {
  const model = { ref: 'r', name: 'T-Pro' };
  const shown = chat({
    title: 'Чат',
    changed: 9,
    turns: [turn('1', 'q', 'a'), turn('2', 'q', '', { answer: answer('a', { model }) })],
  });
  assert.deepEqual(summarise(shown), { id: 'chat', title: 'Чат', changed: 9, turns: 2, model: 'T-Pro' });
  assert.equal(summarise(chat()).model, '');
});

test('newest first, of equals always in one order', () => {
  const list = (['b', 'c', 'a'] as const).map((id) => summarise(chat({ id, changed: id === 'c' ? 5 : 1 })));
  const ids = list.sort(newestFirst).map(({ id }) => id);
  assert.deepEqual(ids, ['c', 'a', 'b']);
  assert.deepEqual(
    list
      .toReversed()
      .sort(newestFirst)
      .map(({ id }) => id),
    ids,
  );
});

const searched = searchText(
  chat({
    title: 'Ёлки и Объём',
    turns: [
      turn('1', 'Как работает parseInt?', 'Разбирает строку, й', {
        question: { text: 'Как работает parseInt?', items: [item('a', 'секретный код')] },
      }),
    ],
  }),
);

for (const [query, found] of [
  ['', true],
  ['   ', true],
  ['ёлки', true],
  ['ЕЛКИ', true],
  ['обьем', false],
  ['ОБЪЕМ', true],
  ['parseint', true],
  ['строку работает', true],
  ['строку нет-такого', false],
  ['и\u0306', true],
  ['секретный', false],
] as const) {
  test(`search «${query}» ${found ? 'finds' : 'does not find'}`, () => {
    assert.equal(matcher(query)(searched), found);
  });
}
