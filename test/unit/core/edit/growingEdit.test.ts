import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrowingEdit } from '../../../../src/core/edit/growingEdit.ts';

const DOCUMENT = 'x();\n\ndef a():\n    one()\n    two()\n    three()\n    return 1\n\ny();\n';
const START = DOCUMENT.indexOf('def');
const PIECE = {
  document: DOCUMENT,
  start: START,
  end: DOCUMENT.indexOf('\n\ny'),
  place: { uri: 'file:///a.py', path: 'a.py' },
  language: 'python',
};
const ANSWER = 'Вот:\n\n```python\ndef a():\n    one()\n    TWO()\n    three()\n    return 2\n```\nГотово.';

function shown(answer: string): [start: number, end: number, lines: string][] {
  return new GrowingEdit(PIECE)
    .hunks(answer)
    .map(({ start, end, lines }) => [start, end, lines.join('').trim()]);
}

test('nothing is shown before there is code', () => {
  assert.deepEqual(shown('Вот:\n\n```pyt'), []);
  assert.deepEqual(shown('Вот:\n\n```python\ndef a():\n    on'), []);
});

test('a line is shown when it is whole, and what is to come is not shown as gone', () => {
  assert.deepEqual(shown(ANSWER.slice(0, ANSWER.indexOf('TWO()\n') + 6)), [[4, 5, 'TWO()']]);
  assert.deepEqual(shown(ANSWER.slice(0, ANSWER.indexOf('three()\n') + 8)), [[4, 5, 'TWO()']]);
});

test('the whole answer has its hunks', () => {
  assert.deepEqual(shown(ANSWER), [
    [4, 5, 'TWO()'],
    [6, 7, 'return 2'],
  ]);
});

test('an answer of another kind shows nothing', () => {
  assert.deepEqual(shown('```diff\n-    two()\n+    TWO()\n'), []);
  assert.deepEqual(shown('```python\nprint(1)\n'), []);
  assert.deepEqual(shown('```python\ndef a():\n    # ... остальной код\n    return 2\n'), []);
});

test('every beginning of an answer leaves the lines before the piece and behind it alone', () => {
  for (let length = 0; length <= ANSWER.length; length++)
    for (const [start, end] of shown(ANSWER.slice(0, length))) assert.ok(start >= 2 && end <= 7, `${length}`);
});

test('of an answer that was stopped its whole lines stay, before the rest of the piece', () => {
  const stopped = new GrowingEdit(PIECE).soFar(ANSWER.slice(0, ANSWER.indexOf('three') + 3));
  assert.equal(stopped, '```\ndef a():\n    one()\n    TWO()\n    three()\n    return 1\n```');
  assert.equal(new GrowingEdit(PIECE).soFar('Вот:'), undefined);
});
