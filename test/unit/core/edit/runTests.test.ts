import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdit } from '../../../../src/core/edit/proposedEdit.ts';
import { runTests } from '../../../../src/core/edit/runTests.ts';
import { writeTests } from '../../../../src/core/edit/tasks/writeTests.ts';
import { type TestsAsked, testsPrompt } from '../../../../src/core/edit/testsPrompt.ts';
import { wordMasker } from '../../../support/secretWord.ts';
import { CARD, HandFedModel, settled } from '../completion/handFed.ts';

/** A token for each four characters. */
const counter = { count: (text: string) => Math.ceil(text.length / 4), exact: true };
const SOURCE = 'x();\nfunction area() {}\ny();\n';
const asked: TestsAsked = {
  piece: {
    ...{ document: SOURCE, start: 5, end: 23, language: 'typescript' },
    place: { uri: 'file:///src/a.ts', path: 'src/a.ts', firstLine: 2, lastLine: 2 },
  },
  tests: { path: 'src/a.test.ts', language: 'typescript', text: "test('one', () => {});\n" },
  libraries: [],
};
const NEW = { ...asked, tests: { ...asked.tests, text: '' } };

function userText(given: TestsAsked, window = 8192): string {
  const made = testsPrompt(writeTests, given, CARD, counter, window);
  assert.ok('prompt' in made);
  const size = made.prompt.messages.reduce((sum, { text }) => sum + counter.count(text), 0);
  assert.ok(size + made.maxTokens <= window, `${size} and ${made.maxTokens}`);
  return made.prompt.messages.at(-1)?.text ?? '';
}

test('the tests that are there are shown as data, and where the new ones go', () => {
  const user = userText(asked);
  assert.match(user, /Тесты, которые уже есть, файл src\/a\.test\.ts:\n```typescript\ntest\('one'/);
  assert.match(user, /Фрагмент:\n```typescript\nfunction area\(\) \{\}\n```/);
  assert.match(user, /Код перед фрагментом/);
  assert.match(user, /встанут в конец файла src\/a\.test\.ts\./);
});

test('for a new file an example is shown, or what the project writes tests with', () => {
  const example = { path: 'src/b.test.ts', language: 'typescript', text: "it('b', () => {});\n" };
  assert.match(
    userText({ ...NEW, example }),
    /Пример тестов рядом, файл src\/b\.test\.ts:\n```typescript\nit\('b'/,
  );
  const user = userText({ ...NEW, libraries: ['vitest', 'chai'] });
  assert.match(user, /в новый файл src\/a\.test\.ts\./);
  assert.match(user, /пишут так: vitest, chai\./);
});

test('tests in the file itself are not shown twice', () => {
  const tests = { path: 'src/a.ts', language: 'rust', text: SOURCE };
  const user = userText({ ...asked, piece: { ...asked.piece, language: 'rust' }, tests });
  assert.equal(user.split('function area() {}').length, 2);
  assert.match(user, /в модуль tests/);
});

test('a large file of tests is shortened, the piece never; what cannot fit is refused', () => {
  const many = Array.from({ length: 4000 }, (_, at) => `test('no ${at}', () => {});`).join('\n');
  const user = userText({ ...asked, tests: { ...asked.tests, text: many } }, 4096);
  assert.match(user, /no 0'/);
  assert.match(user, /no 3999'/);
  assert.match(user, /пропущено строк/);
  assert.match(user, /function area/);
  const document = 'f();\n'.repeat(20_000);
  const piece = { ...asked.piece, document, start: 0, end: document.length };
  assert.ok('refusal' in testsPrompt(writeTests, { ...asked, piece }, CARD, counter, 8192));
});

test('an answer becomes an edit of the file of tests; one that reached its limit is gone on with', async () => {
  const model = new HandFedModel();
  const proposal = runTests(asked, 'без моков', model.open(), 8192, new AbortController().signal);
  await settled();
  const { prompt } = model.last;
  assert.ok(prompt.kind === 'chat');
  assert.match(prompt.messages.at(-1)?.text ?? '', /Уточнение: без моков\./);
  await model.last.say("```ts\ntest('two',");
  await model.last.end('length');
  await settled();
  assert.equal(model.requests.length, 2);
  await model.last.say(' () => {});\n```');
  await model.last.end();
  const made = await proposal;
  assert.ok(made && 'others' in made && made.edit);
  assert.equal(applyEdit(made.edit), "test('one', () => {});\n\ntest('two', () => {});\n");
  assert.deepEqual(made.others, []);
});

test('a stopped answer is nothing', async () => {
  const model = new HandFedModel();
  const controller = new AbortController();
  const proposal = runTests(asked, '', model.open(), 8192, controller.signal);
  await settled();
  controller.abort();
  assert.equal(await proposal, undefined);
});

test('a model elsewhere sees no secret of the tests nor of the example', async () => {
  const model = new HandFedModel();
  const example = { path: 'b.test.ts', language: 'typescript', text: "log('SECRET42');\n" };
  const secret = { ...asked, tests: { ...asked.tests, text: "log('SECRET42');\n" }, example };
  const opened = { ...model.open(), masker: wordMasker() };
  const controller = new AbortController();
  const proposal = runTests(secret, '', opened, 8192, controller.signal);
  await settled();
  assert.ok(!JSON.stringify(model.last.prompt).includes('SECRET42'));
  controller.abort();
  await proposal;
});
