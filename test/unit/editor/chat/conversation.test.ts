import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DamagedChatError } from '../../../../src/core/chat/storedChat.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { FakeFileSystemError } from '../../../support/fakeFiles.ts';
import { gate } from '../../../support/scriptedModel.ts';
import {
  asked,
  files,
  newFolder,
  onDisk,
  openStore,
  openWindow,
  type Window,
  withQuestion,
} from './chatRooms.ts';

const question = (text: string) => ({ text, items: [] });
const answers = ({ conversation }: Window): string[] =>
  conversation.session.chat.turns.map(({ answer }) => answer.text);

afterEach(() => {
  files.before = () => {};
});

/** A window whose answer has begun and goes on when the gate opens. */
async function answering(folder: string) {
  const more = gate();
  const window = openWindow(folder, [['нача', 'ло', { wait: more.passed }, ' конец'], ['второй']]);
  const ended = window.conversation.ask(question('вопрос'));
  await delay(1);
  assert.deepEqual(answers(window), ['начало']);
  return { window, more, ended, id: window.conversation.session.chat.id };
}

/** Writes wait until the gate opens. */
function holdWrites(): { readonly open: () => void } {
  const held = gate();
  files.before = (operation) => (operation === 'writeFile' ? held.passed : undefined);
  return held;
}

test('a chat that is left while it answers and opened again at once has its whole answer, on the disk too', async () => {
  const folder = newFolder();
  const { window, ended, id } = await answering(folder);
  const held = holdWrites();
  await window.conversation.startNew();
  assert.equal(window.panel().chat.turns.length, 0);
  assert.equal(await window.conversation.open(id), true);
  assert.deepEqual(answers(window), ['начало']);
  held.open();
  await ended;
  assert.equal(window.panel().chat.turns[0]?.answer.status, 'stopped');
  assert.equal(window.panel().busy, false);
  await window.conversation.ask(question('дальше'));
  assert.deepEqual(answers(window), ['начало', 'второй']);
  assert.deepEqual(onDisk(folder), { [`${id}.json`]: ['вопрос', 'дальше'] });
});

test('so it has when its answer has ended and only the last save is still to come', async () => {
  const folder = newFolder();
  const { window, ended, more, id } = await answering(folder);
  const held = holdWrites();
  more.open();
  while (window.conversation.busy) await delay(1);
  await window.conversation.startNew();
  await window.conversation.open(id);
  assert.deepEqual(answers(window), ['начало конец']);
  held.open();
  await ended;
});

test('an answer that could not be stored is there when its chat is opened again, and is stored at the end', async () => {
  const folder = newFolder();
  const { window, ended, more, id } = await answering(folder);
  files.before = (operation, path) => {
    if (operation === 'writeFile') throw new FakeFileSystemError('Unavailable', path);
  };
  more.open();
  await ended;
  await window.conversation.startNew();
  await window.conversation.open(id);
  assert.deepEqual(answers(window), ['начало конец']);
  await window.conversation.startNew();
  files.before = () => {};
  await window.conversation.close();
  const [turn] = (await openStore(folder).load(id))?.turns ?? [];
  assert.equal(turn?.answer.text, 'начало конец');
});

test('a panel that is loaded anew in the middle of an answer shows each word once', async () => {
  const { window, ended, more } = await answering(newFolder());
  window.reload();
  assert.equal(window.panel().chat.turns[0]?.answer.text, 'начало');
  await delay(50);
  assert.equal(window.panel().chat.turns[0]?.answer.text, 'начало');
  more.open();
  await ended;
  assert.equal(window.panel().chat.turns[0]?.answer.text, 'начало конец');
});

test('a chat that another window changed goes on as a copy, and the user is told', async () => {
  const folder = newFolder();
  const [one, other] = [openWindow(folder), openStore(folder)];
  await one.store.save(asked('x', 'общий'));
  await one.conversation.open('x');
  const theirs = await other.load('x');
  assert.ok(theirs);
  await other.save(withQuestion(theirs, 'их вопрос'));
  const told: string[] = [];
  one.conversation.onBecameCopy = (title) => told.push(title);
  await one.conversation.ask(question('мой вопрос'));
  const { id } = one.conversation.session.chat;
  assert.notEqual(id, 'x');
  assert.deepEqual(onDisk(folder), {
    'x.json': ['общий', 'их вопрос'],
    [`${id}.json`]: ['общий', 'мой вопрос'],
  });
  assert.equal(one.panel().chat.id, id, 'the panel knows the copy by its id');
  assert.deepEqual(told, ['чат x']);
});

test('a damaged chat is told as damaged, not as gone', async () => {
  const folder = newFolder();
  const window = openWindow(folder);
  files.put(`${folder}/x.json`, '{"version":1,');
  await assert.rejects(window.conversation.open('x'), DamagedChatError);
  await assert.rejects(window.conversation.open('x'), DamagedChatError);
  assert.equal(await window.conversation.open('нет такого'), false);
});

test('turns that go because an earlier question is asked again stay in the history', async () => {
  const folder = newFolder();
  const window = openWindow(folder, [['новый ответ']]);
  await window.store.save(asked('чат', 'один', 'два'));
  await window.conversation.open('чат');
  const kept: string[] = [];
  window.conversation.onKeptCopy = (title) => kept.push(title);
  await window.conversation.resend('чат-один', 'иначе');
  assert.deepEqual(Object.values(onDisk(folder)).sort(), [['иначе'], ['один', 'два']]);
  assert.deepEqual(kept, ['чат чат (прежний ход)']);
  await window.conversation.regenerate('чат-один');
  assert.equal(kept.length, 1, 'nothing goes with the last turn');
});

test('when nothing comes of it the chat is whole, and there is no copy', async () => {
  const folder = newFolder();
  const window = openWindow(folder, [[{ fail: new ModelError('unreachable') }]]);
  await window.store.save(asked('чат', 'один', 'два'));
  await window.conversation.open('чат');
  await window.conversation.regenerate('чат-один');
  assert.deepEqual(answers(window), ['ответ', 'ответ']);
  assert.deepEqual(onDisk(folder), { 'чат.json': ['один', 'два'] });
});

test('where the copy cannot be written nothing is asked', async () => {
  const folder = newFolder();
  const window = openWindow(folder, [['новый ответ']]);
  await window.store.save(asked('чат', 'один', 'два'));
  await window.conversation.open('чат');
  files.before = (operation, path) => {
    if (operation === 'writeFile') throw new FakeFileSystemError('Unavailable', path);
  };
  let failed = 0;
  window.conversation.onSaveFailed = () => failed++;
  await window.conversation.regenerate('чат-один');
  assert.deepEqual(answers(window), ['ответ', 'ответ']);
  assert.equal(failed, 1, 'and it is told');
});

test('a chat that is left while its copy is written is not asked, and has no copy', async () => {
  const folder = newFolder();
  const window = openWindow(folder, [['новый ответ']]);
  await window.store.save(asked('чат', 'один', 'два'));
  await window.conversation.open('чат');
  const held = holdWrites();
  const ended = window.conversation.regenerate('чат-один');
  await window.conversation.startNew();
  held.open();
  await ended;
  assert.deepEqual(onDisk(folder), { 'чат.json': ['один', 'два'] });
});
