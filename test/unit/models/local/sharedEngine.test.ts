import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildTrainingModel } from '../../../support/trainingModel.ts';
import { modelsFolder, WORKER } from './engineHarness.ts';
import { TestWindows } from './windowHarness.ts';

const FILE = '/модели/чат.gguf';

let folder: Awaited<ReturnType<typeof modelsFolder>>;
let file: string;

before(async () => {
  folder = await modelsFolder();
  file = join(folder.path, 'модель.gguf');
  await buildTrainingModel(file, [
    { kind: 'chat', answer: 'Готово.' },
    { kind: 'chat', after: ' бесконечно', answer: ' тик-так', loop: true },
  ]);
});

after(() => folder.remove());

test('a second window uses the engine of the first, and both get their answers', async () => {
  await using windows = await TestWindows.create();
  const [first, second] = [windows.open(), windows.open()];
  assert.equal((await first.ask(FILE, 'Что?').answer).text, 'да');
  assert.equal((await second.ask(FILE, 'Что?').answer).text, 'да');
  assert.deepEqual(await windows.engines(), [first.engine]);
  assert.equal(second.engine, first.engine);
  assert.deepEqual(
    second.states.map(({ state }) => state),
    ['loading', 'ready'],
    'it is told at once that the model is there',
  );
});

test('a window that comes while the model loads is told how far it is', async () => {
  await using windows = await TestWindows.create();
  const [first, second] = [windows.open(), windows.open()];
  void first.ask('/м/вечно.gguf', 'Что?').answer;
  await first.until(({ progress }) => progress === 0.25);
  void second.ask('/м/вечно.gguf', 'Что?').answer;
  await second.until(({ progress }) => progress === 0.25);
  assert.equal((await windows.engines()).length, 1);
});

test('windows that start at the same moment have one engine', async () => {
  await using windows = await TestWindows.create();
  const open = Array.from({ length: 4 }, () => windows.open());
  const answers = await Promise.all(open.map((window) => window.ask(FILE, 'Что?').answer));
  assert.deepEqual(
    answers.map(({ text }) => text),
    ['да', 'да', 'да', 'да'],
  );
  const [engine] = new Set(open.map((window) => window.engine));
  for (const window of open) assert.equal(window.engine, engine);
  // Those that came too late see that, and go.
  await windows.onlyEngine(engine);
});

test('an engine that was killed leaves a socket that the next one takes over', async () => {
  await using windows = await TestWindows.create();
  const [first, second] = [windows.open(), windows.open()];
  const dying = await first.ask(FILE, 'умри').answer;
  assert.equal(dying.finish, 'engineCrashed');
  assert.ok(
    (await windows.files()).some((name) => /^[0-9a-f]{16}$/.test(name)),
    'it is there',
  );
  const answers = await Promise.all([first.ask(FILE, 'Что?').answer, second.ask(FILE, 'Что?').answer]);
  assert.deepEqual(
    answers.map(({ text }) => text),
    ['да', 'да'],
  );
  assert.equal(first.engine, second.engine);
  await windows.onlyEngine(first.engine);
});

test('killed or closed, a window leaves the answer of the other one alone', async () => {
  await using windows = await TestWindows.create();
  const engine = { workerPath: WORKER };
  // Each window in turn is the one that started the engine.
  for (const [going, staying, how] of [
    [0, 1, 'kill'],
    [1, 0, 'kill'],
    [0, 1, 'close'],
  ] as const) {
    const open = [windows.open(engine), windows.open(engine)] as const;
    // They share one conversation's place: the later request waits for the earlier one.
    const goes = open[going].ask(file, 'Говори бесконечно', {}, going === 0 ? 'chat' : 'completion');
    await goes.begun;
    const stays = open[staying].ask(file, 'Говори бесконечно', {}, going === 0 ? 'completion' : 'chat');
    await stays.begun;
    await open[going][how]();
    const before = stays.length();
    while (stays.length() < before + 200) await new Promise((resolve) => setTimeout(resolve, 10));
    stays.abort();
    const { text, finish } = await stays.answer;
    assert.equal(finish, 'aborted');
    assert.match(text, /^( тик-так)+/);
    assert.equal((await windows.engines()).length, 1);
    await open[staying].kill();
    await windows.noEngine();
  }
});

test('the request of a window that was killed does not hold up the next one of its kind', async () => {
  await using windows = await TestWindows.create();
  const [first, second] = [windows.open({ workerPath: WORKER }), windows.open({ workerPath: WORKER })];
  await first.ask(file, 'Говори бесконечно').begun;
  const waiting = second.ask(file, 'Что?');
  await second.until(({ state }) => state === 'ready');
  await first.kill();
  assert.equal((await waiting.answer).text, 'Готово.');
});

test('to stop an answer stops that of this window alone', async () => {
  await using windows = await TestWindows.create();
  const [first, second] = [windows.open(), windows.open()];
  // Their requests have the same number.
  const [one, other] = [first.ask(FILE, 'думай'), second.ask(FILE, 'думай')];
  await Promise.all([one.begun, other.begun]);
  one.abort();
  assert.equal((await one.answer).finish, 'aborted');
  assert.equal((await second.ask(FILE, 'Что?').answer).text, 'да');
  let ended = false;
  void other.answer.then(() => {
    ended = true;
  });
  await first.ask(FILE, 'Что?').answer;
  assert.equal(ended, false);
});

test('when the last window has gone the engine is gone, with its files', async () => {
  await using windows = await TestWindows.create();
  const [first, second] = [windows.open({ keepWarm: 300 }), windows.open()];
  await first.ask(FILE, 'Что?').answer;
  await second.ask(FILE, 'Что?').answer;
  await first.kill();
  assert.equal((await second.ask(FILE, 'Что?').answer).text, 'да');
  assert.equal(await second.close(), 0);
  await windows.noEngine(5);
  assert.deepEqual(await windows.files(), ['secret']);
});

test('a window that is loaded anew finds the model in memory', async () => {
  await using windows = await TestWindows.create();
  const before = windows.open({ keepWarm: 60_000 });
  await before.ask(FILE, 'Что?').answer;
  assert.equal(await before.close(), 0);
  const again = windows.open();
  assert.equal((await again.ask(FILE, 'Что?').answer).text, 'да');
  assert.equal(again.engine, before.engine);
  // Whoever frees the memory waits for nobody.
  await again.free('unload', FILE);
  await windows.noEngine(5);
});

test('unloaded in one window, a model stays for the other one, and its file may go', async () => {
  await using windows = await TestWindows.create();
  const [first, second] = [windows.open({ workerPath: WORKER }), windows.open({ workerPath: WORKER })];
  const doomed = join(folder.path, 'лишняя.gguf');
  await buildTrainingModel(doomed, [{ kind: 'chat', answer: ' тик-так', loop: true }]);
  const other = second.ask(doomed, 'Что?');
  await other.begun;
  for (const way of ['unload', 'retire'] as const) {
    const own = first.ask(doomed, 'Что?', {}, 'completion');
    await own.begun;
    if (way === 'retire') own.abort();
    await first.free(way, doomed);
    assert.equal((await own.answer).finish, 'aborted');
  }
  await rename(doomed, `${doomed}.gone`);
  const before = other.length();
  while (other.length() < before + 100) await new Promise((resolve) => setTimeout(resolve, 10));
  await second.free('unload', doomed);
  assert.equal((await other.answer).finish, 'aborted');
  await windows.noEngine(5);
});

test('windows that want it differently have engines of their own', async () => {
  await using windows = await TestWindows.create();
  const [first, second] = [windows.open(), windows.open()];
  const thinking = first.ask(FILE, 'думай');
  await thinking.begun;
  assert.equal((await second.ask(FILE, 'Что?', { contextWindow: 4096 }).answer).text, 'да');
  assert.equal((await windows.engines()).length, 2);
  thinking.abort();
  assert.equal((await thinking.answer).finish, 'aborted');
});

test('every window is told that the engine has died, and of what', async () => {
  const cases = [
    ['умри', undefined],
    // Its last words come past the messages, and are the system's to keep.
    ['оборвись', 'gpuLost'],
    ['сломайся', undefined],
  ] as const;
  for (const [end, trouble] of cases) {
    await using windows = await TestWindows.create();
    const [first, second] = [windows.open(), windows.open()];
    const thinking = first.ask(FILE, 'думай');
    await thinking.begun;
    const dying = second.ask(FILE, end);
    for (const { finish, details, text } of await Promise.all([thinking.answer, dying.answer])) {
      assert.deepEqual([finish, details?.trouble, text], ['engineCrashed', trouble, 'да'], end);
    }
    await windows.noEngine(5);
  }
});

test('what the engine writes is in the log of each window, and on disk only for a while', async () => {
  await using windows = await TestWindows.create();
  const [first, second] = [windows.open(), windows.open()];
  await first.ask(FILE, 'Что?').answer;
  await second.ask(FILE, 'говори много').answer;
  for (const window of [first, second]) {
    while (!window.logged.includes('много слов')) await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
