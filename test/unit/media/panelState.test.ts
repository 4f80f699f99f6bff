import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply, applySent, INITIAL, type PanelState } from '../../../media/state/panelState.ts';
import type { ToPanel, TurnView } from '../../../src/core/chat/protocol.ts';

const turn = (id: string, text = ''): TurnView => ({
  id,
  question: { text: 'вопрос', chips: [] },
  answer: { text, reasoning: '', status: 'waiting', model: '', startedAt: 0, elapsed: 0 },
});

const after = (...messages: ToPanel[]): PanelState => messages.reduce(apply, INITIAL);
const chat = (...turns: TurnView[]): ToPanel => ({ type: 'chat', chat: { id: 'c', title: '', turns } });

test('a delta grows one answer and leaves the other turns as they were', () => {
  const before = after(chat(turn('1', 'старый'), turn('2', 'на')));
  const state = apply(before, {
    type: 'delta',
    turn: '2',
    text: 'чало',
    reasoning: 'мысль',
    status: 'writing',
  });
  assert.equal(state.chat.turns[0], before.chat.turns[0]);
  assert.deepEqual(state.chat.turns[1]?.answer, {
    ...before.chat.turns[1]?.answer,
    text: 'начало',
    reasoning: 'мысль',
    status: 'writing',
  });
});

test('a delta to an unknown turn changes nothing', () => {
  const before = after(chat(turn('1')));
  assert.equal(apply(before, { type: 'delta', turn: 'x', text: 'а' }), before);
});

test('a turn is replaced in its place or added at the end', () => {
  const state = after(
    chat(turn('1'), turn('2')),
    { type: 'turn', turn: turn('1', 'новый') },
    { type: 'turn', turn: turn('3') },
  );
  assert.deepEqual(
    state.chat.turns.map(({ id, answer }) => id + answer.text),
    ['1новый', '2', '3'],
  );
});

test('the chat is cut after a turn, or emptied', () => {
  const ids = (cut: string): string[] =>
    after(chat(turn('1'), turn('2')), { type: 'truncate', after: cut }).chat.turns.map(({ id }) => id);
  assert.deepEqual(ids('1'), ['1']);
  assert.deepEqual(ids(''), []);
  assert.deepEqual(ids('x'), ['1', '2']);
});

test('an order to the composer is a new object each time, and chips alone are no order', () => {
  const first = after({ type: 'composer', chips: [], text: 'а', focus: true });
  const second = apply(first, { type: 'composer', chips: [], text: 'а', focus: true });
  const third = apply(second, { type: 'composer', chips: [] });
  assert.notEqual(first.composerOrder, second.composerOrder);
  assert.equal(third.composerOrder, second.composerOrder);
});

test('the offer to bring a chat back does not outlive the screen', () => {
  const deleted: ToPanel = { type: 'deleted', id: 'a', title: 'А' };
  assert.deepEqual(after(deleted, { type: 'screen', screen: 'chat' }).deleted, []);
});

test('chats that were deleted are asked back one after the other, each once', () => {
  const deleted = (id: string, title: string): ToPanel => ({ type: 'deleted', id, title });
  const both = after(deleted('a', 'А'), deleted('b', 'Б'), deleted('b', 'Б снова'));
  const titles = (state: PanelState): string[] => state.deleted.map(({ title }) => title);
  assert.deepEqual(titles(both), ['А', 'Б', 'Б снова']);
  const one = applySent(both, { type: 'restoreChat', id: 'b' });
  assert.deepEqual(titles(one), ['А', 'Б'], 'the last one of that id');
  assert.deepEqual(titles(applySent(one, { type: 'restoreChat', id: 'b' })), ['А']);
  assert.equal(applySent(one, { type: 'restoreChat', id: 'c' }), one);
  assert.equal(applySent(one, { type: 'stop' }), one);
});
