import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { open, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { readGlobs } from '../../../src/codebase/globs.ts';
import { Indexer } from '../../../src/codebase/indexer.ts';
import { Searcher } from '../../../src/codebase/searcher.ts';
import { Store } from '../../../src/codebase/store.ts';
import { TermReader } from '../../../src/core/retrieval/terms.ts';
import { testFolder, writeFiles } from './folders.ts';

class Bench {
  readonly folder: string;
  readonly roots: readonly string[];
  readonly store: Store;
  readonly indexer: Indexer;
  readonly #searcher: Searcher;

  constructor(folder: string, roots: readonly string[]) {
    this.folder = folder;
    this.roots = roots;
    const store = Store.open(path.join(folder, 'index.sqlite'), true);
    assert.ok(store);
    const reader = new TermReader();
    this.store = store;
    this.indexer = new Indexer(store, reader, roots, readGlobs([]));
    this.#searcher = new Searcher(store, reader);
  }

  /** @returns how many files were read anew */
  scan(): number {
    const before = this.store.greatestChunk();
    for (const _ of this.indexer.scan());
    this.store.commit();
    return this.store.greatestChunk() - before;
  }

  look(file: string): void {
    for (const _ of this.indexer.look(file));
    this.store.commit();
  }

  find(text: string): string[] {
    const query = { text, identifiers: [], openFiles: [], recentFiles: [] };
    return this.#searcher.search(query, 10).map(({ path: found }) => found);
  }

  snippets(text: string) {
    return this.#searcher.search({ text, identifiers: [], openFiles: [], recentFiles: [] }, 10);
  }
}

async function bench(context: Parameters<typeof testFolder>[0], files: Record<string, string | Buffer>) {
  const folder = await testFolder(context);
  const root = path.join(folder, 'work');
  await writeFiles(root, files);
  const made = new Bench(folder, [root]);
  context.after(() => made.store.close());
  return { made, root };
}

test('a Russian question finds English code, with the place and its text', async (context) => {
  const { made, root } = await bench(context, {
    'src/cart.ts':
      'import x from "y";\n\nfunction applyDiscount(cart: Cart) {\n  return cart.total * 0.9;\n}\n',
    'src/other.ts': 'export const nothing = 1;\n',
  });
  made.scan();
  const [found] = made.snippets('Где считается скидка в корзине?');
  assert.equal(found?.path, 'src/cart.ts');
  assert.equal(found?.folder, root);
  assert.match(found?.text ?? '', /applyDiscount/);
});

test('a file that is called by its name is found, even when nothing else is asked of it', async (context) => {
  const files = Array.from({ length: 30 }, (_, at) => [
    `src/m${at}/index.ts`,
    `export const value${at} = config(${at});`,
  ]);
  const { made } = await bench(context, { ...Object.fromEntries(files), 'deploy/app.yml': 'db: local\n' });
  made.scan();
  assert.equal(made.find('Что лежит в app.yml?')[0], 'deploy/app.yml');
  assert.equal(made.find('Как config связан с src/m7/index.ts?')[0], 'src/m7/index.ts');
});

test('a second scan reads only what has changed', async (context) => {
  const { made, root } = await bench(context, { 'a.ts': 'apple', 'b.ts': 'banana', 'c.ts': 'cherry' });
  assert.equal(made.scan(), 3);
  assert.equal(made.scan(), 0);
  await writeFile(path.join(root, 'b.ts'), 'blueberry');
  await rm(path.join(root, 'c.ts'));
  // Touched, as a checkout does, without a change.
  await utimes(path.join(root, 'a.ts'), new Date(), new Date(Date.now() + 5000));
  assert.equal(made.scan(), 1);
  assert.deepEqual(
    [made.find('banana'), made.find('blueberry'), made.find('cherry'), made.find('apple')],
    [[], ['b.ts'], [], ['a.ts']],
  );
  assert.equal(made.store.fileCount(), 2);
});

test('a saved, a new and a deleted file, and a folder that was renamed', async (context) => {
  const { made, root } = await bench(context, {
    'a.ts': 'apple',
    'old/b.ts': 'banana',
    'old/deep/c.ts': 'cherry',
  });
  made.scan();
  await writeFiles(root, { 'a.ts': 'apricot', 'new.ts': 'nectarine' });
  for (const name of ['a.ts', 'new.ts']) made.look(path.join(root, name));
  assert.deepEqual(
    [made.find('apple'), made.find('apricot'), made.find('nectarine')],
    [[], ['a.ts'], ['new.ts']],
  );
  await rm(path.join(root, 'a.ts'));
  made.look(path.join(root, 'a.ts'));
  assert.deepEqual(made.find('apricot'), []);
  await rename(path.join(root, 'old'), path.join(root, 'moved'));
  made.look(path.join(root, 'old'));
  assert.deepEqual([made.find('banana'), made.find('cherry')], [[], []]);
  made.look(path.join(root, 'moved'));
  assert.deepEqual([made.find('banana'), made.find('cherry')], [['moved/b.ts'], ['moved/deep/c.ts']]);
});

test('a file that changes while a scan goes on is indexed once, as it is at the end', async (context) => {
  const { made, root } = await bench(context, { 'a.ts': 'apple', 'b.ts': 'banana', 'c.ts': 'cherry' });
  made.scan();
  await writeFiles(root, { 'b.ts': 'blueberry blueberry', 'c.ts': 'cranberry cranberry' });
  const scan = made.indexer.scan();
  scan.next();
  made.look(path.join(root, 'c.ts'));
  await writeFile(path.join(root, 'c.ts'), 'currant');
  made.look(path.join(root, 'c.ts'));
  await rm(path.join(root, 'b.ts'));
  made.look(path.join(root, 'b.ts'));
  while (!scan.next().done);
  made.store.commit();
  assert.deepEqual(
    [made.find('currant'), made.find('cranberry'), made.find('blueberry')],
    [['c.ts'], [], []],
  );
  assert.equal(made.store.fileCount(), 2);
});

test('what is ignored is not indexed by an event either', async (context) => {
  const { made, root } = await bench(context, { '.gitignore': '*.log', 'a.log': 'apple', '.env': 'apple' });
  made.scan();
  for (const name of ['a.log', '.env', 'node_modules/x.js', '../outside.ts', 'gone.ts']) {
    made.look(path.join(root, name));
  }
  assert.deepEqual(made.find('apple'), []);
});

test('several folders, one inside the other, hold each file once', async (context) => {
  const folder = await testFolder(context);
  const [one, two] = [path.join(folder, 'one'), path.join(folder, 'one/two')];
  await writeFiles(folder, { 'one/a.ts': 'apple', 'one/two/b.ts': 'banana', 'three/c.ts': 'cherry' });
  const made = new Bench(folder, [one, two, path.join(folder, 'three')]);
  context.after(() => made.store.close());
  made.scan();
  assert.equal(made.store.fileCount(), 3);
  assert.deepEqual(made.find('banana').length, 1);
  assert.deepEqual(made.find('cherry'), ['c.ts']);
});

test('hostile files are looked at and left out; the rest is found', async (context) => {
  const { made, root } = await bench(context, {
    'good.ts': 'apple',
    'line.js': 'apple '.repeat(1_000_000),
    'minified.js': `apple;${'var a=1;'.repeat(20_000)}`,
    'zeros.ts': Buffer.alloc(500_000),
    'lone.ts': 'const cherry = "\uD800";',
    'brackets.ts': `apple ${'('.repeat(900)}\n`.repeat(300),
    'blanks.ts': ' '.repeat(400),
    'empty.ts': '',
    'name "with" \'quotes\'\nand lines.ts': 'banana',
  });
  // Sparse: it takes no room.
  const huge = await open(path.join(root, 'huge.ts'), 'w');
  await huge.truncate(200_000_000);
  await huge.close();
  await symlink('/dev/zero', path.join(root, 'endless.ts'));
  if (process.platform === 'linux') execFileSync('mkfifo', [path.join(root, 'pipe.ts')]);
  made.scan();
  assert.deepEqual(made.find('apple').sort(), ['good.ts']);
  assert.deepEqual(made.find('banana'), ['name "with" \'quotes\'\nand lines.ts']);
  assert.deepEqual(made.find('cherry'), ['lone.ts']);
  assert.equal(made.scan(), 0);
  for (const name of ['pipe.ts', 'endless.ts', 'huge.ts']) made.look(path.join(root, name));
  assert.deepEqual(made.find('apple'), ['good.ts']);
});

test('hostile questions find what they can', async (context) => {
  const { made } = await bench(context, { 'a.ts': 'apple near or not' });
  made.scan();
  const questions = [
    '"apple" OR NEAR(apple, 2) *',
    "apple'); DROP TABLE files; --",
    '\uD800 apple \u0000',
    `apple ${'слово '.repeat(9000)}`,
    `apple ${'a'.repeat(50_000)}`,
  ];
  for (const question of questions) assert.deepEqual(made.find(question), ['a.ts'], question.slice(0, 40));
  for (const question of ['', '   ', '"*"', '\uD800', '§', '¶']) assert.deepEqual(made.find(question), []);
});

test('a file that changed after it was indexed gives its new lines or none, never an error', async (context) => {
  const { made, root } = await bench(context, { 'a.ts': `${'line\n'.repeat(30)}apple\n`, 'b.ts': 'apple' });
  made.scan();
  await writeFile(path.join(root, 'a.ts'), 'short');
  await rm(path.join(root, 'b.ts'));
  for (const snippet of made.snippets('apple')) assert.ok(snippet.endLine >= snippet.startLine);
});

test('encodings of Russian sources are read alike', async (context) => {
  const text = 'Процедура ПровестиЗаказ()\n// скидка покупателя\nКонецПроцедуры';
  const letters = new TextDecoder('windows-1251');
  const codes = new Map(
    Array.from({ length: 256 }, (_, code) => [letters.decode(Uint8Array.of(code)), code]),
  );
  const { made } = await bench(context, {
    'utf8.bsl': text,
    'utf16.bsl': Buffer.from(`\uFEFF${text}`, 'utf16le'),
    'windows.bsl': Buffer.from(Array.from(text, (letter) => codes.get(letter) ?? 63)),
  });
  made.scan();
  assert.deepEqual(made.find('скидки покупателям').sort(), ['utf16.bsl', 'utf8.bsl', 'windows.bsl']);
});

test('a place ends where its code ends, not at the blank lines around it', async (context) => {
  const body = Array.from({ length: 30 }, (_, at) => `    step_${at} = ${at}`).join('\n');
  const { made } = await bench(context, {
    'a.py': `\n\ndef first_walk():\n${body}\n\n\ndef second_walk():\n${body}\n\n\n`,
  });
  made.scan();
  const places = made
    .snippets('second_walk')
    .map(({ text, startLine, endLine }) => ({ text, startLine, endLine }));
  assert.ok(places.length > 0);
  for (const { text, startLine, endLine } of places) {
    assert.equal(text.split('\n').length, endLine - startLine + 1);
    assert.match(text, /^\s*\S/);
    assert.match(text.split('\n')[0] ?? '', /\S/);
    assert.match(text.split('\n').at(-1) ?? '', /\S/);
  }
});
