import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, withLineNumbers } from '../../../../src/core/edit/findings.ts';

test('findings are read from the lines of an answer, however they are dressed', () => {
  const answer = `Нашёл ошибки:

Строка 3: деление на ноль; проверьте \`n\`.
- **Строка 12:** индекс выходит за край
2. Строки 7–9 — цикл не кончается
Строка без номера: нет
В строке 5 всё верно.`;
  assert.deepEqual(findingsOf(answer), [
    { line: 3, text: 'деление на ноль; проверьте `n`.' },
    { line: 12, text: 'индекс выходит за край' },
    { line: 7, text: 'цикл не кончается' },
  ]);
  assert.deepEqual(findingsOf('Ошибок нет.'), []);
  assert.equal(findingsOf('Строка 1: а\n'.repeat(500)).length, 50);
});

test('lines are numbered as in their file', () => {
  const place = { uri: 'file:///a.py', path: 'a.py', firstLine: 9, lastLine: 10 };
  const item = { id: 'a', kind: 'selection', place, language: 'python', text: 'a = 1\nb = 2' } as const;
  assert.equal(withLineNumbers(item).text, '9: a = 1\n10: b = 2');
});
