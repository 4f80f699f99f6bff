import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../../../src/core/events.ts';
import { cardFor } from '../../../../src/core/model/catalogue.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import type { ModelChange, ModelProvider } from '../../../../src/core/model/modelSource.ts';
import { FakeServer, registryOf } from './registryHarness.ts';

const CHAT = cardFor('чат.gguf', { rawCompletions: true });
const HINTS = cardFor('подсказки.gguf', { rawCompletions: true });
const signal = new AbortController().signal;

/** This machine, with two files; what it is told to do is kept. */
function machine() {
  const done: string[] = [];
  const changes = new Emitter<ModelChange>();
  const state = { failure: undefined as ModelError | undefined };
  const local: ModelProvider = {
    name: 'local',
    place: { kind: 'local' },
    list: async () => [CHAT, HINTS],
    open: async () => {
      throw new Error('nobody asks');
    },
    load: async ({ id }, use) => {
      done.push(`load ${id} for ${use}`);
      if (state.failure) throw state.failure;
    },
    unload: async ({ id }) => void done.push(`unload ${id}`),
    onDidChangeState: changes.on,
    dispose: () => {},
  };
  return { local, done, changes, state };
}

test('the chosen model is loaded and unloaded, each for its use, before anything was listed', async () => {
  const { local, done } = machine();
  const { registry, choice } = registryOf(local);
  choice.chat = 'local/чат.gguf';
  choice.completion = 'local/подсказки.gguf';
  await registry.load('chat', signal);
  await registry.load('completion', signal);
  await registry.unload('completion');
  assert.deepEqual(done, [
    'load чат.gguf for chat',
    'load подсказки.gguf for completion',
    'unload подсказки.gguf',
  ]);
  await registry.load('chat', AbortSignal.abort());
  assert.equal(done.length, 3, 'not after an abort');
  registry.dispose();
});

test('a model of a server needs no loading; one that is not there cannot be loaded', async () => {
  const { registry, choice } = registryOf(new FakeServer('corp'));
  await registry.load('chat', signal);
  await registry.unload('chat');
  choice.chat = 'local/нет.gguf';
  await assert.rejects(
    registry.load('chat', signal),
    (error) => error instanceof ModelError && error.kind === 'notFound',
  );
  registry.dispose();
});

test('why a model was not loaded stands in the list', async () => {
  const { local, state, changes } = machine();
  const { registry, choice } = registryOf(local);
  choice.chat = 'local/чат.gguf';
  state.failure = new ModelError('outOfMemory', {});
  await assert.rejects(registry.load('chat', signal), state.failure);
  assert.deepEqual(
    [registry.chosen('chat')?.state, registry.chosen('chat')?.error],
    ['failed', state.failure],
  );

  const error = new ModelError('engineCrashed', { trouble: 'gaveUp' });
  changes.fire({ id: 'чат.gguf', state: 'failed', error });
  assert.equal(registry.chosen('chat')?.error, error, "the engine's own word counts more");
  changes.fire({ id: 'чат.gguf', state: 'loading', progress: 0.5 });
  assert.deepEqual([registry.chosen('chat')?.error, registry.chosen('chat')?.progress], [undefined, 0.5]);
  registry.dispose();
});
