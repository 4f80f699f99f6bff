import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { startModel } from '../../support/startModel.ts';

const SERVER = { TOLMACH_SERVER: 'http://127.0.0.1:8000/v1' };

/** A home with one file in its models folder. */
async function homeWith(t: TestContext, file: string): Promise<string> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'tolmach-home-'));
  t.after(() => rm(home, { recursive: true }));
  await mkdir(path.join(home, '.tolmach/models'), { recursive: true });
  await writeFile(path.join(home, '.tolmach/models', file), '');
  return home;
}

test('a model in the models folder comes first', async (t) => {
  const home = await homeWith(t, 't-lite.GGUF');
  const { settings } = await startModel(home, SERVER);
  assert.deepEqual(settings, { 'tolmach.local.modelsFolder': path.join(home, '.tolmach/models') });
});

test('then the server of the environment, named by its host', async (t) => {
  const { settings } = await startModel(await homeWith(t, 'notes.txt'), SERVER);
  assert.deepEqual(settings, {
    'tolmach.servers': [{ name: '127.0.0.1:8000', url: 'http://127.0.0.1:8000/v1' }],
  });
});

test('the key is never shown', async (t) => {
  const { note } = await startModel(await homeWith(t, 'notes.txt'), {
    ...SERVER,
    TOLMACH_API_KEY: 'secret-1',
  });
  assert.match(note, /TOLMACH_API_KEY/);
  assert.doesNotMatch(note, /secret-1/);
});

test('a server that is no address is told at once', async (t) => {
  const home = await homeWith(t, 'notes.txt');
  await assert.rejects(startModel(home, { TOLMACH_SERVER: 'llm example' }), /TOLMACH_SERVER.*llm example/);
});
