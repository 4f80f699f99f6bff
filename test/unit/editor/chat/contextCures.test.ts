import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ToPanel } from '../../../../src/core/chat/protocol.ts';
import { gate } from '../../../support/scriptedModel.ts';
import { item } from '../../core/chat/chats.ts';
import { asked, files, newFolder, openWindow } from './chatRooms.ts';

const { Composer } = await import('../../../../src/editor/chat/composer.ts');
const { Condensing } = await import('../../../../src/editor/chat/condensing.ts');
const { NextQuestion } = await import('../../../../src/editor/chat/nextQuestion.ts');

const log = { line: () => {}, show: () => {}, dispose: () => {} };
const LONG = 'слово '.repeat(3000);

function written(folder = newFolder()) {
  const window = openWindow(folder);
  const posted: ToPanel[] = [];
  const post = (message: ToPanel): void => void posted.push(message);
  const composer = new Composer(post);
  const next = new NextQuestion({ ...window, composer, post, visible: () => true });
  const told = () =>
    posted.flatMap((message) => (message.type === 'tooLong' ? [message.report !== undefined] : []));
  return { ...window, composer, next, told, shown: posted };
}

test('a question that alone is too long waits for a word, and goes shortened with it', async () => {
  const { next, conversation, told, shown, model } = written();
  await next.send(LONG, { agreed: false });
  assert.deepEqual(told(), [true]);
  assert.equal(model.requests.length, 0);
  const restored = shown.findLast((message) => message.type === 'composer');
  assert.equal(restored?.type === 'composer' && restored.text, LONG);
  await next.send(LONG, { agreed: true });
  assert.deepEqual(told(), [true, false]);
  assert.equal(model.requests.length, 1);
  assert.equal(conversation.session.chat.turns.length, 1);
});

test('the card goes when the question has become short enough', async () => {
  const { next, told } = written();
  await next.send(LONG, { agreed: false });
  await next.write('короче');
  assert.deepEqual(told(), [true, false]);
});

test('a short question goes at once', async () => {
  const { next, told, model } = written();
  await next.send('Что тут?', { agreed: false });
  assert.deepEqual(told(), []);
  assert.equal(model.requests.length, 1);
});

test('items of the next question are pinned, and go so', async () => {
  const { next, composer, conversation } = written();
  composer.attach([item('a', 'x'), item('b', 'y')]);
  composer.pin('b', true);
  composer.pin('a', true);
  composer.pin('a', false);
  await next.send('Что тут?', { agreed: false });
  const pins = conversation.session.chat.turns[0]?.question.items.map(({ id, pinned }) => `${id} ${pinned}`);
  assert.deepEqual(pins, ['a undefined', 'b true']);
});

test('a pin is stored with its chat', async () => {
  const folder = newFolder();
  const { conversation, store } = openWindow(folder);
  await store.save(asked('чат', 'один', 'два'));
  await conversation.open('чат');
  await conversation.pin('чат-один', undefined, true);
  assert.equal((await store.load('чат'))?.turns[0]?.pinned, true);
  await conversation.pin('нет такого', undefined, true);
});

test('on demand the chat is condensed, shown and stored', async () => {
  const folder = newFolder();
  const { conversation, store, panel, source } = openWindow(folder, [['Коротко.']]);
  assert.equal(source.state, 'ready');
  await store.save(asked('чат', 'о'.repeat(900), 'б'.repeat(900), 'в'));
  await conversation.open('чат');
  const posted: ToPanel[] = [];
  const condensing = new Condensing({ conversation, log, post: (message) => void posted.push(message) });
  assert.equal(await condensing.now(), true);
  assert.deepEqual(posted, [
    { type: 'condensing', running: true },
    { type: 'condensing', running: false },
  ]);
  assert.equal(panel().chat.summary?.text, 'Коротко.');
  assert.equal((await store.load('чат'))?.summary?.text, 'Коротко.');
  condensing.dispose();
  assert.ok(files.names(folder).length > 0);
});

test('a question ends the condensing under way', async () => {
  const waiting = gate();
  const { conversation, store, panel } = openWindow(newFolder(), [
    ['Ко', { wait: waiting.passed }],
    ['ответ'],
  ]);
  await store.save(asked('чат', 'о'.repeat(900), 'б'.repeat(900), 'в'));
  await conversation.open('чат');
  const condensing = new Condensing({ conversation, log, post: () => {} });
  const done = condensing.now();
  await delay(5);
  await conversation.ask({ text: 'Дальше?', items: [] });
  assert.equal(await done, true);
  assert.equal(panel().chat.summary, undefined);
  assert.equal(conversation.session.chat.turns.length, 4);
  condensing.dispose();
  waiting.open();
});
