import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinedText } from '../../../../src/core/diff/lines.ts';
import { editInParts, MOST_PARTS } from '../../../../src/core/edit/editInParts.ts';
import { decided, type Hunk, withAccepted } from '../../../../src/core/edit/hunks.ts';
import type { Piece } from '../../../../src/core/edit/piece.ts';
import { applyEdit } from '../../../../src/core/edit/proposedEdit.ts';
import { refactor } from '../../../../src/core/edit/tasks/refactor.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { HandFedModel, settled } from '../completion/handFed.ts';

const WINDOW = 4096;

const definition = (name: string, body = 'work'): string =>
  `function ${name}() {\n${`  ${body}(1, 2, 3);\n`.repeat(30)}}`;

/** A head, three functions, a tail; the piece is the functions. */
function threeFunctions(names = ['one', 'two', 'three'], end = '\n'): Piece {
  const own = names.map((name) => definition(name)).join('\n\n');
  const document = `import 'a';\n\n${own}\n\nrun();\n`.replaceAll('\n', end);
  const start = document.indexOf('function');
  const place = { uri: 'file:///a.ts', path: 'a.ts' };
  return { document, start, end: document.lastIndexOf('}') + 1, place, language: 'typescript' };
}

function begun(piece: Piece) {
  const model = new HandFedModel();
  const controller = new AbortController();
  const asked: string[] = [];
  let hunks: () => readonly Hunk[] = () => [];
  const outcome = editInParts(refactor, piece, model.open(), WINDOW, controller.signal, {
    asked: ({ name }, number, count) => asked.push(`${number} ${count} ${name}`),
    grown: (now) => {
      hunks = now;
    },
    pause: settled,
  });
  const answer = async (text: string): Promise<void> => {
    await settled();
    await model.last.say(text);
    await model.last.end();
    await settled();
  };
  const code = (text: string): Promise<void> => answer(`\`\`\`ts\n${text}\n\`\`\``);
  return { model, controller, asked, outcome, answer, code, hunks: () => hunks() };
}

test('each definition is asked for in turn, behind one system prompt; all is one edit of the document', async () => {
  const piece = threeFunctions();
  const { model, asked, outcome, code } = begun(piece);
  for (const name of ['one', 'two', 'three']) await code(definition(name, 'done'));
  const { proposal } = await outcome;
  assert.deepEqual(asked, ['1 3 one', '2 3 two', '3 3 three']);
  assert.ok(proposal && 'edit' in proposal && proposal.edit);
  const newDocument = applyEdit(proposal.edit);
  assert.equal(newDocument, piece.document.replaceAll('work', 'done'));
  assert.equal(proposal.edit.document, piece.document);
  assert.deepEqual(proposal.warnings, []);
  const messages = model.requests.map(({ prompt }) => (prompt.kind === 'chat' ? prompt.messages : []));
  assert.equal(new Set(messages.map(([system]) => system?.text)).size, 1);
  assert.match(messages[1]?.at(-1)?.text ?? '', /часть 2 из 3/);
  assert.match(messages[1]?.at(-1)?.text ?? '', /done\(1, 2, 3\)/, 'it sees what became of the part before');
});

test('line ends are the document’s in every part', async () => {
  const piece = threeFunctions(undefined, '\r\n');
  const { outcome, code } = begun(piece);
  for (const name of ['one', 'two', 'three']) await code(definition(name, 'done'));
  const { proposal } = await outcome;
  assert.ok(proposal && 'edit' in proposal && proposal.edit);
  const newDocument = applyEdit(proposal.edit);
  assert.equal(newDocument, piece.document.replaceAll('work', 'done'));
});

test('a refused part stays, the others are proposed, and it is told', async () => {
  const piece = threeFunctions();
  const { outcome, answer, code } = begun(piece);
  await code(definition('one', 'done'));
  await answer('Здесь всё хорошо.');
  await code(definition('three'));
  const { proposal } = await outcome;
  assert.ok(proposal && 'edit' in proposal && proposal.edit);
  const newDocument = applyEdit(proposal.edit);
  assert.equal(newDocument, piece.document.replace(definition('one'), definition('one', 'done')));
  assert.deepEqual(proposal.warnings, [{ kind: 'partsLeft', left: 1, count: 3, reason: { kind: 'noCode' } }]);
});

test('the hunks of finished parts stand with those of the one under way', async () => {
  const piece = threeFunctions();
  const { model, controller, outcome, code, hunks } = begun(piece);
  const longer = definition('one', 'done').replace('{\n', '{\n  const added = 1;\n');
  await code(longer);
  await settled();
  await model.last.say(`\`\`\`ts\n${definition('two', 'done').slice(0, 200)}`);
  const shown = hunks();
  assert.equal(new Set(shown.map(({ id }) => id)).size, shown.length);
  const accepted = withAccepted(new LinedText(piece.document), decided(shown, 'open', 'accepted'));
  assert.ok(accepted.includes(longer));
  assert.match(accepted, /function two\(\) \{\n {2}done/);
  assert.ok(accepted.endsWith(`${definition('three')}\n\nrun();\n`));
  controller.abort();
  await outcome;
});

test('what was whole is kept when it is stopped', async () => {
  const piece = threeFunctions();
  const { controller, outcome, code } = begun(piece);
  await code(definition('one', 'done'));
  controller.abort();
  const { proposal, failure } = await outcome;
  assert.ok(proposal && 'edit' in proposal && proposal.edit);
  const newDocument = applyEdit(proposal.edit);
  assert.equal(newDocument, piece.document.replace(definition('one'), definition('one', 'done')));
  assert.deepEqual(proposal.warnings, [{ kind: 'partsLeft', left: 2, count: 3 }]);
  assert.equal(failure, undefined);
});

test('stopped before anything was whole, there is nothing', async () => {
  const { controller, outcome } = begun(threeFunctions());
  await settled();
  controller.abort();
  assert.deepEqual(await outcome, {});
});

test('a failure is told, and what was whole is kept', async () => {
  const { model, outcome, code } = begun(threeFunctions());
  await code(definition('one', 'done'));
  await settled();
  await model.last.fail(new ModelError('brokenStream'));
  const { proposal, failure } = await outcome;
  assert.ok(proposal && 'edit' in proposal && proposal.edit);
  assert.ok(failure instanceof ModelError);
});

test('when no part changes, nothing does', async () => {
  const { outcome, code } = begun(threeFunctions());
  for (const name of ['one', 'two', 'three']) await code(definition(name));
  assert.deepEqual(await outcome, { proposal: { refusal: { kind: 'unchanged' } } });
});

test('a part that also rewrites the next one does not reach into it', async () => {
  const piece = threeFunctions();
  const { outcome, code } = begun(piece);
  await code(`${definition('one', 'done')}\n\n${definition('two', 'spoilt')}`);
  await code(definition('two', 'done'));
  await code(definition('three', 'done'));
  const { proposal } = await outcome;
  assert.ok(proposal && 'edit' in proposal && proposal.edit);
  const newDocument = applyEdit(proposal.edit);
  assert.doesNotMatch(newDocument, /spoilt/);
  assert.equal(newDocument.match(/function two/g)?.length, 1);
});

test('a helper that two parts bring is there once, or it is told', async () => {
  const { outcome, code } = begun(threeFunctions());
  const helper = 'function helper() {\n  return 1;\n}';
  await code(`${helper}\n\n${definition('one', 'done')}`);
  await code(`${helper}\n\n${definition('two', 'done')}`);
  await code(definition('three', 'done'));
  const { proposal } = await outcome;
  assert.ok(proposal && 'edit' in proposal && proposal.edit);
  const newDocument = applyEdit(proposal.edit);
  const count = newDocument.match(/function helper/g)?.length ?? 0;
  const told = proposal.warnings.some(({ kind }) => kind === 'duplicated');
  assert.ok(count === 1 || told, `${count} helpers, told: ${told}`);
});

test('an import above the piece is kept, and the next parts stand where they stood', async () => {
  const piece = threeFunctions();
  const { outcome, code } = begun(piece);
  await code(`import 'a';\nimport 'b';\n\n${definition('one', 'done')}`);
  await code(definition('two', 'done'));
  await code(definition('three', 'done'));
  const { proposal } = await outcome;
  assert.ok(proposal && 'edit' in proposal && proposal.edit);
  const newDocument = applyEdit(proposal.edit);
  const rest = piece.document.slice(piece.start).replaceAll('work', 'done');
  assert.ok(newDocument.endsWith(rest));
});

test('what would take too many requests is refused before the first', async () => {
  const names = Array.from({ length: MOST_PARTS + 1 }, (_, at) => `f${at}`);
  const { model, outcome } = begun(threeFunctions(names));
  assert.deepEqual(await outcome, { proposal: { refusal: { kind: 'tooManyParts', most: MOST_PARTS } } });
  assert.equal(model.requests.length, 0);
});

test('one definition larger than the window is told as that', async () => {
  const piece = threeFunctions();
  const document = `function huge() {\n${'  work(1, 2, 3);\n'.repeat(400)}}`;
  const { model, outcome } = begun({ ...piece, document, start: 0, end: document.length });
  const { proposal } = await outcome;
  assert.ok(proposal && 'refusal' in proposal && proposal.refusal.kind === 'tooLarge');
  assert.equal(model.requests.length, 0);
});

test('a class larger than the window: what the model closes too early is open again', async () => {
  const method = (name: string, body = 'work'): string =>
    definition(name, body)
      .replace('function ', '')
      .replace(/^(?=.)/gm, '  ');
  const document = `class Large {\n${['one', 'two', 'three'].map((name) => method(name)).join('\n\n')}\n}\n`;
  const { outcome, code } = begun({ ...threeFunctions(), document, start: 0, end: document.length - 1 });
  await code(`class Large {\n${method('one', 'done')}\n}`);
  await code(method('two', 'done'));
  await code(`${method('three', 'done')}\n}`);
  const { proposal } = await outcome;
  assert.ok(proposal && 'edit' in proposal && proposal.edit);
  const newDocument = applyEdit(proposal.edit);
  assert.equal(newDocument, document.replaceAll('work', 'done'));
});
