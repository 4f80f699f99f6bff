import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedFile, proposeShownCode, sharedLines } from '../../../../src/core/edit/shownCode.ts';

const DOCUMENT = `import { read } from './read.ts';

const limit = 10;

export function first(items: string[]): string {
  const [one] = items;
  return one ?? '';
}

export function count(items: string[]): number {
  let sum = 0;
  for (const item of items) {
    sum += item.length;
  }
  return sum;
}

for (const line of read()) {
  console.log(first([line]));
  console.log(limit);
}
`;

function applied(code: string, document = DOCUMENT): string {
  const proposal = proposeShownCode({ document, language: 'typescript', code });
  return 'refusal' in proposal ? proposal.refusal.kind : proposal.newDocument;
}

test('a definition goes where that of its name stands, and the rest stays byte for byte', () => {
  const code = 'export function first(items: string[]): string {\n  return items[0] ?? "";\n}\n';
  const wanted = DOCUMENT.replace("  const [one] = items;\n  return one ?? '';", '  return items[0] ?? "";');
  assert.equal(applied(code), wanted);
  const windows = DOCUMENT.replaceAll('\n', '\r\n');
  assert.equal(applied(code, windows), wanted.replaceAll('\n', '\r\n'));
  assert.equal(applied(code, `\uFEFF${windows}`), `\uFEFF${wanted.replaceAll('\n', '\r\n')}`);
});

test('a fragment goes between its first and its last line', () => {
  const code = 'for (const line of read()) {\n  console.error(line);\n  console.log(limit);\n}';
  assert.equal(applied(code), DOCUMENT.replace('console.log(first([line]));', 'console.error(line);'));
});

test('the whole file in other words is the whole file', () => {
  const code = DOCUMENT.replace('limit = 10', 'limit = 20').trimEnd();
  assert.equal(applied(code), DOCUMENT.replace('limit = 10', 'limit = 20'));
});

test('settings that a block leaves out at an end stay', () => {
  const settings = 'host: a\nport: 1\nuser: u\nname: n\nmode: m\n';
  const proposal = proposeShownCode({
    document: settings,
    language: 'yaml',
    code: 'host: a\nport: 2\nuser: u\nname: n\n',
  });
  assert.ok('edit' in proposal);
  assert.equal(proposal.newDocument, settings.replace('port: 1', 'port: 2'));
});

test('words for the rest of the code stand for it', () => {
  const code =
    "import { read } from './read.ts';\n\nconst limit = 20;\n\nexport function first(items: string[]): string {\n// ... остальной код без изменений";
  assert.equal(applied(code), DOCUMENT.replace('limit = 10', 'limit = 20'));
});

test('code that has no place in the document is refused, and nothing is lost by a fragment of it', () => {
  assert.equal(applied('console.log("новое");'), 'nowhere');
  assert.equal(applied('const limit = 10;'), 'nowhere');
  assert.equal(applied('sum += item.length;\n}\nconsole.log(limit);\nlet other = 1;'), 'nowhere');
  // Both edges are told, but far more lies between them than the fragment holds.
  const long = DOCUMENT.replace(
    'let sum = 0;',
    Array.from({ length: 60 }, (_, at) => `run${at}();`).join('\n'),
  );
  assert.equal(applied("const [one] = items;\nreturn one ?? '';\nconsole.log(limit);", long), 'nowhere');
  assert.equal(applied(''), 'nowhere');
});

test('the file is read from the fence or from the comment in the first line', () => {
  assert.deepEqual(namedFile('ts src/a.ts', 'a();'), { path: 'src/a.ts', code: 'a();' });
  assert.deepEqual(namedFile('python:lib/b.py', 'b()'), { path: 'lib/b.py', code: 'b()' });
  assert.deepEqual(namedFile('ts', '// ./src/c.ts\nc();'), { path: 'src/c.ts', code: 'c();' });
  assert.deepEqual(namedFile('py', '# файл: d.py\nd()'), { path: 'd.py', code: 'd()' });
  assert.deepEqual(namedFile('ts', '// see a.ts for more\na();'), { code: '// see a.ts for more\na();' });
  assert.deepEqual(namedFile('ts ../../etc/a.ts', 'a();'), { code: 'a();' });
  assert.deepEqual(namedFile('ts', 'a();'), { code: 'a();' });
});

test('lines that say something are shared, brackets are not', () => {
  assert.equal(sharedLines(DOCUMENT, 'const limit = 10;\n}\n\nother();'), 1);
});

test('a fragment does not swallow the end of what its first line stands in', () => {
  const document = 'set -e\n\nbuild() {\n  make all\n}\n\nbuild\necho "готово"\n';
  const shown = (code: string): string => {
    const proposal = proposeShownCode({ document, language: 'shellscript', code });
    return 'refusal' in proposal ? proposal.refusal.kind : proposal.newDocument;
  };
  assert.equal(shown('make all\necho "готово"'), 'nowhere');
  assert.equal(
    shown('build() {\n  make clean\n  make all\n}'),
    document.replace('make all', 'make clean\n  make all'),
  );
});
