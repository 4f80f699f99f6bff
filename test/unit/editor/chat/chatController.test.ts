import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { FromPanel, ToPanel } from '../../../../src/core/chat/protocol.ts';
import type { Slashed } from '../../../../src/core/chat/slashCommands.ts';
import { Emitter } from '../../../../src/core/events.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import type { ChatPrompt } from '../../../../src/core/model/prompt.ts';
import { ScriptedModel, ScriptedSource } from '../../../support/scriptedModel.ts';
import { wordMasker } from '../../../support/secretWord.ts';
import { asked, files, newFolder, onDisk, openWindow } from './chatRooms.ts';

const { ChatController } = await import('../../../../src/editor/chat/chatController.ts');
const { Composer } = await import('../../../../src/editor/chat/composer.ts');
const { Condensing } = await import('../../../../src/editor/chat/condensing.ts');

/** What the controller asked of the models of this machine, and its screens while it does. */
class FakeLocal {
  readonly asked: string[] = [];
  readonly #news = new Emitter<{ readonly kind: string }>();
  onNews = this.#news.on;
  course = (): unknown => undefined;
  look = async () => void this.asked.push('look');
  seen = () => void this.asked.push('seen');
  begin = async (id: string) => void this.asked.push(`begin ${id}`);
  resume = async () => void this.asked.push('resume');
  cancel = async (id: string) => void this.asked.push(`cancel ${id}`);
  ready = () => this.#news.fire({ kind: 'ready' });
}

/** A window with its controller; `visible` is whether its panel is seen. */
function controlled(folder: string, visible = true) {
  const { store, conversation, history, model, source } = openWindow(folder);
  const posted: ToPanel[] = [];
  const post = (message: ToPanel): void => void posted.push(message);
  const lines: string[] = [];
  const log = { line: (text: string) => lines.push(text), show: () => {}, dispose: () => {} };
  const prompts: ChatPrompt[] = [];
  const commands: Slashed[] = [];
  const models = new ScriptedSource(new ScriptedModel([['да']]));
  const local = new FakeLocal();
  const controller = new ChatController({
    models,
    setup: { useChatModel: async () => void local.asked.push('useChatModel') } as never,
    server: { show: () => {}, open: async () => {} } as never,
    local: local as never,
    localScreens: { show: () => {} } as never,
    attaching: {} as never,
    rules: {} as never,
    opener: {} as never,
    condensing: new Condensing({ conversation, log, post }),
    showPrompt: async (prompt) => void prompts.push(prompt),
    applyCode: async () => undefined,
    runCommand: async (command) => void commands.push(command),
    reveal: async () => {},
    composer: new Composer(post),
    visible: () => visible,
    ...{ store, conversation, history, post, log },
  });
  const notices = () =>
    posted.flatMap((message) => (message.type === 'notice' && message.card ? [message.card.title] : []));
  const screens = () => posted.flatMap((message) => (message.type === 'screen' ? [message.screen] : []));
  return {
    controller,
    conversation,
    store,
    posted,
    notices,
    lines,
    models,
    local,
    screens,
    model,
    source,
    prompts,
    commands,
  };
}

test('a word behind a slash starts what it names; an unknown one is a question', async () => {
  const { controller, conversation, commands } = controlled(newFolder());
  controller.receive({ type: 'send', text: '/рефакторинг вынеси проверку' });
  await delay(5);
  assert.deepEqual(commands, [{ command: 'refactor', wish: 'вынеси проверку' }]);
  assert.equal(conversation.session.chat.turns.length, 0);
  controller.receive({ type: 'send', text: '/нечто' });
  await delay(5);
  assert.equal(conversation.session.chat.turns.at(-1)?.question.text, '/нечто');
  assert.equal(commands.length, 1);
});

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

test('the download’s screen gives way to the chat when the model is in memory, no other screen does', () => {
  const { controller, local, screens } = controlled(newFolder());
  controller.show('history');
  local.ready();
  assert.deepEqual(screens(), ['history']);
  controller.show('download');
  local.ready();
  assert.deepEqual(screens(), ['history', 'download', 'chat']);
  assert.deepEqual(local.asked, ['seen'], 'what came of the download has been seen with its screen');
});

test('a download that was given up leads back to the choice while there is no model, else to the chat', async () => {
  for (const [model, screen] of [
    [undefined, 'setup'],
    [new ScriptedModel([['да']]), 'chat'],
  ] as const) {
    const { controller, models, screens } = controlled(newFolder());
    models.model = model;
    controller.receive({ type: 'ready' });
    controller.show('download');
    controller.receive({ type: 'cancelDownload', id: 'x' });
    await delay(5);
    assert.equal(screens().at(-1), screen);
  }
});

test('a download that was not given up after all stays on the screen', async () => {
  const { controller, local, screens } = controlled(newFolder());
  local.course = () => ({});
  controller.show('download');
  controller.receive({ type: 'cancelDownload', id: 'x' });
  await delay(5);
  assert.equal(screens().at(-1), 'download');
});

test('«Загрузить модель» fetches the missing file of the chosen model, else shows what is offered', async () => {
  const { controller, models, local, screens } = controlled(newFolder());
  await controller.takeStep('downloadModel');
  assert.deepEqual([screens().at(-1), local.asked], ['setup', ['look']]);
  const [entry] = models.entries();
  assert.ok(entry);
  const id = 'T-lite-it-2.1-Q4_K_M.gguf';
  const error = new ModelError('notFound', { model: id, file: id });
  models.chosen = () => ({ ...entry, card: { ...entry.card, id }, state: 'unreachable', error });
  await controller.takeStep('downloadModel');
  assert.equal(local.asked.at(-1), 'begin T-lite-it-2.1-Q4_K_M');
});

test('one who came to the choice with a model at hand is not sent away from it', () => {
  const { controller, models, screens } = controlled(newFolder());
  controller.receive({ type: 'ready' });
  controller.show('setup');
  models.changed();
  assert.equal(screens().at(-1), 'setup');
});

test('completions are handed to the chat’s model by the step that says so; a step that is none does nothing', async () => {
  const { controller, local } = controlled(newFolder());
  await controller.takeStep('useChatModel');
  await controller.takeStep('nonsense' as never);
  assert.deepEqual(local.asked, ['useChatModel']);
});

/** A window whose model is elsewhere, and to which `SECRET…` is a secret. */
function masking() {
  const window = controlled(newFolder());
  window.source.masker = wordMasker();
  const { controller, conversation, model, posted } = window;
  const gauge = () => posted.findLast((message) => message.type === 'gauge')?.report?.secrets;
  const receive = async (message: FromPanel): Promise<void> => {
    controller.receive(message);
    // The answer, the gauge and the save after it.
    await delay(20);
  };
  const sent = (): string => JSON.stringify(model.last.prompt);
  return { receive, gauge, sent, conversation, posted };
}

test('secrets of the next question are hidden, unless the user sends them, this once', async () => {
  const { receive, gauge, sent } = masking();
  await receive({ type: 'draft', text: 'SECRETone?' });
  assert.deepEqual([gauge()?.count, gauge()?.asIs], [1, undefined]);
  await receive({ type: 'nextSecrets', fate: 'sent' });
  assert.equal(gauge()?.asIs, true);
  await receive({ type: 'send', text: 'SECRETone?' });
  assert.match(sent(), /SECRETone/);
  await receive({ type: 'send', text: 'SECRETone!' });
  assert.doesNotMatch(sent(), /SECRETone/);
});

test('the user thinks better of it', async () => {
  const { receive, gauge, sent } = masking();
  await receive({ type: 'draft', text: 'SECRETone?' });
  await receive({ type: 'nextSecrets', fate: 'sent' });
  await receive({ type: 'nextSecrets', fate: 'hidden' });
  assert.equal(gauge()?.asIs, undefined);
  await receive({ type: 'send', text: 'SECRETone?' });
  assert.doesNotMatch(sent(), /SECRETone/);
});

test('a secret that comes in later takes the word back', async () => {
  const { receive, gauge, sent } = masking();
  await receive({ type: 'draft', text: 'SECRETone?' });
  await receive({ type: 'nextSecrets', fate: 'sent' });
  await receive({ type: 'draft', text: 'SECRETone и SECRETtwo?' });
  assert.deepEqual([gauge()?.count, gauge()?.asIs], [2, undefined]);
  await receive({ type: 'send', text: 'SECRETone и SECRETtwo?' });
  assert.doesNotMatch(sent(), /SECRET/);
});

test('what is agreed to in one chat is not in the next', async () => {
  const { receive, sent } = masking();
  await receive({ type: 'send', text: 'вопрос' });
  await receive({ type: 'draft', text: 'SECRETone?' });
  await receive({ type: 'nextSecrets', fate: 'sent' });
  await receive({ type: 'newChat' });
  await receive({ type: 'send', text: 'SECRETone?' });
  assert.doesNotMatch(sent(), /SECRET/);
});

test('a question is asked again with its secrets', async () => {
  const { receive, sent, conversation } = masking();
  await receive({ type: 'send', text: 'SECRETone?' });
  assert.doesNotMatch(sent(), /SECRETone/);
  await receive({ type: 'sendAsIs', turn: conversation.session.chat.turns[0]?.id ?? '' });
  assert.match(sent(), /SECRETone/);
  assert.equal(conversation.session.chat.turns[0]?.answer.report?.secrets?.asIs, true);
});
