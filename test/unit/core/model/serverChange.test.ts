import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptProviders } from '../../../../src/core/model/keptProviders.ts';
import type { Delta, GenerateOptions, LanguageModel } from '../../../../src/core/model/languageModel.ts';
import type { ModelRegistry } from '../../../../src/core/model/modelRegistry.ts';
import type { ServerSettings } from '../../../../src/core/model/serverSettings.ts';
import { gate, ScriptedModel } from '../../../support/scriptedModel.ts';
import { FakeServer, PRO, registryOf } from './registryHarness.ts';

const never = new AbortController().signal;

function begin(model: LanguageModel): AsyncIterator<Delta> {
  const options: GenerateOptions = { maxTokens: 10, signal: never, purpose: 'chat' };
  return model.generate({ kind: 'chat', messages: [] }, options)[Symbol.asyncIterator]();
}

async function opened(registry: ModelRegistry): Promise<LanguageModel> {
  await registry.refresh();
  const open = await registry.open('chat', never);
  assert.ok(open);
  return open.model;
}

async function rest(answer: AsyncIterator<Delta>): Promise<string> {
  let text = '';
  for (let step = await answer.next(); !step.done; step = await answer.next()) {
    if (step.value.kind === 'text') text += step.value.text;
  }
  return text;
}

/** A server in the middle of an answer, and the way to let it go on. */
async function answering() {
  const server = new FakeServer('отдел');
  const { passed, open: goOn } = gate();
  server.model = new ScriptedModel([['нача', { wait: passed }, 'ло']], PRO);
  const { registry } = registryOf(server);
  const answer = begin(await opened(registry));
  await answer.next();
  return { server, registry, answer, goOn };
}

test('a server is made anew only when its own setting changes', () => {
  const made: string[] = [];
  const kept = new KeptProviders(({ name }) => {
    made.push(name);
    return new FakeServer(name);
  });
  const a: ServerSettings = { name: 'а', url: 'https://a/v1' };
  const b: ServerSettings = { name: 'б', url: 'https://b/v1' };
  const [first] = kept.of([a]);
  assert.equal(kept.of([b, { ...a }, { ...a }])[1], first);
  assert.deepEqual(made, ['а', 'б']);
  assert.equal(kept.of([{ ...a, window: 4096 }, b]).includes(first as FakeServer), false);
  assert.deepEqual(made, ['а', 'б', 'а']);
});

test('an answer goes on when another server is added, and its server stays', async () => {
  const { server, registry, answer, goOn } = await answering();
  registry.setProviders([server, new FakeServer('запас')]);
  goOn();
  assert.equal(await rest(answer), 'ло');
  assert.equal(server.disposed, false);
});

test('a server whose setting changed goes after the answer that it is giving', async () => {
  const { server, registry, answer, goOn } = await answering();
  registry.setProviders([new FakeServer('отдел')]);
  await registry.refresh();
  assert.equal(server.disposed, false);
  goOn();
  assert.equal(await rest(answer), 'ло');
  assert.equal(server.disposed, true);
});

test('an answer of a server that was removed ends with a reason', async () => {
  const { server, registry, answer } = await answering();
  registry.setProviders([new FakeServer('запас')]);
  await assert.rejects(rest(answer), { kind: 'notFound', details: { model: PRO.id } });
  assert.equal(server.disposed, true);
});

test('a model that was opened before its server was removed answers no more', async () => {
  const server = new FakeServer('отдел');
  const { registry } = registryOf(server);
  const model = await opened(registry);
  registry.setProviders([]);
  assert.equal(server.disposed, true);
  await assert.rejects(rest(begin(model)), { kind: 'notFound' });
});

test('the reader’s own stop is no failure', async () => {
  const server = new FakeServer('отдел');
  server.model = new ScriptedModel([['да', { wait: new Promise(() => {}) }]], PRO);
  const { registry } = registryOf(server);
  const model = await opened(registry);
  const stop = new AbortController();
  const options: GenerateOptions = { maxTokens: 10, signal: stop.signal, purpose: 'chat' };
  const ends: Delta[] = [];
  for await (const delta of model.generate({ kind: 'chat', messages: [] }, options)) {
    if (delta.kind === 'text') stop.abort();
    else ends.push(delta);
  }
  assert.deepEqual(
    ends.map((end) => end.kind === 'end' && end.finish),
    ['aborted'],
  );
});
