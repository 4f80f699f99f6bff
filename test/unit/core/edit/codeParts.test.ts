import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeParts } from '../../../../src/core/edit/codeParts.ts';

const counter = { count: (text: string) => text.length, exact: false };
const SIZES = { wanted: 60, most: 120 };

async function partsOf(
  document: string,
  { language = 'typescript', from = 0, until = document.length, sizes = SIZES } = {},
) {
  const place = { uri: 'file:///a', path: 'a' };
  let turns = 0;
  const parts = await codeParts(
    { document, start: from, end: until, place, language },
    counter,
    sizes,
    async () => {
      turns += 1;
    },
  );
  let at = from;
  for (const { start, end, firstLine, lastLine } of parts) {
    assert.equal(document.slice(at, start).trim(), '', 'nothing but blanks is left out');
    const lines = document.slice(start, end).split(/\r\n|\r|\n/);
    assert.equal(lastLine - firstLine + 1, lines.length);
    assert.equal(document.split(/\r\n|\r|\n/)[firstLine - 1], lines[0]);
    assert.notEqual(lines[0]?.trim(), '');
    assert.notEqual(lines.at(-1)?.trim(), '');
    at = end;
  }
  assert.equal(document.slice(at, until).trim(), '');
  return { parts, turns, texts: parts.map(({ start, end }) => document.slice(start, end)) };
}

const f = (name: string, lines = 1, indent = ''): string =>
  `${indent}function ${name}() {\n${`${indent}  work(1);\n`.repeat(lines)}${indent}}\n`;

test('small definitions stay together, with the imports above them; larger ones are alone', async () => {
  const document = `import a;\n\n${f('one')}\n${f('two', 5)}\n${f('three')}`;
  const { parts, texts } = await partsOf(document);
  assert.deepEqual(
    parts.map(({ name }) => name),
    ['one', 'two', 'three'],
  );
  assert.match(texts[0] ?? '', /^import a;\n\nfunction one/);
});

test('a class that is too large is cut at its methods, its last bracket stays with the last of them', async () => {
  const method = (name: string): string => `  ${name}() {\n    return work(1, 2, 3, 4, 5);\n  }\n`;
  const document = `class Large {\n  field = 1;\n\n${method('a')}\n${method('b')}\n${method('c')}}\n\n${f('after')}`;
  const { texts } = await partsOf(document);
  assert.equal(texts.length, 4);
  assert.match(texts[0] ?? '', /^class Large \{\n {2}field = 1;\n\n {2}a\(\)/);
  assert.match(texts[2] ?? '', /^ {2}c\(\) \{[\s\S]*\n\}$/);
  assert.match(texts[3] ?? '', /^function after/);
});

test('a definition that holds none stays whole, however large', async () => {
  const { parts } = await partsOf(f('huge', 50));
  assert.equal(parts.length, 1);
});

test('what defines nothing is cut at blank lines, never in a text or a fence', async () => {
  const paragraph = (word: string): string => `${word}:\n  key: value value value value\n`;
  const yaml = await partsOf(['a', 'b', 'c'].map(paragraph).join('\n'), { language: 'yaml' });
  assert.equal(yaml.texts.length, 3);
  const text = `const a = \`\n\nSELECT ${'x'.repeat(60)}\n\nFROM y\n\n\`;\n`;
  assert.equal((await partsOf(text)).texts.length, 1);
  const markdown = `# A\n\n${'x'.repeat(50)}\n\n\`\`\`\ncode\n\ncode ${'y'.repeat(40)}\n\`\`\`\n\nend\n`;
  const { texts } = await partsOf(markdown, { language: 'markdown' });
  assert.ok(texts.every((part) => (part.match(/```/g) ?? []).length % 2 === 0));
});

test('comments and decorators go with their definition; line ends count as they stand', async () => {
  const definition = (name: string): string =>
    `# О функции ${name}\n@cached\ndef ${name}():\n    return ${'1 + '.repeat(8)}1\n`;
  const document = `${definition('a')}\n\n${definition('b')}`.replaceAll('\n', '\r\n');
  const { texts } = await partsOf(document, { language: 'python' });
  assert.equal(texts.length, 2);
  assert.ok(texts.every((part) => part.startsWith('# О функции')));
});

test('only the piece is cut, with the lines of its document', async () => {
  const document = `${f('before')}${f('one', 5)}${f('two', 5)}${f('behind')}`;
  const from = document.indexOf('function one');
  const { parts } = await partsOf(document, { from, until: document.indexOf('function behind') - 1 });
  assert.deepEqual(
    parts.map(({ name, firstLine }) => [name, firstLine]),
    [
      ['one', 4],
      ['two', 11],
    ],
  );
});

test('thousands of lines are measured in turns', async () => {
  const { turns } = await partsOf(f('a', 3000));
  assert.equal(turns, 3);
});
