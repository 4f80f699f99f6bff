import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockSplitter, LONGEST_BLOCK, type Piece } from '../../../media/markdown/blocks.ts';

/** Pieces in short: `text`, `+item of the same list`, `#code info`, `|code text`, `#end`, `=plain`. */
function cut(source: string): string[] {
  const splitter = new BlockSplitter();
  const pieces = [...source.split('\n').flatMap((line) => splitter.line(line)), ...splitter.finish()];
  return pieces.map(short);
}

function short(piece: Piece): string {
  switch (piece.type) {
    case 'markdown':
      return `${piece.continuesList ? '+' : ''}${piece.source}`;
    case 'plain':
      return `=${piece.text.length}`;
    case 'codeStart':
      return `#code ${piece.info}`;
    case 'codeText':
      return `|${piece.text}`;
    case 'codeEnd':
      return '#end';
  }
}

const CASES: readonly (readonly [name: string, source: string, pieces: readonly string[]])[] = [
  ['nothing', '', []],
  ['paragraphs', 'один\nдва\n\nтри', ['один\nдва', 'три']],
  ['a heading stands alone', 'текст\n## Заголовок\nтекст', ['текст', '## Заголовок', 'текст']],
  ['a setext underline stays with its text', 'Заголовок\n---\nтекст', ['Заголовок\n---\nтекст']],
  [
    'code between text, without blank lines',
    'вот:\n```ts x=1\na\n\n  b\n```\nвсё',
    ['вот:', '#code ts x=1', '|a\n', '|\n', '|  b\n', '#end', 'всё'],
  ],
  ['code that was not closed', '~~~\na', ['#code ', '|a\n', '#end']],
  ['a longer fence holds a shorter', '````\n```\n````', ['#code ', '|```\n', '#end']],
  ['the indent of the fence is taken off', '  ```\n    a\n  b\n ```', ['#code ', '|  a\n', '|b\n', '#end']],
  ['backticks in the info make it text', '``` a`b', ['``` a`b']],
  ['a list by its items', '1. один\n2. два\n\n3. три', ['1. один', '+2. два', '+3. три']],
  ['another marker begins another list', '- a\n* b', ['- a', '* b']],
  ['nested items stay', '- a\n  - b\n  - c\n- d', ['- a\n  - b\n  - c', '+- d']],
  ['a lazy line stays', '- a\nещё\n- b', ['- a\nещё', '+- b']],
  ['text after a blank line ends the list', '- a\n\nтекст\n\n- b', ['- a', 'текст', '- b']],
  [
    'code inside an item stays',
    '1. a\n   ```js\n- x\n\n   ```\n2. b',
    ['1. a\n   ```js\n- x\n\n   ```', '+2. b'],
  ],
  ['code at the margin ends the list', '1. a\n```\nx\n```\n2. b', ['1. a', '#code ', '|x\n', '#end', '2. b']],
  ['a rule is not an item', '- a\n* * *\n- b', ['- a', '* * *', '- b']],
  ['a number interrupts only as 1', 'в году\n1984. Книга\n1. пункт', ['в году\n1984. Книга', '1. пункт']],
  ['indented code keeps its blank lines', '    a\n\n    b\nтекст', ['    a\n\n    b', 'текст']],
  ['a table is one block', '|a|\n|-|\n|1|\n\nтекст', ['|a|\n|-|\n|1|', 'текст']],
];

for (const [name, source, pieces] of CASES) {
  test(name, () => assert.deepEqual(cut(source), pieces));
}

test('a block that is too long is plain text, and what follows is not', () => {
  const long = 'слово '.repeat(LONGEST_BLOCK / 6 + 1);
  assert.deepEqual(cut(`${long}\n\nтекст`), [`=${long.trimEnd().length}`, 'текст']);
});

test('a part of a line without end goes on as code inside code, and as plain text elsewhere', () => {
  const splitter = new BlockSplitter();
  assert.deepEqual(splitter.longPart('xx').map(short), ['=2']);
  splitter.line('```');
  assert.deepEqual(splitter.longPart('xx').map(short), ['|xx']);
  assert.equal(splitter.inCode, true);
});

test('the open block is known while it is written', () => {
  const splitter = new BlockSplitter();
  splitter.line('- a');
  splitter.line('- b');
  assert.equal(splitter.openSource, '- b');
  assert.equal(splitter.openContinuesList, true);
});
