import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdit } from '../../../../src/core/edit/proposedEdit.ts';
import { type AnsweredFiles, proposeFiles } from '../../../../src/core/edit/proposedFiles.ts';
import { safePath } from '../../../../src/core/edit/safePath.ts';
import { ownInstruction } from '../../../../src/core/edit/tasks/ownInstruction.ts';
import { simplify } from '../../../../src/core/edit/tasks/simplify.ts';
import { writeTests } from '../../../../src/core/edit/tasks/writeTests.ts';

const DOCUMENT = 'function a() {\n  return 1;\n}\n';
const CHANGED = 'function a() {\n  return 2;\n}\n';
const asked: AnsweredFiles = {
  path: 'src/a.ts',
  document: DOCUMENT,
  selection: { start: 0, end: DOCUMENT.length - 1 },
  language: 'typescript',
  task: ownInstruction('вынеси в файл'),
  answer: '',
  cut: false,
  shown: [],
};
const block = (text: string, info = 'ts'): string => `\`\`\`${info}\n${text}\`\`\`\n`;
const NEW = 'export const b = 1;\n';

/** What becomes of the document, then the other files. */
function outcome(change: Partial<AnsweredFiles>): string[] {
  const made = proposeFiles({ ...asked, ...change });
  if ('refusal' in made) return [made.refusal.kind];
  const others = made.others.map(({ path, edit, isNew }) => `${isNew ? '+' : ''}${path}: ${applyEdit(edit)}`);
  const told = made.warnings.map((one) => (one.kind === 'fileLeftOut' ? `! ${one.path}` : one.kind));
  return [made.edit ? applyEdit(made.edit) : '', ...others, ...told];
}

const NAMINGS: readonly (readonly [name: string, answer: string])[] = [
  ['behind the language', block(NEW, 'ts src/b.ts')],
  ['behind a colon', block(NEW, 'ts:src/b.ts')],
  ['in the place of the language', block(NEW, 'src/b.ts')],
  ['as a title', block(NEW, 'ts title="src/b.ts"')],
  ['in the line before, bold', `**src/b.ts**\n\n${block(NEW)}`],
  ['in the line before, as a heading', `### Файл: src/b.ts\n${block(NEW)}`],
  [
    'in the line before, quoted in a sentence',
    `Новый модуль \`src/b.ts\` с тем, что вынесено:\n${block(NEW)}`,
  ],
  ['with folders of Windows', `src\\b.ts:\n${block(NEW)}`],
];
for (const [name, answer] of NAMINGS) {
  test(`a new file is named ${name}`, () => {
    assert.deepEqual(outcome({ answer: `${block(CHANGED)}\n${answer}` }), [CHANGED, `+src/b.ts: ${NEW}`]);
  });
}

test('a new file is named in its first comment', () => {
  const named = `// src/b.ts\n${NEW}`;
  assert.deepEqual(outcome({ answer: block(CHANGED) + block(named) }), [CHANGED, `+src/b.ts: ${named}`]);
});

test('the document may be named, too, by a part of its path or more than it', () => {
  for (const path of ['src/a.ts', './src/a.ts', 'a.ts', '/home/x/shop/src/a.ts'])
    assert.deepEqual(outcome({ answer: `\`${path}\`\n${block(CHANGED)}\n\`src/b.ts\`\n${block(NEW)}` }), [
      CHANGED,
      `+src/b.ts: ${NEW}`,
    ]);
});

test('files alone are enough', () => {
  const answer = `\`src/b.ts\`\n${block(NEW)}\n\`src/c.ts\`\n${block(NEW)}`;
  assert.deepEqual(outcome({ answer }), ['', `+src/b.ts: ${NEW}`, `+src/c.ts: ${NEW}`]);
});

test('one block alone is the document’s, whatever name it bears', () => {
  assert.deepEqual(outcome({ answer: block(CHANGED, 'ts:src/b.ts') }), [CHANGED]);
});

test('tasks that make no files are answered in one', () => {
  const answer = `${block(CHANGED)}\nПример, \`main.ts\`:\n${block('a();\n')}`;
  assert.deepEqual(outcome({ answer, task: simplify }), [CHANGED]);
});

test('paths that lead out of the folder, to git or to secrets are left out, and told', () => {
  const bad = [
    '../b.ts',
    'src/../../b.ts',
    '/etc/b.ts',
    '~/b.ts',
    'C:\\b.ts',
    '.git/hooks.ts',
    'src/.git/b.ts',
    '.ssh/b.ts',
  ];
  for (const path of bad) {
    const answer = `${block(CHANGED)}\n${block(NEW, `ts ${path}`)}`;
    assert.deepEqual(outcome({ answer }), [CHANGED, `! ${path.replaceAll('\\', '/')}`], path);
  }
});

test('of two texts for one path the first is taken, and the other told', () => {
  const answer = `${block(CHANGED)}\n${block(NEW, 'ts src/b.ts')}\n${block('other();\n', 'ts src/b.ts')}`;
  assert.deepEqual(outcome({ answer }), [CHANGED, `+src/b.ts: ${NEW}`, '! src/b.ts']);
});

test('a file that was shown is changed where its text is aligned, else left out', () => {
  const shown = [
    {
      path: 'src/b.ts',
      document: `x();\n${DOCUMENT}`,
      language: 'typescript',
      selection: { start: 5, end: 4 + DOCUMENT.length },
    },
  ];
  const tests = {
    path: 'src/b.test.ts',
    document: '',
    selection: { start: 0, end: 0 },
    task: writeTests,
    shown,
  };
  const answer = `\`src/b.test.ts\`\n${block(NEW)}\n\`src/b.ts\`\n`;
  assert.deepEqual(outcome({ ...tests, answer: answer + block(CHANGED) }), [
    NEW,
    `src/b.ts: x();\n${CHANGED}`,
  ]);
  assert.deepEqual(outcome({ ...tests, answer: answer + block(DOCUMENT) }), [NEW], 'a quotation');
  assert.deepEqual(outcome({ ...tests, answer: answer + block('function a() {\n  return (2;\n}\n') }), [
    NEW,
    '! src/b.ts',
  ]);
});

test('a new file of tests that the model named otherwise is the one that was asked for', () => {
  const shown = [
    { path: 'src/b.ts', document: DOCUMENT, language: 'typescript', selection: { start: 0, end: 28 } },
  ];
  const answer = `\`src/b.spec.ts\`\n${block(NEW)}\n\`src/b.ts\`\n${block(CHANGED)}`;
  const tests = {
    path: 'test/b.test.ts',
    document: '',
    selection: { start: 0, end: 0 },
    task: writeTests,
    shown,
  };
  assert.deepEqual(outcome({ ...tests, answer }), [NEW, `src/b.ts: ${CHANGED}`]);
});

test('nothing is taken of an answer that was cut', () => {
  assert.deepEqual(outcome({ answer: `${block(CHANGED)}\n${block(NEW, 'ts src/b.ts')}`, cut: true }), [
    'cut',
  ]);
});

test('paths are made plain, or refused', () => {
  assert.equal(safePath('./src\\a.ts'), 'src/a.ts');
  assert.equal(safePath('тесты/файл.py'), 'тесты/файл.py');
  const bad = [
    '',
    '.',
    '..',
    'a/..',
    'a//b',
    '//host/a',
    'a:b',
    'GIT~1/config',
    '.GIT/config',
    '.git./a',
    'a/.git /b',
    '.env',
    'id_rsa',
    'a\0b',
    `${'a'.repeat(301)}.ts`,
  ];
  assert.deepEqual(
    bad.filter((path) => safePath(path) !== undefined),
    [],
  );
});
