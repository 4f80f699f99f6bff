import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GenerateOptions, LanguageModel } from '../../../../src/core/model/languageModel.ts';
import { gate, ScriptedModel } from '../../../support/scriptedModel.ts';
import { down, FakeServer, PRO, refused, registryOf } from './registryHarness.ts';

const SECOND = 1000;
const never = new AbortController().signal;

async function answer(model: LanguageModel): Promise<string> {
  const options: GenerateOptions = { maxTokens: 10, signal: never, purpose: 'chat' };
  let text = '';
  for await (const delta of model.generate({ kind: 'chat', messages: [] }, options)) {
    if (delta.kind === 'text') text += delta.text;
  }
  return text;
}

test('a server that refuses the key at start is known as that, though it has no models', async () => {
  const { registry } = registryOf(new FakeServer('отдел', refused('отдел.corp')));
  await registry.refresh();
  assert.deepEqual(registry.entries(), []);
  const [failure, ...others] = registry.failures();
  assert.deepEqual(others, []);
  assert.ok(failure);
  const { ref, name, state, cure, error } = failure;
  assert.deepEqual([ref, name, state, cure], ['отдел/', 'отдел', 'unauthorized', 'enterKey']);
  assert.equal(error.kind, 'unauthorized');
});

test('a server that is down, or has no models, is known as one that does not answer', async () => {
  const empty = new FakeServer('пустой');
  empty.cards = [];
  const { registry } = registryOf(new FakeServer('отдел', down('отдел.corp')), empty);
  await registry.refresh();
  const seen = registry.failures().map(({ name, state, cure, error }) => [name, state, cure, error.kind]);
  assert.deepEqual(seen, [
    ['отдел', 'unreachable', 'checkConnection', 'unreachable'],
    ['пустой', 'unreachable', 'checkConnection', 'notFound'],
  ]);
});

test('a server that is down is asked again: after 15 s, then at longer intervals, up to 2 minutes', async () => {
  const server = new FakeServer('отдел', down('отдел.corp'));
  const { registry, clock } = registryOf(server);
  await registry.refresh();
  const askedAt: number[] = [];
  for (let asked = server.asked; clock.time < 420 * SECOND; asked = server.asked) {
    await clock.pass(SECOND);
    if (server.asked > asked) askedAt.push(clock.time / SECOND);
  }
  assert.deepEqual(askedAt, [15, 45, 105, 225, 345]);

  server.failure = undefined;
  await clock.pass(120 * SECOND);
  assert.deepEqual(registry.failures(), []);
  assert.equal(registry.chosen('chat')?.state, 'ready');
  const { asked } = server;
  await clock.pass(3600 * SECOND);
  assert.equal(server.asked, asked, 'who answers is not asked');
});

test('what is known of a server stays in view while it is asked again by itself', async () => {
  const server = new FakeServer('отдел', down('отдел.corp'));
  const { registry, clock } = registryOf(server);
  await registry.refresh();
  const states: unknown[] = [];
  registry.onDidChange(() => states.push(registry.failures()[0]?.state));
  await clock.pass(60 * SECOND);
  assert.deepEqual([...new Set(states)], ['unreachable']);
});

test('a server that refuses the key is asked rarely: a wrong key repeated may lock its owner out', async () => {
  const server = new FakeServer('отдел', refused('отдел.corp'));
  const { registry, clock } = registryOf(server);
  await registry.refresh();
  await clock.pass(119 * SECOND);
  assert.equal(server.asked, 1);
  await clock.pass(2 * SECOND);
  assert.equal(server.asked, 2);
});

test('nobody waits for a failed server while another answers, but for who looks at the list', async () => {
  const failed = new FakeServer('запас', down('запас.corp'));
  const { registry, clock } = registryOf(new FakeServer('отдел'), failed);
  await registry.refresh();
  await clock.pass(600 * SECOND);
  assert.equal(failed.asked, 1);
  const watching = registry.watch();
  await clock.pass(SECOND);
  assert.equal(failed.asked, 2);
  await clock.pass(10 * SECOND);
  assert.equal(failed.asked, 2);
  watching.dispose();
  watching.dispose();
  await clock.pass(600 * SECOND);
  assert.equal(failed.asked, 2);
});

test('a question asks a failed server at once, a hint in the line does not', async () => {
  const server = new FakeServer('отдел', down('отдел.corp'));
  const { registry } = registryOf(server);
  await registry.refresh();
  await assert.rejects(registry.open('completion', never), { kind: 'unreachable' });
  assert.equal(server.asked, 1);
  await assert.rejects(registry.open('chat', never), { kind: 'unreachable' });
  assert.equal(server.asked, 2);
  server.failure = undefined;
  assert.equal((await registry.open('chat', never))?.entry.ref, `отдел/${PRO.id}`);
});

test('a model whose last request did not get through is looked after as well', async () => {
  const server = new FakeServer('отдел');
  server.model = new ScriptedModel([[{ fail: down('отдел.corp') }]], PRO);
  const { registry, clock } = registryOf(server);
  await registry.refresh();
  const open = await registry.open('chat', never);
  assert.ok(open);
  await assert.rejects(answer(open.model));
  assert.equal(registry.chosen('chat')?.state, 'unreachable');
  await clock.pass(15 * SECOND);
  assert.equal(registry.chosen('chat')?.state, 'ready');
});

test('a place that is asked anew is not judged by the answer that was under way', async () => {
  const server = new FakeServer('отдел', refused('отдел.corp'));
  const { passed, open } = gate();
  server.listing = passed;
  const { registry } = registryOf(server);
  const first = registry.refresh();
  const states: unknown[] = [];
  registry.onDidChange(() => states.push(...registry.failures().map(({ state }) => state)));
  server.failure = undefined;
  const second = registry.refresh({ anew: true });
  open();
  await Promise.all([first, second]);
  assert.deepEqual(states, []);
  assert.equal(server.asked, 2);
  assert.equal(registry.chosen('chat')?.state, 'ready');
});
