import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputPart, OutputStart } from '../../../../src/core/model/reasoning.ts';
import { ReasoningSplitter } from '../../../../src/core/model/reasoning.ts';

interface Split {
  readonly text: string;
  readonly reasoning: string;
  readonly orphan: boolean;
}

function split(pieces: readonly string[], start: OutputStart = 'answer', complete = true): Split {
  const splitter = new ReasoningSplitter(start);
  const parts = [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end(complete)];
  const of = (kind: OutputPart['kind']) =>
    parts
      .filter((part) => part.kind === kind)
      .map(({ text }) => text)
      .join('');
  return { text: of('text'), reasoning: of('reasoning'), orphan: splitter.sawOrphan };
}

const cases: readonly (readonly [string, string, Split, OutputStart?])[] = [
  [
    'a plain answer',
    'Ответ\nв две строки\n',
    { text: 'Ответ\nв две строки\n', reasoning: '', orphan: false },
  ],
  ['blank space before an answer stays', '\n  x = 1', { text: '\n  x = 1', reasoning: '', orphan: false }],
  [
    'reasoning first',
    '<think>\nдумаю\n</think>\n\nОтвет',
    { text: 'Ответ', reasoning: '\nдумаю\n', orphan: false },
  ],
  ['an empty reasoning', '<think>\n\n</think>\n\nОтвет', { text: 'Ответ', reasoning: '\n\n', orphan: false }],
  ['only a closing tag', '</think>\n\nОтвет', { text: 'Ответ', reasoning: '', orphan: false }],
  [
    'a closing tag after blank space',
    '\n\n</think>\n\nОтвет',
    { text: 'Ответ', reasoning: '', orphan: false },
  ],
  ['an orphan behind text', 'думаю\n</think>\n\nОтвет', { text: 'думаюОтвет', reasoning: '', orphan: true }],
  [
    'a tag spoken of',
    'Тег `</think>` закрывает',
    { text: 'Тег `</think>` закрывает', reasoning: '', orphan: false },
  ],
  [
    'both tags shown in an example',
    'Пример:\n<think>\nшаг\n</think>\nответ',
    { text: 'Пример:\n<think>\nшаг\n</think>\nответ', reasoning: '', orphan: false },
  ],
  [
    'tags behind the reasoning are text',
    '<think>а</think>б\n</think>\nв',
    { text: 'б\n</think>\nв', reasoning: 'а', orphan: false },
  ],
  ['a comparison that looks like a tag', 'a\n<b && c', { text: 'a\n<b && c', reasoning: '', orphan: false }],
  [
    'opened by the template',
    'думаю</think>Ответ',
    { text: 'Ответ', reasoning: 'думаю', orphan: true },
    'reasoning',
  ],
  [
    'opened by the template and again by the model',
    '<think>думаю</think>Ответ',
    { text: 'Ответ', reasoning: 'думаю', orphan: false },
    'reasoning',
  ],
  [
    'unsure: an orphan',
    'думаю\n</think>\n\nОтвет',
    { text: 'Ответ', reasoning: 'думаю', orphan: true },
    'unsure',
  ],
  ['unsure: a plain answer', 'Ответ', { text: 'Ответ', reasoning: '', orphan: false }, 'unsure'],
  ['unsure: a whole reasoning', '<think>а</think>б', { text: 'б', reasoning: 'а', orphan: false }, 'unsure'],
  ['verbatim', '<think>а</think>б', { text: '<think>а</think>б', reasoning: '', orphan: false }, 'verbatim'],
  ['characters of two units', '😀<think>😀', { text: '😀<think>😀', reasoning: '', orphan: false }],
];

for (const [name, output, expected, start] of cases) {
  test(`${name}, whole and split at every place`, () => {
    assert.deepEqual(split([output], start), expected);
    assert.deepEqual(split([...output], start), expected);
    for (let at = 1; at < output.length; at++) {
      assert.deepEqual(split([output.slice(0, at), output.slice(at)], start), expected, `at ${at}`);
    }
  });
}

test('a surrogate pair is never split in what is delivered', () => {
  const splitter = new ReasoningSplitter('answer');
  assert.deepEqual(splitter.push('a😀'.slice(0, 2)), [{ kind: 'text', text: 'a' }]);
  assert.deepEqual(splitter.push('😀'.slice(1)), [{ kind: 'text', text: '😀' }]);
});

test('text is delivered as it comes, without waiting for a line', () => {
  const splitter = new ReasoningSplitter('answer');
  assert.deepEqual(splitter.push('При'), [{ kind: 'text', text: 'При' }]);
  assert.deepEqual(splitter.push('вет'), [{ kind: 'text', text: 'вет' }]);
});

test('reasoning that never closed is an answer when the model ended by itself, and reasoning when it was cut', () => {
  assert.equal(split(['Ответ ', 'без тега'], 'reasoning').text, 'Ответ без тега');
  assert.deepEqual(split(['думаю ', 'долго'], 'reasoning', false), {
    text: '',
    reasoning: 'думаю долго',
    orphan: false,
  });
  assert.deepEqual(split(['<think>дума', 'ю'], 'answer'), { text: '', reasoning: 'думаю', orphan: false });
});

test('once the server has told reasoning apart, the text is the answer', () => {
  const splitter = new ReasoningSplitter('reasoning');
  assert.deepEqual(splitter.separated(), []);
  assert.deepEqual(splitter.push('\n\nОтвет'), [{ kind: 'text', text: 'Ответ' }]);
});
