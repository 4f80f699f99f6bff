import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { digestFile, FileWriter } from '../../../../src/models/local/fileWriter.ts';
import { fileError } from '../../../../src/models/local/partialFile.ts';
import { FILE_THREAD } from '../../../support/fileThread.ts';

const never = new AbortController().signal;
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function inFolder(body: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-поток '));
  try {
    await body(path.join(folder, 'файл'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('pieces of any size, also of one buffer, are written in their order and digested', () =>
  inFolder(async (file) => {
    const bytes = randomBytes(20_000_000);
    await writeFile(file, bytes.subarray(0, 1_000_000));
    const writer = new FileWriter(FILE_THREAD);
    assert.equal(await writer.open(file, 'keep'), 1_000_000);
    for (let at = 1_000_000, step = 1; at < bytes.length; at += step, step = (step * 7) % 100_003) {
      await writer.append(bytes.subarray(at, at + step));
    }
    assert.equal(await writer.digest(), digest(bytes));
    await writer.close(true);
    await writer.end();
    assert.deepEqual(await readFile(file), bytes);
    assert.equal(await digestFile(file, FILE_THREAD, never, () => {}), digest(bytes));
  }));

test('a full disk is told to whoever brings more, and to the end', {
  skip: process.platform !== 'linux',
}, async () => {
  const writer = new FileWriter(FILE_THREAD);
  await writer.open('/dev/full', 'anew');
  const full = async (): Promise<void> => {
    for (;;) await writer.append(randomBytes(1024 * 1024));
  };
  await assert.rejects(full(), (error) => fileError(error, '/dev').kind === 'noSpace');
  await assert.rejects(writer.digest(), { code: 'ENOSPC' });
  await writer.end();
});

test('what cannot be opened, and a thread that cannot begin', () =>
  inFolder(async (file) => {
    await assert.rejects(
      digestFile(file, FILE_THREAD, never, () => {}),
      { code: 'ENOENT' },
    );
    await assert.rejects(digestFile(file, `${file}.mjs`, never, () => {}));
  }));

test('a digest under way is given up', () =>
  inFolder(async (file) => {
    await writeFile(file, Buffer.alloc(300_000_000));
    const abort = new AbortController();
    const digested = digestFile(file, FILE_THREAD, abort.signal, () => abort.abort(new Error('хватит')));
    await assert.rejects(digested, /хватит/);
  }));
