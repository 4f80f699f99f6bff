import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { requireFullTextSearch } from '../../../src/codebase/sqlite.ts';
import { type NewChunk, Store } from '../../../src/codebase/store.ts';
import { WriterLock } from '../../../src/codebase/writerLock.ts';
import { CodebaseError } from '../../../src/core/retrieval/codebase.ts';
import { testFolder } from './folders.ts';

const chunk = (...terms: string[]): NewChunk => ({
  startLine: 1,
  endLine: 9,
  name: 'f',
  words: terms.length,
  terms,
});
const file = (folder: number, name: string) => ({ folder, path: name, size: 1, mtime: 1.5, digest: 'd' });

function opened(database: string): Store {
  const store = Store.open(database, true);
  assert.ok(store);
  return store;
}

test('this Node can do it, and says nothing of experiments', () => {
  const warnings: unknown[] = [];
  const note = (warning: unknown) => warnings.push(warning);
  process.on('warning', note);
  requireFullTextSearch();
  process.off('warning', note);
  assert.deepEqual(warnings, []);
});

test('what was put is found by every one of its terms, and not when it is removed', async (context) => {
  const store = opened(path.join(await testFolder(context), 'index.sqlite'));
  const folder = store.useFolders(['/work']).get('/work') ?? 0;
  store.put(file(folder, 'a.ts'), [chunk('cart', '§cart'), chunk('скидк', 'cart')]);
  store.put(file(folder, 'b.ts'), [chunk('cart')]);
  assert.deepEqual([...store.chunksWith(['cart'], 10)], [1, 2, 3]);
  assert.deepEqual([...store.chunksWith(['cart'], 2)], [1, 2]);
  assert.deepEqual([...store.chunksWith(['cart', 'скидк'], 10)], [2]);
  assert.deepEqual([...store.chunksWith(['§cart'], 10)], [1]);
  const [found] = store.chunks([2]);
  assert.deepEqual([found?.folder, found?.path, found?.endLine, found?.name], ['/work', 'a.ts', 9, 'f']);
  store.remove(store.fileAt(folder, 'a.ts')?.id ?? 0);
  assert.deepEqual([...store.chunksWith(['cart'], 10)], [3]);
  assert.deepEqual([store.fileCount(), store.chunkCount(), store.greatestChunk()], [1, 1, 3]);
  store.close();
});

test('a term is a term, whatever characters it has', async (context) => {
  const store = opened(path.join(await testFolder(context), 'index.sqlite'));
  const folder = store.useFolders(['/work']).get('/work') ?? 0;
  store.put(file(folder, 'it\'s "a"\n.ts'), [chunk('or', 'near', 'not')]);
  for (const hostile of [
    '"',
    '""',
    "'",
    '*',
    'a" OR "b',
    '(',
    'near(',
    '^',
    '-',
    ':',
    '\u0000',
    '',
    ' ',
    '\uD800',
  ])
    assert.deepEqual([...store.chunksWith([hostile], 10)], [], JSON.stringify(hostile));
  assert.deepEqual([...store.chunksWith(['near'], 10)], [1]);
  assert.equal(store.chunks([1])[0]?.path, 'it\'s "a"\n.ts');
  store.close();
});

test('folders that are no longer the workspace go with their files', async (context) => {
  const store = opened(path.join(await testFolder(context), 'index.sqlite'));
  const folders = store.useFolders(['/one', '/two']);
  store.put(file(folders.get('/one') ?? 0, 'a.ts'), [chunk('cart')]);
  store.put(file(folders.get('/two') ?? 0, 'a.ts'), [chunk('cart')]);
  store.useFolders(['/two']);
  assert.deepEqual([...store.chunksWith(['cart'], 10)], [2]);
  store.close();
});

test('what was committed is there after the process has died without a word', async (context) => {
  const database = path.join(await testFolder(context), 'index.sqlite');
  const store = opened(database);
  const folder = store.useFolders(['/work']).get('/work') ?? 0;
  store.begin();
  store.put(file(folder, 'a.ts'), [chunk('cart')]);
  store.commit();
  store.begin();
  store.put(file(folder, 'b.ts'), [chunk('cart')]);
  // Another connection sees what a new process would.
  const reader = Store.open(database, false);
  assert.deepEqual([...(reader?.chunksWith(['cart'], 10) ?? [])], [1]);
  reader?.close();
  store.close();
});

test('single writings are merged at rest alone, and all is found before and after', async (context) => {
  const database = path.join(await testFolder(context), 'index.sqlite');
  const store = opened(database);
  const folder = store.useFolders(['/work']).get('/work') ?? 0;
  for (let at = 0; at < 40; at++) {
    store.begin();
    store.put(file(folder, `${at}.ts`), [chunk('cart', `word${at}`)]);
    if (at % 4 === 3) store.remove(store.fileAt(folder, `${at - 1}.ts`)?.id ?? 0);
    store.commit();
  }
  const found = () => [
    store.chunksWith(['cart'], 100),
    ...[7, 38].map((at) => store.chunksWith([`word${at}`], 9)),
  ];
  const before = found();
  assert.deepEqual(
    before.map(({ length }) => length),
    [30, 1, 0],
  );
  assert.equal(segments(database), 40);
  for (const _ of store.tidy());
  assert.deepEqual(found(), before);
  assert.equal(segments(database), 1);
  assert.equal((await stat(`${database}-wal`)).size, 0);
  store.close();
});

/** Pieces that a search must look through. */
function segments(database: string): number {
  const reader = new DatabaseSync(database, { readOnly: true });
  const row = reader.prepare('SELECT count(DISTINCT segid) AS count FROM terms_idx').get();
  reader.close();
  return Number(row?.['count']);
}

test('a file that is no database, or one of another version, is built anew', async (context) => {
  const folder = await testFolder(context);
  const database = path.join(folder, 'index.sqlite');
  await writeFile(database, 'no database, and longer than a header '.repeat(100));
  opened(database).close();
  const other = new DatabaseSync(database);
  other.exec('PRAGMA user_version = 999; CREATE TABLE leftover (x)');
  other.close();
  const store = opened(database);
  assert.equal(store.fileCount(), 0);
  store.close();
});

test('a reader neither makes nor mends a database', async (context) => {
  const folder = await testFolder(context);
  const database = path.join(folder, 'index.sqlite');
  await writeFile(database, 'no database, and longer than a header '.repeat(100));
  assert.equal(Store.open(database, false), undefined);
});

test('a folder that takes no files is an error that says so', async (context) => {
  const folder = await testFolder(context);
  await writeFile(path.join(folder, 'file'), '');
  const unusable = path.join(folder, 'file/index.sqlite');
  assert.throws(
    () => Store.open(unusable, true),
    (error: unknown) => error instanceof CodebaseError && error.kind === 'storage',
  );
});

test('one writer at a time', async (context) => {
  const file = path.join(await testFolder(context), 'index.lock');
  const [one, other] = [new WriterLock(file), new WriterLock(file)];
  assert.equal(one.take(), true);
  assert.equal(one.take(), true);
  assert.equal(other.take(), false);
  one.release();
  assert.equal(other.take(), true);
  other.release();
});
