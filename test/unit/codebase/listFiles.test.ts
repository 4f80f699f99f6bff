import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { createSourceFiles } from '../../../src/codebase/listFiles.ts';
import { root } from '../../support/project.ts';
import { testFolder, writeFiles } from './folders.ts';

const { list, decode } = createSourceFiles(path.join(root, 'src/codebase/listThread.ts'));
const never = new AbortController().signal;

test('a folder’s own files are listed within the workspace folder, at most so many', async (context) => {
  const folder = await testFolder(context);
  const many = Object.fromEntries(Array.from({ length: 1100 }, (_, index) => [`много/f${index}.py`, 'x']));
  await writeFiles(folder, {
    ...many,
    '.gitignore': 'built/\n',
    'a.py': 'a',
    'built/b.py': 'b',
    'src/.env': 'K=1',
  });
  assert.equal((await list(folder, folder, 5000, never)).length, 1102);
  assert.equal((await list(folder, folder, 1050, never)).length, 1050);
  assert.equal((await list(folder, path.join(folder, 'много'), 3, never)).length, 3);
  assert.deepEqual(await list(folder, path.join(folder, 'built'), 10, never), ['built/b.py']);
  assert.deepEqual(await list(folder, path.join(folder, 'src'), 10, never), []);
});

test('a folder that is not there is told; a listing can be given up', async (context) => {
  const folder = await testFolder(context);
  await assert.rejects(list(folder, path.join(folder, 'нет'), 10, never), /cannot be read/);
  const given = new AbortController();
  const listing = list(folder, folder, 10, given.signal);
  given.abort(new Error('другое'));
  await assert.rejects(listing, /другое/);
  await assert.rejects(list(folder, folder, 10, given.signal), /другое/);
});

test('bytes are read in their encoding, or are no text', async () => {
  assert.equal(await decode(new TextEncoder().encode('Толмач')), 'Толмач');
  assert.equal(await decode(new Uint8Array(100)), undefined);
  // A piece of a larger buffer.
  assert.equal(await decode(new TextEncoder().encode('--да--').subarray(2, 6)), 'да');
});
