import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { open, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { CodebaseIndex } from '../../../src/codebase/client.ts';
import { CodebaseError, type IndexState, type Query } from '../../../src/core/retrieval/codebase.ts';
import { testFolder, writeFiles } from './folders.ts';

const WORKER = new URL('../../../src/codebase/worker.ts', import.meta.url);
const never = new AbortController().signal;
const about = (text: string): Query => ({ text, identifiers: [], openFiles: [], recentFiles: [] });
const isKind = (kind: string) => (error: unknown) => error instanceof CodebaseError && error.kind === kind;

function openIndex(
  context: TestContext,
  folder: string,
  options: { worker?: string | URL; exclude?: string[] } = {},
) {
  const index = new CodebaseIndex({
    workerPath: options.worker ?? WORKER,
    settings: {
      database: path.join(folder, 'storage/index.sqlite'),
      folders: [path.join(folder, 'work')],
      exclude: options.exclude ?? [],
    },
    log: () => undefined,
  });
  context.after(() => index.dispose());
  return index;
}

function reached(index: CodebaseIndex, fits: (state: IndexState) => boolean): Promise<IndexState> {
  return new Promise((resolve) => {
    const heard = index.onDidChangeState((state) => {
      if (!fits(state)) return;
      heard.dispose();
      resolve(state);
    });
  });
}

async function ready(index: CodebaseIndex): Promise<IndexState> {
  const state = reached(index, ({ activity }) => activity === 'ready');
  index.start();
  return state;
}

const find = async (index: CodebaseIndex, text: string): Promise<string[]> =>
  (await index.search(about(text), 5, never)).map(({ path: found }) => found);

/** Asks until the answer is the one expected; the test's own time limit ends it otherwise. */
async function findsAtLast(index: CodebaseIndex, text: string, expected: readonly string[]): Promise<void> {
  for (;;) {
    const found = await find(index, text);
    if (JSON.stringify(found) === JSON.stringify(expected)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const LIMIT = { timeout: 60_000 };

test('it indexes, tells its progress and answers', LIMIT, async (context) => {
  const folder = await testFolder(context);
  await writeFiles(folder, {
    'work/cart.ts': 'function applyDiscount(cart) {}',
    'work/skip/a.ts': 'discount',
  });
  const index = openIndex(context, folder, { exclude: ['skip'] });
  const activities: string[] = [];
  index.onDidChangeState(({ activity }) => activities.push(activity));
  const state = await ready(index);
  assert.equal(state.files, 1);
  assert.equal(index.state.activity, 'ready');
  assert.deepEqual([...new Set(activities)], ['scanning', 'ready']);
  const [found] = await index.search(about('Где скидка в корзине?'), 5, never);
  assert.deepEqual([found?.path, found?.definition], ['cart.ts', 'applyDiscount']);
});

test('nothing starts and nothing is read before it is asked', async (context) => {
  const folder = await testFolder(context);
  const index = openIndex(context, folder);
  index.changed([path.join(folder, 'work/a.ts')]);
  index.pause();
  index.resume();
  assert.equal(index.state.activity, 'idle');
  assert.equal(existsSync(path.join(folder, 'storage')), false);
});

test('changes are followed: files, rules and settings', LIMIT, async (context) => {
  const folder = await testFolder(context);
  await writeFiles(folder, { 'work/a.ts': 'apple' });
  const index = openIndex(context, folder);
  await ready(index);
  await writeFiles(folder, { 'work/a.ts': 'apricot', 'work/b.ts': 'banana' });
  index.changed([path.join(folder, 'work/a.ts'), path.join(folder, 'work/b.ts')]);
  await findsAtLast(index, 'banana', ['b.ts']);
  await findsAtLast(index, 'apricot', ['a.ts']);
  await writeFiles(folder, { 'work/.gitignore': 'b.ts' });
  index.changed([path.join(folder, 'work/.gitignore')]);
  await findsAtLast(index, 'banana', []);
  const again = reached(index, ({ activity }) => activity === 'ready');
  index.configure({ folders: [path.join(folder, 'work')], exclude: ['a.ts'] });
  await again;
  assert.deepEqual(await find(index, 'apricot'), []);
});

test('a while after the last change the index is tidied', LIMIT, async (context) => {
  const folder = await testFolder(context);
  await writeFiles(folder, { 'work/a.ts': 'apple' });
  const index = openIndex(context, folder);
  await ready(index);
  await writeFiles(folder, { 'work/a.ts': 'pear' });
  index.changed([path.join(folder, 'work/a.ts')]);
  await findsAtLast(index, 'pear', ['a.ts']);
  const journal = path.join(folder, 'storage/index.sqlite-wal');
  assert.ok((await stat(journal)).size > 0);
  while ((await stat(journal)).size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(await find(index, 'pear'), ['a.ts']);
});

test('it pauses and goes on', LIMIT, async (context) => {
  const folder = await testFolder(context);
  const files = Array.from({ length: 50 }, (_, at): [string, string] => [`work/${at}.ts`, `word${at} apple`]);
  await writeFiles(folder, Object.fromEntries(files));
  const index = openIndex(context, folder);
  index.pause();
  const paused = reached(index, ({ activity }) => activity === 'paused');
  index.start();
  await paused;
  assert.deepEqual(await find(index, 'apple'), []);
  const done = reached(index, ({ activity }) => activity === 'ready');
  index.resume();
  assert.equal((await done).files, 50);
});

test('an aborted search throws the reason, and the next one answers', LIMIT, async (context) => {
  const folder = await testFolder(context);
  await writeFiles(folder, { 'work/a.ts': 'apple' });
  const index = openIndex(context, folder);
  await ready(index);
  const controller = new AbortController();
  const search = index.search(about('apple'), 5, controller.signal);
  controller.abort(new Error('enough'));
  await assert.rejects(search, /enough/);
  await assert.rejects(index.search(about('apple'), 5, controller.signal), /enough/);
  assert.deepEqual(await find(index, 'apple'), ['a.ts']);
});

test('two windows: one writes, both answer; when it goes the other may write', LIMIT, async (context) => {
  const folder = await testFolder(context);
  await writeFiles(folder, { 'work/a.ts': 'apple' });
  const [one, other] = [openIndex(context, folder), openIndex(context, folder)];
  await ready(one);
  const reading = reached(other, ({ activity }) => activity === 'reading');
  other.start();
  await reading;
  assert.deepEqual(await find(other, 'apple'), ['a.ts']);
  await writeFiles(folder, { 'work/b.ts': 'banana' });
  one.changed([path.join(folder, 'work/b.ts')]);
  await findsAtLast(other, 'banana', ['b.ts']);
  const writes = reached(other, ({ activity }) => activity === 'ready');
  await one.dispose();
  await writes;
});

test('a damaged index is built anew', LIMIT, async (context) => {
  const folder = await testFolder(context);
  const files = Array.from({ length: 300 }, (_, at): [string, string] => [
    `work/${at}.ts`,
    `word${at} apple`,
  ]);
  await writeFiles(folder, Object.fromEntries(files));
  const database = path.join(folder, 'storage/index.sqlite');
  const first = openIndex(context, folder);
  await ready(first);
  await first.dispose();
  const { size } = await stat(database);
  for (const damage of ['middle', 'whole'] as const) {
    const file = await open(database, 'r+');
    const from = damage === 'middle' ? 8192 : 0;
    await file.write(Buffer.alloc(Math.max(0, size - from), 0xa5), 0, Math.max(0, size - from), from);
    await file.close();
    const index = openIndex(context, folder);
    index.start();
    await findsAtLast(index, 'word7', ['7.ts']);
    await index.dispose();
  }
});

test(
  'a worker that was ended in the midst of its work leaves an index that goes on',
  LIMIT,
  async (context) => {
    const folder = await testFolder(context);
    const files = Array.from({ length: 400 }, (_, at): [string, string] => [
      `work/${at}.ts`,
      `word${at} apple`,
    ]);
    await writeFiles(folder, Object.fromEntries(files));
    const first = openIndex(context, folder);
    const begun = reached(first, ({ activity }) => activity === 'scanning');
    first.start();
    await begun;
    await first.dispose();
    const second = openIndex(context, folder);
    assert.equal((await ready(second)).files, 400);
    assert.deepEqual(await find(second, 'word399'), ['399.ts']);
  },
);

test('it is deleted by a command and built again when asked', LIMIT, async (context) => {
  const folder = await testFolder(context);
  await writeFiles(folder, { 'work/a.ts': 'apple' });
  const index = openIndex(context, folder);
  await ready(index);
  await index.clear();
  assert.equal(existsSync(path.join(folder, 'storage/index.sqlite')), false);
  assert.equal(index.state.activity, 'idle');
  await ready(index);
  assert.deepEqual(await find(index, 'apple'), ['a.ts']);
});

test('a storage folder that takes no files is told, once and typed', LIMIT, async (context) => {
  const folder = await testFolder(context);
  await writeFiles(folder, { 'work/a.ts': 'apple', storage: 'a file where the folder should be' });
  const index = openIndex(context, folder);
  const failed = reached(index, ({ activity }) => activity === 'failed');
  index.start();
  assert.equal((await failed).error?.kind, 'storage');
  await assert.rejects(index.search(about('apple'), 5, never), isKind('storage'));
});

test('a workspace folder that is gone is no error', LIMIT, async (context) => {
  const folder = await testFolder(context);
  const index = openIndex(context, folder);
  const state = await ready(index);
  assert.deepEqual([state.files, state.unreadable], [0, [path.join(folder, 'work')]]);
});

test(
  'a worker that dies fails what was asked, comes again, and is given up after three deaths',
  LIMIT,
  async (context) => {
    const folder = await testFolder(context);
    const worker = path.join(folder, 'dies.mjs');
    await writeFile(
      worker,
      `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ kind }) => { if (kind === 'search') throw new Error('dead'); });`,
    );
    const index = openIndex(context, folder, { worker });
    for (let death = 0; death < 3; death++) await assert.rejects(find(index, 'apple'), isKind('crashed'));
    assert.equal(index.state.error?.kind, 'crashed');
    await assert.rejects(find(index, 'apple'), isKind('crashed'));
    await rm(worker);
    await writeFile(
      worker,
      `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ kind, id }) => {
       if (kind === 'search') parentPort.postMessage({ kind: 'found', id, snippets: [] });
     });`,
    );
    index.restart();
    assert.deepEqual(await find(index, 'apple'), []);
  },
);

test('after its end it answers nothing and holds nothing', LIMIT, async (context) => {
  const folder = await testFolder(context);
  await writeFiles(folder, { 'work/a.ts': 'apple' });
  const index = openIndex(context, folder);
  await ready(index);
  const open = index.search(about('apple'), 5, never);
  const rejected = assert.rejects(open, isKind('disposed'));
  await index.dispose();
  await rejected;
  await assert.rejects(find(index, 'apple'), isKind('disposed'));
  index.start();
  await index.dispose();
});
