import assert from 'node:assert/strict';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildTrainingModel } from '../../../support/trainingModel.ts';
import { ask, modelsFolder, testEngine, WORKER } from './engineHarness.ts';
import { type TestWindow, TestWindows } from './windowHarness.ts';

/** What the engine's process is in the middle of. */
type Moment = 'starting' | 'loading' | 'reading' | 'writing' | 'idle' | 'hanging';
const MOMENTS: readonly Moment[] = ['starting', 'loading', 'reading', 'writing', 'idle', 'hanging'];
const LONG = 'длинный рассказ '.repeat(2000);
/** Milliseconds; the product's own ten seconds would only make the tests longer. */
const KEEP_WARM = 200;

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

/** The real one, but for what it cannot be made to do. */
function engineFor(moment: Moment): { readonly workerPath?: string } {
  return moment === 'hanging' ? {} : { workerPath: WORKER };
}

/** A window whose engine has come to the moment. */
async function windowAt(windows: TestWindows, moment: Moment): Promise<TestWindow> {
  const window = windows.open({ keepWarm: KEEP_WARM, ...engineFor(moment) });
  const question = { reading: LONG, idle: 'Что?', hanging: 'зависни' }[moment as string];
  const asking = window.ask(file, question ?? 'Говори бесконечно');
  switch (moment) {
    case 'starting':
      await window.until(({ state }) => state === 'loading');
      while ((await windows.engines()).length === 0) await pause(5);
      break;
    case 'loading':
      await window.until(({ progress = 0 }) => progress > 0);
      break;
    case 'reading':
      await window.until(({ state }) => state === 'ready');
      await pause(100);
      break;
    case 'idle':
      await asking.answer;
      break;
    case 'writing':
      await asking.begun;
      break;
    case 'hanging':
      await asking.begun;
      await pause(100);
  }
  return window;
}

for (const moment of MOMENTS) {
  test(`killed while its engine is ${moment}, the editor leaves no process and no file`, async () => {
    await using windows = await TestWindows.create();
    await (await windowAt(windows, moment)).kill();
    await windows.noEngine();
    assert.deepEqual(
      (await windows.files()).filter((name) => name !== 'secret'),
      [],
    );
  });

  test(`closed while its engine is ${moment}, the editor leaves no process and no error`, async () => {
    await using windows = await TestWindows.create();
    assert.equal(await (await windowAt(windows, moment)).close(), 0);
    await windows.noEngine();
  });

  test(`of two windows that are killed while the engine is ${moment}, the last one takes it along`, async () => {
    await using windows = await TestWindows.create();
    const other = windows.open({ keepWarm: KEEP_WARM, ...engineFor(moment) });
    void other.ask(file, moment === 'hanging' ? 'думай' : 'Говори бесконечно', {}, 'completion').answer;
    if (moment !== 'starting' && moment !== 'loading') await other.until(({ state }) => state === 'ready');
    const window = await windowAt(windows, moment);
    await other.kill();
    assert.equal((await windows.engines()).length > 0, true, 'it serves the one that is left');
    await window.kill();
    await windows.noEngine();
    assert.deepEqual(
      (await windows.files()).filter((name) => name !== 'secret'),
      [],
    );
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

test('a model is served from a long path with spaces and Cyrillic letters', async () => {
  const deep = join(
    folder.path,
    ...Array.from({ length: 4 }, (_, at) => `${at} папка с моделями ${'ы'.repeat(80)}`),
  );
  await mkdir(deep, { recursive: true });
  const long = join(deep, 'модель с пробелами.gguf');
  assert.ok(long.length > 260);
  await cp(file, long);
  const { engine, model } = testEngine();
  try {
    assert.equal((await ask(model(long), 'Что?')).text, 'Готово.');
  } finally {
    engine.dispose();
  }
});
