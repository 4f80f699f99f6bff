import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gate } from '../../../support/scriptedModel.ts';
import { asked, files, newFolder, onDisk, openStore, openWindow } from './chatRooms.ts';

const question = (text: string) => ({ text, items: [] });

afterEach(() => {
  files.before = () => {};
});

test('two chats that were deleted come back one after the other', async () => {
  const folder = newFolder();
  const window = openWindow(folder);
  for (const id of ['a', 'b']) await window.store.save(asked(id, id));
  await window.history.delete('a');
  await window.history.delete('b');
  assert.deepEqual(onDisk(folder), {});
  await window.history.restore('b');
  await window.history.restore('a');
  assert.deepEqual(onDisk(folder), { 'a.json': ['a'], 'b.json': ['b'] });
  assert.equal(window.panel().notice, undefined);
});

test('what cannot be brought back is told', async () => {
  const window = openWindow(newFolder());
  await window.history.restore('нет такого');
  assert.equal(window.panel().notice?.title, 'Чат не\u00a0вернулся');
});

test('a chat that another window deleted is not offered back here', async () => {
  const folder = newFolder();
  const window = openWindow(folder);
  await window.store.save(asked('a', 'a'));
  await window.history.show();
  await openStore(folder).delete('a');
  await window.history.delete('a');
  assert.deepEqual(window.panel().history.chats, []);
  assert.ok(!window.posted.some(({ type }) => type === 'deleted'));
});

test('a chat that is deleted while its last save is under way stays deleted', async () => {
  const folder = newFolder();
  const window = openWindow(folder);
  const held = gate();
  files.before = (operation) => (operation === 'writeFile' ? held.passed : undefined);
  const ended = window.conversation.ask(question('вопрос'));
  const { id } = window.conversation.session.chat;
  while (window.conversation.busy) await delay(1);
  const deleted = window.history.delete(id);
  held.open();
  await Promise.all([deleted, ended]);
  await window.conversation.close();
  assert.deepEqual(onDisk(folder), {});
  await window.history.restore(id);
  assert.deepEqual(onDisk(folder), { [`${id}.json`]: ['вопрос'] });
});

test('a chat that was left while it answers is renamed with its answer, in the one file', async () => {
  const folder = newFolder();
  const window = openWindow(folder, [['начало', { wait: new Promise(() => {}) }]]);
  const ended = window.conversation.ask(question('вопрос'));
  await delay(1);
  const { id } = window.conversation.session.chat;
  await window.conversation.startNew();
  await window.history.rename(id, ' Имя ');
  await ended;
  const [only, ...others] = await window.store.list();
  assert.deepEqual([only?.id, only?.title, others], [id, 'Имя', []]);
  assert.equal((await window.store.load(id))?.turns[0]?.answer.text, 'начало');
  assert.equal(window.panel().notice, undefined);
});

test('a chat that turns out damaged leaves the list that is shown', async () => {
  const folder = newFolder();
  const window = openWindow(folder);
  for (const id of ['a', 'b']) await window.store.save(asked(id, id));
  await window.history.show();
  files.put(`${folder}/a.json`, 'не чат');
  await assert.rejects(window.conversation.open('a'));
  await delay(1);
  assert.deepEqual(
    window.panel().history.chats.map(({ id }) => id),
    ['b'],
  );
});
