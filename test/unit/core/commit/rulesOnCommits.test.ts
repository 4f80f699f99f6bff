import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulesOnCommits } from '../../../../src/core/commit/rulesOnCommits.ts';

const on = (text: string): readonly string[] =>
  rulesOnCommits([{ id: 'a', path: 'AGENTS.md', text }]).map((rule) => rule.text);

test('the sections that name commits are taken, with what stands below their headings', () => {
  const text = [
    '# Проект',
    'Собирай через make.',
    '## Коммиты',
    'С номером задачи.',
    '### Тело',
    'Почему, а не что.',
    '## Тесты',
    'Пиши тесты.',
    '## Прочее',
    'Before you commit, run make lint.',
  ].join('\n');
  assert.deepEqual(on(text), [
    '## Коммиты\nС номером задачи.\n\n### Тело\nПочему, а не что.\n\n## Прочее\nBefore you commit, run make lint.',
  ]);
});

test('a text without headings is taken whole when it names them; others are none', () => {
  assert.deepEqual(on('Отступ в два пробела.\nCommit messages in English.'), [
    'Отступ в два пробела.\nCommit messages in English.',
  ]);
  assert.deepEqual(on('# Код\nОтступ в два пробела.'), []);
});
