import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildTrainingModel } from '../../../support/trainingModel.ts';
import { ask, gone, modelsFolder, testEngine } from './engineHarness.ts';

/** What the engine's process is in the middle of. */
type Moment = 'starting' | 'loading' | 'reading' | 'writing' | 'idle';
const MOMENTS: readonly Moment[] = ['starting', 'loading', 'reading', 'writing', 'idle'];
const LONG = 'длинный рассказ '.repeat(2000);

let folder: Awaited<ReturnType<typeof modelsFolder>>;
let file: string;

before(async () => {
  folder = await modelsFolder();
  file = join(folder.path, 'модель.gguf');
  await buildTrainingModel(file, [
    { kind: 'chat', answer: 'Готово.' },
    { kind: 'chat', after: ' бесконечно', answer: ' тик-так', loop: true },
  ]);
  await writeFile(join(folder.path, 'package.json'), '{"type":"module"}');
  const harness = fileURLToPath(new URL('engineHarness.ts', import.meta.url));
  // A process like the editor's: it starts an engine, and says when that has come to the moment.
  await writeFile(
    join(folder.path, 'editor.ts'),
    `import { ask, testEngine } from ${JSON.stringify(harness)};
     const [moment, file] = process.argv.slice(2);
     const { engine, model } = testEngine();
     const come = () => process.send(engine.pids[0]);
     engine.onDidChangeState(({ state, progress }) => {
       if (moment === 'starting' && progress === 0) setTimeout(come, 0);
       if (moment === 'loading' && progress > 0) come();
       if (moment === 'reading' && state === 'ready') setTimeout(come, 100);
     });
     process.on('message', (how) => how === 'dispose' && engine.dispose());
     process.on('uncaughtException', (error) => { console.error(error); process.exit(7); });
     const question = { reading: ${JSON.stringify(LONG)}, idle: 'Что?' }[moment] ?? 'Говори бесконечно';
     const onText = () => moment === 'writing' && come();
     await ask(model(file), question, { maxTokens: 100000, onText });
     if (moment === 'idle') come();`,
  );
});

after(() => folder.remove());

async function editorAt(moment: Moment): Promise<{ readonly editor: ChildProcess; readonly engine: number }> {
  const editor = fork(join(folder.path, 'editor.ts'), [moment, file], { execArgv: [] });
  const died = once(editor, 'exit').then(() => {
    throw new Error('the editor died before the moment came');
  });
  const [engine] = (await Promise.race([once(editor, 'message'), died])) as [number];
  return { editor, engine };
}

for (const moment of MOMENTS) {
  test(`killed while its engine is ${moment}, the editor leaves no process`, async () => {
    const { editor, engine } = await editorAt(moment);
    editor.kill('SIGKILL');
    await once(editor, 'close');
    await gone(engine);
  });

  test(`closed while its engine is ${moment}, the editor leaves no process and no error`, async () => {
    const { editor, engine } = await editorAt(moment);
    const ended = once(editor, 'exit');
    editor.send('dispose');
    await gone(engine);
    editor.disconnect();
    assert.deepEqual(await ended, [0, null]);
  });
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
