import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTaskFile } from '../../../../src/core/edit/taskFile.ts';

const read = (text: string) => readTaskFile('a', 'файл', text);

test('a file without a head is a request', () => {
  assert.deepEqual(read('Замени print на логгер.\n'), {
    name: 'файл',
    languages: [],
    task: { id: 'own:a', request: 'Замени print на логгер.', answer: 'review', keeps: 'definitions' },
  });
});

test('a head says how the task is called, answered, what it keeps, and for which languages it is', () => {
  const text =
    '\ufeff---\r\nname: В C#\r\n# замечание\r\n\r\nanswer: panel\r\nkeeps: words # слова\r\nlanguages: python, go\r\n---\r\n\r\nПервая строка.\r\nВторая.\r\n';
  assert.deepEqual(read(text), {
    name: 'В C#',
    languages: ['python', 'go'],
    task: { id: 'own:a', request: 'Первая строка.\nВторая.', answer: 'panel', keeps: 'words' },
  });
});

const faults = [
  ['', { kind: 'noRequest', line: 1, word: '' }],
  ['---\nname: a\n---\n  \n', { kind: 'noRequest', line: 5, word: '' }],
  ['---\nname: a\nДелай.', { kind: 'unclosed', line: 1, word: '' }],
  ['---\nтема: a\n---\nДелай.', { kind: 'unknownKey', line: 2, word: 'тема: a' }],
  ['---\n\nrun: rm\n---\nДелай.', { kind: 'unknownKey', line: 3, word: 'run' }],
  ['---\nconstructor: x\n---\nДелай.', { kind: 'unknownKey', line: 2, word: 'constructor' }],
  ['---\nanswer: shell\n---\nДелай.', { kind: 'unknownValue', line: 2, word: 'shell' }],
] as const;
for (const [text, fault] of faults) {
  test(`no task: ${JSON.stringify(text)}`, () => assert.deepEqual(read(text), fault));
}

test('a border further down belongs to the request', () => {
  const task = read('Раздели разделы чертой\n---\nвот так.');
  assert.ok('task' in task);
  assert.equal(task.task.request, 'Раздели разделы чертой\n---\nвот так.');
});
