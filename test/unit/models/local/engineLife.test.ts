import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { engineEnvironment } from '../../../../src/models/local/engineFork.ts';
import type { LocalEngine } from '../../../../src/models/local/localEngine.ts';
import { buildTrainingModel } from '../../../support/trainingModel.ts';
import { ask, gone, modelsFolder, prefill, testEngine } from './engineHarness.ts';
import { ggufBytes } from './libraryHarness.ts';

const SCRIPTS = [
  { kind: 'chat', answer: 'Готово.' },
  { kind: 'chat', after: ' бесконечно', answer: ' тик-так', loop: true },
  { kind: 'prefill', after: 'return ', answer: 'а', loop: true },
] as const;

let folder: Awaited<ReturnType<typeof modelsFolder>>;
let file: string;

before(async () => {
  folder = await modelsFolder();
  file = join(folder.path, 'модель.gguf');
  await buildTrainingModel(file, SCRIPTS);
});

after(() => folder.remove());

test('a dead engine fails every open request, what had arrived is kept, and the next request starts another', async () => {
  const { engine, states, model } = testEngine();
  try {
    let chatText = '';
    let completion: Promise<unknown> | undefined;
    const chat = ask(model(file), 'Говори бесконечно', {
      maxTokens: 100_000,
      onText: (text) => {
        chatText = text;
        completion ??= ask(model(file), prefill('return '), {
          purpose: 'completion',
          maxTokens: 100_000,
          onText: () => killAll(engine),
        });
      },
    });
    const [chatResult] = await Promise.allSettled([chat]);
    const results = [chatResult, ...(await Promise.allSettled([completion]))];
    assert.deepEqual(results.map(failedKind), ['engineCrashed', 'engineCrashed']);
    assert.match(chatText, /^ тик/);
    assert.equal(states.at(-1), 'failed');
    assert.equal((await ask(model(file), 'Что?')).text, 'Готово.');
    assert.deepEqual(states, ['loading', 'ready', 'failed', 'loading', 'ready']);
  } finally {
    engine.dispose();
  }
});

test('an unloaded engine leaves no process, and comes back with the next request', async () => {
  const { engine, states, model } = testEngine();
  try {
    await ask(model(file), 'Что?');
    const [pid] = engine.pids;
    await engine.unload(file);
    assert.equal(states.at(-1), 'idle');
    await gone(pid);
    assert.equal((await ask(model(file), 'Что?')).text, 'Готово.');
  } finally {
    engine.dispose();
  }
});

test('an engine without work is unloaded after a while', async () => {
  const { engine, model } = testEngine({ unloadAfterMinutes: () => 0.001 });
  try {
    const idle = new Promise<void>((resolve) => {
      engine.onDidChangeState(({ state }) => {
        if (state === 'idle') resolve();
      });
    });
    await ask(model(file), 'Что?');
    const [pid] = engine.pids;
    // The engine's own timer keeps no process alive: the test does.
    const waiting = setInterval(() => undefined, 1000);
    await idle;
    clearInterval(waiting);
    await gone(pid);
  } finally {
    engine.dispose();
  }
});

test('disposed in the middle of an answer, the engine ends it as aborted and leaves no process', async () => {
  for (const question of ['Говори бесконечно', 'длинный рассказ '.repeat(2000)]) {
    const { engine, states, model } = testEngine();
    let pid: number | undefined;
    const answer = ask(model(file), question, { maxTokens: 100_000 });
    engine.onDidChangeState(({ state }) => {
      if (state !== 'ready') return;
      [pid] = engine.pids;
      setTimeout(() => engine.dispose(), 50);
    });
    assert.equal((await answer).finish, 'aborted');
    await gone(pid);
    assert.equal(states.at(-1), 'idle');
    assert.equal((await ask(model(file), 'Что?')).finish, 'aborted', 'nothing starts after dispose');
  }
});

test('a file that the engine cannot load is named damaged, and no process stays', async () => {
  const broken = join(folder.path, 'битый файл.gguf');
  await writeFile(broken, `GGUF${'мусор'.repeat(1000)}`);
  const { engine, states, model } = testEngine();
  try {
    await assert.rejects(ask(model(broken), 'Что?'), (error) => {
      assert.ok(error instanceof ModelError);
      assert.deepEqual([error.kind, error.details.file], ['modelDamaged', broken]);
      return true;
    });
    assert.deepEqual([states, engine.pids], [['loading', 'failed'], []]);
    assert.equal((await ask(model(file), 'Что?')).text, 'Готово.');
  } finally {
    engine.dispose();
  }
});

test('a whole file of an architecture that the engine does not know is not called damaged without a word', async () => {
  const strange = join(folder.path, 'другая.gguf');
  await writeFile(strange, await ggufBytes('unheard-of'));
  const { engine, model } = testEngine();
  try {
    await assert.rejects(ask(model(strange), 'Что?'), (error) => {
      assert.ok(error instanceof ModelError);
      assert.deepEqual([error.kind, error.details.trouble], ['modelDamaged', 'unknownArchitecture']);
      return true;
    });
  } finally {
    engine.dispose();
  }
});

test('without its package the engine is missing', async () => {
  const bare = join(folder.path, 'без движка');
  await mkdir(join(bare, 'models'), { recursive: true });
  await writeFile(join(bare, 'package.json'), '{"type":"module"}');
  for (const room of ['core', 'models/local']) {
    await cp(new URL(`../../../../src/${room}`, import.meta.url), join(bare, room), { recursive: true });
  }
  const { engine, model } = testEngine({ workerPath: join(bare, 'models', 'local', 'worker.ts') });
  try {
    await assert.rejects(
      ask(model(file), 'Что?'),
      (error) => error instanceof ModelError && error.kind === 'engineMissing',
    );
  } finally {
    engine.dispose();
  }
});

test("the engine's environment has nothing of the editor's", () => {
  const given = { PATH: '/bin', VSCODE_IPC_HOOK: 'x', VSCODE_ESM_ENTRYPOINT: 'y', NODE_OPTIONS: '--inspect' };
  assert.deepEqual(engineEnvironment(given), { PATH: '/bin' });
});

function killAll({ pids }: LocalEngine): void {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

function failedKind(result: PromiseSettledResult<unknown>): string {
  if (result.status === 'fulfilled') return 'no failure';
  return result.reason instanceof ModelError ? result.reason.kind : String(result.reason);
}
