import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ModelCard } from '../../../../src/core/model/modelCard.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { createLocalModels, type LocalModels } from '../../../../src/models/local/index.ts';
import { weigh } from '../../../../src/models/local/weights.ts';
import { buildTrainingModel } from '../../../support/trainingModel.ts';
import { ask, CARD, FAKE_WORKER, modelsFolder, WORKER } from './engineHarness.ts';

let folder: Awaited<ReturnType<typeof modelsFolder>>;
const signal = new AbortController().signal;

before(async () => {
  folder = await modelsFolder();
  await buildTrainingModel(join(folder.path, 'учебная.gguf'), [{ kind: 'chat', answer: 'Готово.' }]);
});

after(() => folder.remove());

function provider(
  path: string,
  contextWindow = 8192,
  workerPath = WORKER,
): LocalModels & { readonly logged: string[] } {
  const logged: string[] = [];
  const models = createLocalModels({
    workerPath,
    modelsFolder: () => path,
    files: () => [],
    threads: () => 1,
    contextWindow: () => contextWindow,
    gpu: () => false,
    unloadAfterMinutes: () => 0,
    freeMemory: () => Number.POSITIVE_INFINITY,
    inUse: () => [],
    counterFor: async () => ({ count: (text) => text.length, exact: false }),
    counterOfFile: async () => undefined,
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

/** A folder with one model, and what became of it as an engine that computes nothing tells. */
async function changing(name: string): Promise<{
  readonly file: string;
  readonly models: LocalModels;
  readonly card: ModelCard;
  readonly states: readonly string[];
}> {
  const own = join(folder.path, name);
  await mkdir(own);
  const file = join(own, 'модель.gguf');
  await cp(join(folder.path, 'учебная.gguf'), file);
  const models = provider(own, 8192, FAKE_WORKER);
  const states: string[] = [];
  models.onDidChangeState(({ state }) => states.at(-1) !== state && states.push(state));
  const [card = CARD] = await models.list(signal);
  return { file, models, card, states };
}

test('a file that was replaced is loaded anew, and one that was deleted is let go', async () => {
  const { file, models, card, states } = await changing('меняется');
  const { model } = await models.open(card);
  await ask(model, 'Что?');
  await ask(model, 'Что?');
  assert.deepEqual(states, ['loading', 'ready']);
  await utimes(file, new Date(0), new Date(0));
  await ask(model, 'Что?');
  assert.deepEqual(states, ['loading', 'ready', 'idle', 'loading', 'ready']);

  await rm(file);
  const idle = new Promise<void>((resolve) => {
    models.onDidChangeState(({ state }) => state === 'idle' && resolve());
  });
  await assert.rejects(
    ask(model, 'Что?'),
    (error) => error instanceof ModelError && error.kind === 'notFound',
  );
  await idle;
  models.dispose();
});

test('a model is loaded, unloaded and let go on demand', async () => {
  const { file, models, card, states } = await changing('по требованию');
  await models.load(card, 'chat', signal);
  await models.unload(card);
  await models.unload(card);
  await models.load(card, 'completion', signal);
  await models.letGo(join(file, '..', 'другая.gguf'));
  assert.deepEqual(states, ['loading', 'ready', 'idle', 'loading', 'ready']);
  await models.letGo(file);
  assert.equal(states.at(-1), 'idle');
  await rm(file);
  await assert.rejects(
    models.load(card, 'chat', signal),
    (error) => error instanceof ModelError && error.kind === 'notFound',
  );
  models.dispose();
});

test('all files of a model in parts are weighed', async () => {
  const own = join(folder.path, 'части');
  await mkdir(own);
  const part = (at: number): string => join(own, `модель-0000${at}-of-00002.gguf`);
  await writeFile(part(1), '123');
  await assert.rejects(weigh(part(1)), /ENOENT/);
  await writeFile(part(2), '4567');
  const { bytes, version } = await weigh(part(1));
  assert.equal(bytes, 7);
  await utimes(part(2), new Date(0), new Date(0));
  assert.notEqual((await weigh(part(1))).version, version);
});
