import assert from 'node:assert/strict';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import type { ModelProvider } from '../../../../src/core/model/modelSource.ts';
import { createLocalModels } from '../../../../src/models/local/index.ts';
import { buildTrainingModel } from '../../../support/trainingModel.ts';
import { ask, CARD, modelsFolder, WORKER } from './engineHarness.ts';

let folder: Awaited<ReturnType<typeof modelsFolder>>;
const signal = new AbortController().signal;

before(async () => {
  folder = await modelsFolder();
  await buildTrainingModel(join(folder.path, 'учебная.gguf'), [{ kind: 'chat', answer: 'Готово.' }]);
});

after(() => folder.remove());

function provider(path: string, contextWindow = 8192): ModelProvider & { readonly logged: string[] } {
  const logged: string[] = [];
  const models = createLocalModels({
    workerPath: WORKER,
    modelsFolder: () => path,
    threads: () => 1,
    contextWindow: () => contextWindow,
    gpu: () => false,
    unloadAfterMinutes: () => 0,
    freeMemory: () => Number.POSITIVE_INFINITY,
    inUse: () => [],
    counterFor: async () => ({ count: (text) => text.length, exact: false }),
    log: (line) => logged.push(line),
  });
  return { ...models, logged };
}

test('the files of the folder are listed by what they say of themselves', async () => {
  const models = provider(folder.path);
  const [card, ...more] = await models.list(signal);
  assert.deepEqual(more, []);
  const { id, name, window, windowKnown, template, tokenizer, training, reasoning, rawCompletions } =
    card ?? CARD;
  assert.deepEqual(
    { id, name, window, windowKnown, template, tokenizer, training, reasoning, rawCompletions },
    {
      id: 'учебная.gguf',
      name: 'Учебная модель',
      window: 8192,
      windowKnown: true,
      template: 'chatml',
      tokenizer: 'qwen2.5',
      training: true,
      reasoning: false,
      rawCompletions: true,
    },
  );
  models.dispose();
});

test("the window is the setting's, and never more than the file's", async () => {
  assert.equal((await provider(folder.path, 4096).list(signal))[0]?.window, 4096);
  assert.equal((await provider(folder.path, 1_000_000).list(signal))[0]?.window, 32768);
});

test('a listed model answers, and its state is told', async () => {
  const models = provider(folder.path);
  const states: string[] = [];
  models.onDidChangeState?.(({ id, state }) => {
    if (states.at(-1) !== `${id} ${state}`) states.push(`${id} ${state}`);
  });
  const [card = CARD] = await models.list(signal);
  const { model } = await models.open(card);
  assert.deepEqual(states, [], 'to open costs nothing');
  assert.equal((await ask(model, 'Что?')).text, 'Готово.');
  models.dispose();
  assert.deepEqual(states, ['учебная.gguf loading', 'учебная.gguf ready', 'учебная.gguf idle']);
});

test('other files, further parts and a missing folder are no models', async () => {
  const mixed = join(folder.path, 'разное');
  await mkdir(mixed);
  for (const name of ['readme.md', 'big-00002-of-00003.gguf', 'model.gguf.partial']) {
    await writeFile(join(mixed, name), 'x');
  }
  assert.deepEqual(await provider(mixed).list(signal), []);
  assert.deepEqual(await provider(join(folder.path, 'нет такой папки')).list(signal), []);
});

test('a truncated file is listed, and each request to it names the file and what is wrong', async () => {
  const damaged = join(folder.path, 'скачано не до конца');
  await mkdir(damaged);
  const file = join(damaged, 'T-lite-it-1.0-Q4_K_M.gguf');
  await writeFile(file, await readFile(join(folder.path, 'учебная.gguf')));
  await truncate(file, 20_000_000);
  const models = provider(damaged);
  const states: string[] = [];
  models.onDidChangeState?.(({ id, state }) => states.push(`${id} ${state}`));
  const [card = CARD] = await models.list(signal);
  assert.deepEqual([card.id, card.windowKnown], ['T-lite-it-1.0-Q4_K_M.gguf', false]);
  assert.deepEqual(states, ['T-lite-it-1.0-Q4_K_M.gguf failed']);
  const { model } = await models.open(card);
  await assert.rejects(ask(model, 'Что?'), (error) => {
    assert.ok(error instanceof ModelError);
    assert.deepEqual([error.kind, error.details.file], ['modelDamaged', file]);
    assert.match(error.details.detail ?? '', /cut short/);
    return true;
  });

  await writeFile(file, await readFile(join(folder.path, 'учебная.gguf')));
  assert.equal((await models.list(signal))[0]?.windowKnown, true);
  assert.equal(states.at(-1), 'T-lite-it-1.0-Q4_K_M.gguf idle', 'downloaded again, it is whole');
  models.dispose();
});

test('a file that is gone is not found', async () => {
  const models = provider(folder.path);
  const { model } = await models.open({ ...CARD, id: 'удалённая.gguf' });
  await assert.rejects(
    ask(model, 'Что?'),
    (error) => error instanceof ModelError && error.kind === 'notFound',
  );
  models.dispose();
});

test('a file opened again is the same model: what it learned of its answers holds', async () => {
  const models = provider(folder.path);
  const [card] = await models.list(signal);
  const [again] = await models.list(signal);
  assert.ok(card && again);
  assert.equal((await models.open(again)).model, (await models.open(card)).model);
  models.dispose();
});
