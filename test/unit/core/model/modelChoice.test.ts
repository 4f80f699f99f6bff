import assert from 'node:assert/strict';
import { test } from 'node:test';
import { automaticChoice } from '../../../../src/core/model/automaticChoice.ts';
import { cardFor } from '../../../../src/core/model/catalogue.ts';
import type { ModelEntry, ModelState } from '../../../../src/core/model/modelSource.ts';
import { gate, ScriptedModel } from '../../../support/scriptedModel.ts';
import { FakeServer, PRO, registryOf } from './registryHarness.ts';

const never = new AbortController().signal;

/** `отдел T-pro-it-2.1 unreachable`, in the order of the places; `здесь` is this machine. */
function entry(picture: string): ModelEntry {
  const [name = '', id = '', state = 'ready'] = picture.split(' ');
  const place =
    name === 'здесь'
      ? ({ kind: 'local' } as const)
      : ({ kind: 'server', name, host: name, loopback: false } as const);
  return {
    ref: `${name}/${id}`,
    card: cardFor(id, { rawCompletions: true }),
    place,
    state: state as ModelState,
  };
}

const CHOICES: readonly (readonly [all: readonly string[], chosen: string | undefined])[] = [
  [[], undefined],
  [['а other', 'б T-pro-it-2.1', 'здесь T-lite-it-2.1'], 'б/T-pro-it-2.1'],
  [['а other', 'здесь other', 'здесь T-lite-it-2.1'], 'здесь/T-lite-it-2.1'],
  [['а other', 'здесь third'], 'здесь/third'],
  [['а other'], 'а/other'],
  [['а T-pro-it-2.1 unreachable', 'б T-pro-it-2.0', 'здесь T-lite-it-2.1'], 'б/T-pro-it-2.0'],
  [['а T-pro-it-2.1 unauthorized', 'здесь T-lite-it-2.1 idle'], 'здесь/T-lite-it-2.1'],
  [['здесь T-lite-it-1.0 failed', 'здесь T-lite-it-2.1 idle'], 'здесь/T-lite-it-2.1'],
  [['а T-pro-it-2.1 unreachable', 'здесь T-lite-it-2.1 failed'], 'а/T-pro-it-2.1'],
];
for (const [all, chosen] of CHOICES) {
  test(`of ${all.join(', ') || 'none'}: ${chosen ?? 'none'}`, () => {
    assert.equal(automaticChoice(all.map(entry))?.ref, chosen);
  });
}

test('a model whose requests its server hands on is never chosen by itself', () => {
  const cloud = entry('а T-pro-it-2.1');
  const forwarding = { ...cloud, card: { ...cloud.card, forwardsTo: 'cloud.example' } };
  assert.equal(automaticChoice([forwarding, entry('здесь T-lite-it-2.1')])?.ref, 'здесь/T-lite-it-2.1');
  assert.equal(automaticChoice([forwarding]), undefined);
});

test('a question to the model that a setting names does not wait for other places', async () => {
  const silent = new FakeServer('молчит');
  silent.listing = gate().passed;
  const { registry, choice } = registryOf(silent, new FakeServer('отдел'));
  choice.chat = `отдел/${PRO.id}`;
  void registry.refresh();
  const open = await registry.open('chat', never);
  assert.equal(open?.entry.ref, choice.chat);
  registry.dispose();
});

test('a model answers until the last of its requests has ended', async () => {
  const server = new FakeServer('отдел');
  const slow = gate();
  server.model = new ScriptedModel([['да', { wait: slow.passed }, 'нет'], ['подсказка']], PRO);
  const { registry } = registryOf(server);
  await registry.refresh();
  const ask = async (purpose: 'chat' | 'completion') => {
    const open = await registry.open(purpose, never);
    assert.ok(open);
    return open.model.generate({ kind: 'chat', messages: [] }, { maxTokens: 9, signal: never, purpose });
  };
  const chat = (await ask('chat'))[Symbol.asyncIterator]();
  await chat.next();
  for await (const _ of await ask('completion'));
  assert.equal(registry.chosen('chat')?.state, 'answering');
  slow.open();
  while (!(await chat.next()).done);
  assert.equal(registry.chosen('chat')?.state, 'ready');
});
