import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { engineMissing } from '../../../../src/models/local/engineMissing.ts';
import { createLocalModels } from '../../../../src/models/local/index.ts';
import { buildTrainingModel } from '../../../support/trainingModel.ts';
import { ask, CARD, modelsFolder, WORKER } from './engineHarness.ts';

let folder: Awaited<ReturnType<typeof modelsFolder>>;

before(async () => {
  folder = await modelsFolder();
});

after(() => folder.remove());

test('the engine is looked for where the worker finds it', async () => {
  const bare = join(folder.path, 'сборка без движка');
  const worker = join(bare, 'dist/engine/worker.mjs');
  assert.equal(engineMissing(worker)?.kind, 'engineMissing');
  assert.equal(engineMissing(WORKER), undefined);
  await mkdir(join(bare, 'dist/engine/node_modules/node-llama-cpp'), { recursive: true });
  assert.equal(engineMissing(worker), undefined);
});

test('without an engine the files are listed as failed, with the reason, and a request starts nothing', async () => {
  const worker = join(folder.path, 'worker.mjs');
  await writeFile(worker, 'throw new Error("started")');
  await buildTrainingModel(join(folder.path, 'учебная.gguf'), [{ kind: 'chat', answer: 'Готово.' }]);
  const logged: string[] = [];
  const models = createLocalModels({
    workerPath: worker,
    modelsFolder: () => folder.path,
    files: () => [],
    threads: () => 1,
    contextWindow: () => 8192,
    gpu: () => false,
    unloadAfterMinutes: () => 0,
    freeMemory: () => 0,
    inUse: () => [],
    counterFor: async () => ({ count: (text) => text.length, exact: false }),
    counterOfFile: async () => undefined,
    log: (line) => logged.push(line),
  });
  const states: unknown[] = [];
  models.onDidChangeState?.(({ id, state, error }) => states.push([id, state, error?.kind]));
  const [card = CARD] = await models.list(new AbortController().signal);
  assert.deepEqual(states, [['учебная.gguf', 'failed', 'engineMissing']]);

  const { model } = await models.open(card);
  await assert.rejects(
    ask(model, 'Что?'),
    (error) => error instanceof ModelError && error.kind === 'engineMissing',
  );
  assert.equal(states.length, 1);
  assert.deepEqual(logged, []);
  models.dispose();
});
