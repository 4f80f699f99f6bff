import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ToPanel } from '../../../../src/core/chat/protocol.ts';
import { ScriptedModel, ScriptedSource } from '../../../support/scriptedModel.ts';
import { asked, files, newFolder, onDisk, openWindow } from './chatRooms.ts';

const { ChatController } = await import('../../../../src/editor/chat/chatController.ts');
const { Composer } = await import('../../../../src/editor/chat/composer.ts');

/** A window with its controller; `visible` is whether its panel is seen. */
function controlled(folder: string, visible = true) {
  const { store, conversation, history } = openWindow(folder);
  const posted: ToPanel[] = [];
  const post = (message: ToPanel): void => void posted.push(message);
  const lines: string[] = [];
  const controller = new ChatController({
    models: new ScriptedSource(new ScriptedModel([['да']])),
    setup: {} as never,
    server: { show: () => {}, open: async () => {} } as never,
    local: { onNews: () => ({ dispose: () => {} }), look: async () => {}, seen: () => {} } as never,
    localScreens: { show: () => {} } as never,
    reveal: async () => {},
    log: { line: (text) => lines.push(text), show: () => {}, dispose: () => {} },
    composer: new Composer(post),
    visible: () => visible,
    ...{ store, conversation, history, post },
  });
  const notices = () =>
    posted.flatMap((message) => (message.type === 'notice' && message.card ? [message.card.title] : []));
  return { controller, conversation, store, posted, notices, lines };
}

test('a damaged chat is told once, as damaged', async () => {
  const folder = newFolder();
  const { controller, notices } = controlled(folder);
  files.put(`${folder}/x.json`, '{"version":1,');
  controller.receive({ type: 'openChat', id: 'x' });
  await delay(5);
  assert.deepEqual(notices(), ['Один из\u00a0чатов не\u00a0читается']);
});

test('a chat of a newer version is told as that, and stays', async () => {
  const folder = newFolder();
  const { controller, notices } = controlled(folder);
  files.put(`${folder}/x.json`, '{"version":2}');
  controller.receive({ type: 'openChat', id: 'x' });
  await delay(5);
  assert.deepEqual(notices(), ['Чат записан новой версией Толмача']);
  assert.equal(files.text(`${folder}/x.json`), '{"version":2}');
});

test('a draft is not replaced by a question that comes while an answer is under way', async () => {
  const { controller, conversation, posted } = controlled(newFolder());
  const ended = conversation.ask({ text: 'вопрос', items: [] });
  controller.receive({ type: 'draft', text: 'пишу' });
  await controller.ask('Объясни', []);
  const orders = posted.flatMap((message) => (message.type === 'composer' ? [message] : []));
  assert.equal(orders.at(-1)?.text, undefined);
  assert.equal(orders.at(-1)?.focus, true);
  await ended;
});

test('for a panel that is not seen no chat is read', async () => {
  const folder = newFolder();
  const { store, conversation, posted } = controlled(folder, false);
  await store.save(asked('чат', 'один'));
  let lists = 0;
  files.before = (operation) => void (operation === 'readDirectory' && lists++);
  try {
    await conversation.startNew();
    await conversation.ask({ text: 'вопрос', items: [] });
    await conversation.startNew();
    await delay(5);
    assert.equal(lists, 0);
    assert.deepEqual(
      posted.filter(({ type }) => type === 'empty' || type === 'gauge'),
      [],
    );
  } finally {
    files.before = () => {};
  }
  assert.equal(Object.keys(onDisk(folder)).length, 2);
});
