import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposeEdit } from '../../../../src/core/edit/proposedEdit.ts';
import { TASKS } from '../../../../src/core/edit/tasks/index.ts';
import { refactor } from '../../../../src/core/edit/tasks/refactor.ts';
import { answerOf, type Case, cases, drawn, forms, languages } from './corpus/corpus.ts';

/** Other forms of one document: bytes of its lines that an answer never has. */
const disguises: readonly { readonly name: string; readonly put: (text: string) => string }[] = [
  { name: 'as it is', put: (text) => text },
  { name: 'CRLF', put: (text) => text.replaceAll('\n', '\r\n') },
  { name: 'byte-order mark', put: (text) => `\uFEFF${text}` },
  { name: 'no final line end', put: (text) => text.replace(/\n$/, '') },
];

for (const file of languages()) {
  test(`every form of answer: ${file.language}`, () => {
    for (const form of forms()) {
      const answer = answerOf(form, file);
      if (answer === undefined) continue;
      for (const disguise of disguises) {
        const { document, start, end } = drawn(disguise.put(file.picture));
        const wanted = drawn(disguise.put(file.picture));
        const after = disguise
          .put(`${file.after}\n`)
          .replace(/\r?\n$/, '')
          .replace('\uFEFF', '');
        const expected = wanted.document.slice(0, start) + after + wanted.document.slice(end);
        const made = proposeEdit({
          document,
          selection: { start, end },
          language: file.language,
          task: refactor,
          answer,
          cut: form.name === 'cut',
        });
        const name = `${file.language}, ${form.name}, ${disguise.name}`;
        if ('edit' in made) {
          assert.equal(form.refused.join(' '), '', `${name}: taken`);
          assert.equal(made.newDocument, expected, name);
        } else assert.ok(form.refused.includes(made.refusal.kind), `${name}: refused, ${made.refusal.kind}`);
      }
    }
  });
}

for (const one of cases()) test(one.name, () => taken(one));

function taken({ name, head, picture, answer, becomes, refused }: Case): void {
  const { document, start, end } = drawn(head.get('end') === 'none' ? picture.replace(/\n$/, '') : picture);
  const task = TASKS.get(head.get('task') ?? 'refactor');
  assert.ok(task, name);
  const made = proposeEdit({
    document,
    selection: { start, end },
    language: head.get('language') ?? 'python',
    task: head.has('request') ? { ...task, request: head.get('request') ?? '' } : task,
    answer,
    cut: false,
  });
  const outcome = 'edit' in made ? made.newDocument : made.refusal.kind;
  assert.equal(outcome, refused ?? (head.get('end') === 'none' ? becomes?.replace(/\n$/, '') : becomes));
  const warned = 'edit' in made ? made.warnings.map(({ kind }) => kind).join(' ') : '';
  assert.equal(warned, head.get('warnings') ?? '');
}

test('the corpus holds what it is for', () => {
  const formed = languages().flatMap((file) => forms().filter((form) => answerOf(form, file) !== undefined));
  assert.ok(languages().length >= 10);
  assert.ok(formed.length + cases().length >= 200, `${formed.length} + ${cases().length}`);
});
