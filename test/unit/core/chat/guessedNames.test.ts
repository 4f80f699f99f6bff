import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GuessedNames } from '../../../../src/core/chat/guessedNames.ts';
import { gate, ScriptedModel, ScriptedSource } from '../../../support/scriptedModel.ts';
import { never } from './chatRoom.ts';

const QUESTION = 'Где считается скидка?';

async function opened(model: ScriptedModel) {
  const open = await new ScriptedSource(model).open();
  assert.ok(open);
  return open;
}

test('a model that does not name anything in time is done without, and spared for a while', async () => {
  let now = 0;
  const names = new GuessedNames(() => now, 5);
  const model = new ScriptedModel([[{ wait: gate().passed }], ['cart, total']]);
  const open = await opened(model);
  assert.deepEqual(await names.of(QUESTION, open, never), []);
  assert.deepEqual(await names.of('Где считается доставка?', open, never), []);
  assert.equal(model.requests.length, 1);
  now = 600_000;
  assert.deepEqual(await names.of(QUESTION, open, never), ['cart', 'total']);
});

test('an abort ends the asking and is no slowness of the model', async () => {
  const names = new GuessedNames(() => 0, 60_000);
  const model = new ScriptedModel([[{ wait: gate().passed }], ['cart, total']]);
  const open = await opened(model);
  const abort = new AbortController();
  const asked = names.of(QUESTION, open, abort.signal);
  abort.abort(new Error('stopped'));
  await assert.rejects(asked, /stopped/);
  assert.deepEqual(await names.of(QUESTION, open, never), ['cart', 'total']);
});

test('enough names end the answer of a model that talks on', async () => {
  const names = new GuessedNames(() => 0);
  const model = new ScriptedModel([['cart, total, discount\n', { wait: gate().passed }]]);
  assert.deepEqual(await names.of(QUESTION, await opened(model), never), ['cart', 'total', 'discount']);
});
