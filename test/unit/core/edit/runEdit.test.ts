import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Piece } from '../../../../src/core/edit/piece.ts';
import { applyEdit } from '../../../../src/core/edit/proposedEdit.ts';
import { runEdit } from '../../../../src/core/edit/runEdit.ts';
import { refactor } from '../../../../src/core/edit/tasks/refactor.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { maskModel } from '../../../../src/core/privacy/maskedModel.ts';
import { wordMasker } from '../../../support/secretWord.ts';
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
  assert.equal(made.edit && applyEdit(made.edit), 'b();\n');
  assert.equal(model.last.options.purpose, 'edit');
});

test('an answer at the limit is gone on with, in the same words', async () => {
  const { model, proposal } = await started();
  await model.last.say('```ts\nb(');
  await model.last.end('length');
  await settled();
  assert.equal(model.requests.length, 2);
  const { prompt } = model.last;
  assert.ok(prompt.kind === 'chat' && prompt.continueLast);
  assert.deepEqual(prompt.messages.at(-1), { role: 'assistant', text: '```ts\nb(' });
  await model.last.say('1);\n```');
  await model.last.end();
  const made = await proposal;
  assert.ok(made && 'edit' in made);
  assert.equal(made.edit && applyEdit(made.edit), 'b(1);\n');
});

test('an answer that has no end is refused after a while', async () => {
  const { model, proposal } = await started();
  for (let round = 0; round < 3; round++) {
    await model.last.say('```ts\nb();');
    await model.last.end('length');
    await settled();
  }
  assert.deepEqual(await proposal, { refusal: { kind: 'cut' } });
  assert.equal(model.requests.length, 3);
});

test('an answer much longer than the piece is not gone on with', async () => {
  const { model, proposal } = await started();
  await model.last.say('b();\n'.repeat(2000));
  await model.last.end('length');
  assert.deepEqual(await proposal, { refusal: { kind: 'cut' } });
  assert.equal(model.requests.length, 1);
});

test('a server that cannot go on leaves the answer cut', async () => {
  const { model, proposal } = await started();
  await model.last.say('```ts\nb();');
  await model.last.end('length');
  await settled();
  await model.last.fail(new ModelError('badRequest'));
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

const CONFIG: Piece = {
  ...piece,
  document: 'near = "SECRETnear";\r\nconnect("SECRETone");\r\nfar = "SECRETfar";\r\n',
  start: 22,
  end: 43,
  rules: [{ id: 'rules', path: 'AGENTS.md', text: 'входи с SECRETrule' }],
};

async function maskedEdit(...pieces: string[]) {
  const model = new HandFedModel();
  const masker = wordMasker();
  const opened = model.open();
  const open = { ...opened, model: maskModel(opened.model, masker), masker };
  const proposal = runEdit(refactor, CONFIG, open, 8192, new AbortController().signal);
  await settled();
  for (const text of pieces) await model.last.say(text);
  await model.last.end();
  return { proposal: await proposal, prompt: JSON.stringify(model.last.prompt) };
}

test('a model elsewhere sees no secret of the piece, around it or in the rules, and the edit keeps them all', async () => {
  const { proposal, prompt } = await maskedEdit(
    '```ts\nopen("⟨сек',
    'рет s00',
    '02: пароль⟩", "⟨секрет s0001: пароль⟩");\n```',
  );
  assert.doesNotMatch(prompt, /SECRET/);
  assert.match(prompt, /секрет s0001/);
  assert.match(prompt, /AGENTS\.md:\\nвходи с ⟨секрет/);
  assert.match(prompt, /метки вида ⟨секрет …⟩/);
  assert.ok(proposal && 'edit' in proposal);
  const { document } = CONFIG;
  assert.deepEqual(proposal.edit, {
    document,
    start: 22,
    end: 43,
    newText: 'open("SECRETone", "SECRETnear");',
  });
});

test('an edit that would lose a secret is refused', async () => {
  const { proposal } = await maskedEdit('```ts\nopen("⟨секрет s9999: пароль⟩");\n```');
  assert.deepEqual(proposal, { refusal: { kind: 'lostSecret' } });
});
