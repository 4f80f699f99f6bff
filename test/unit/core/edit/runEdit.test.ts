import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Piece } from '../../../../src/core/edit/piece.ts';
import { runEdit } from '../../../../src/core/edit/runEdit.ts';
import { refactor } from '../../../../src/core/edit/tasks/refactor.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { HandFedModel, settled } from '../completion/handFed.ts';

const piece: Piece = {
  document: 'a();\n',
  start: 0,
  end: 4,
  place: { uri: 'file:///a.ts', path: 'a.ts' },
  language: 'typescript',
};

async function started(window = 8192) {
  const model = new HandFedModel();
  const controller = new AbortController();
  const proposal = runEdit(refactor, piece, model.open(), window, controller.signal);
  await settled();
  return { model, controller, proposal };
}

test('the answer becomes an edit of the piece', async () => {
  const { model, proposal } = await started();
  await model.last.say('```ts\nb(');
  await model.last.say(');\n```');
  await model.last.end();
  const made = await proposal;
  assert.ok(made && 'edit' in made);
  assert.deepEqual(made.edit, { document: 'a();\n', start: 0, end: 4, newText: 'b();' });
  assert.equal(made.newDocument, 'b();\n');
  assert.equal(model.last.options.purpose, 'edit');
});

test('an answer at the limit is refused', async () => {
  const { model, proposal } = await started();
  await model.last.say('```ts\nb();');
  await model.last.end('length');
  assert.deepEqual(await proposal, { refusal: { kind: 'cut' } });
});

test('a stopped answer is nothing, and reaches the model', async () => {
  const { model, controller, proposal } = await started();
  await model.last.say('```ts\nb();\n```');
  controller.abort();
  assert.equal(await proposal, undefined);
  assert.equal(model.last.aborted, true);
});

test('a failure is thrown as it is', async () => {
  const { model, proposal } = await started();
  const failure = assert.rejects(proposal, { kind: 'brokenStream' });
  await model.last.fail(new ModelError('brokenStream'));
  await failure;
});

test('what does not fit is refused before anything is asked', async () => {
  const { model, proposal } = await started(64);
  const outcome = await proposal;
  assert.ok(outcome && 'refusal' in outcome && outcome.refusal.kind === 'tooLarge');
  assert.equal(model.requests.length, 0);
});
