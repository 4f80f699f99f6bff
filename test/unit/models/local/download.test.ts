import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { DownloadError, type DownloadErrorKind } from '../../../../src/core/model/downloadError.ts';
import {
  type DownloadProgress,
  type DownloadRequest,
  type DownloadRooms,
  download,
} from '../../../../src/models/local/download.ts';
import { discardPartial } from '../../../../src/models/local/partialFile.ts';
import { type FileServer, type FileServerOptions, startFileServer } from '../../../support/fileServer.ts';
import { FILE_THREAD } from '../../../support/fileThread.ts';

const SIZE = 3_000_000;
const ROOMS: DownloadRooms = { threadPath: FILE_THREAD, fetch, stall: 5_000, pauses: [] };
const never = new AbortController().signal;

interface Place {
  readonly server: FileServer;
  readonly folder: string;
  readonly target: string;
  get(
    more?: Partial<DownloadRequest>,
    rooms?: Partial<DownloadRooms>,
    signal?: AbortSignal,
  ): Promise<unknown>;
  readonly progress: DownloadProgress[];
}

async function place(options: FileServerOptions, body: (place: Place) => Promise<void>): Promise<void> {
  await using server = await startFileServer(SIZE, options);
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-загрузка '));
  const target = path.join(folder, 'новая папка', 'model.gguf');
  const progress: DownloadProgress[] = [];
  const get: Place['get'] = (more = {}, rooms = {}, signal = never) =>
    download({ url: server.url, target, ...more }, { ...ROOMS, ...rooms }, signal, (one) =>
      progress.push(one),
    );
  try {
    await body({ server, folder, target, get, progress });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const files = (target: string): Promise<string[]> => readdir(path.dirname(target));
const failsAs = (kind: DownloadErrorKind) => (error: unknown) =>
  error instanceof DownloadError && error.kind === kind;

test('a file comes whole, is verified, and nothing else stays', () =>
  place({}, async ({ server, target, get, progress }) => {
    const { sha256 } = server;
    assert.deepEqual(await get({ sha256: sha256.toUpperCase(), size: SIZE }), { size: SIZE, sha256 });
    assert.deepEqual(await readFile(target), server.bytes);
    assert.deepEqual(await files(target), ['model.gguf']);
    assert.deepEqual(progress.at(-1), { phase: 'verifying', done: SIZE, total: SIZE });
  }));

test('an interrupted download goes on where it stopped', () =>
  place({ cutAfter: 1_000_000 }, async ({ server, target, get }) => {
    await assert.rejects(get(), failsAs('short'));
    assert.deepEqual((await files(target)).sort(), ['model.gguf.part', 'model.gguf.part.json']);
    server.options = {};
    await get({ sha256: server.sha256 });
    assert.deepEqual(server.ranges, ['', 'bytes=1000000-']);
    assert.deepEqual(await readFile(target), server.bytes);
  }));

test('a connection that breaks is tried again while something comes each time', () =>
  place({ cutAfter: 900_000 }, async ({ server, target, get }) => {
    await get({}, { pauses: [1, 1] });
    assert.equal(server.ranges.length, 4);
    assert.deepEqual(await readFile(target), server.bytes);
  }));

test('a pause keeps what has come', () =>
  place({ speed: 2_000_000 }, async ({ server, target, get, progress }) => {
    const pause = new AbortController();
    const running = get({}, {}, pause.signal);
    while ((progress.at(-1)?.done ?? 0) < 500_000) await new Promise((resolve) => setTimeout(resolve, 20));
    pause.abort(new Error('пауза'));
    await assert.rejects(running, /пауза/);
    server.options = {};
    await get();
    assert.match(server.ranges[1] ?? '', /^bytes=[1-9]\d+-$/);
    assert.deepEqual(await readFile(target), server.bytes);
  }));

test('a file that changed on the server is begun anew', () =>
  place({ cutAfter: 1_000_000 }, async ({ server, target, get }) => {
    await assert.rejects(get(), failsAs('short'));
    server.options = {};
    server.bytes = Buffer.from(server.bytes).reverse();
    await get({ sha256: server.sha256 });
    assert.deepEqual(await readFile(target), server.bytes);
  }));

test('and so is one that became shorter than what is there', () =>
  place({ cutAfter: 1_000_000 }, async ({ server, target, get }) => {
    await assert.rejects(get(), failsAs('short'));
    server.options = {};
    server.bytes = server.bytes.subarray(0, 400_000);
    await get();
    assert.deepEqual(await readFile(target), server.bytes);
  }));

test('a server without ranges begins anew', () =>
  place({ cutAfter: 1_000_000 }, async ({ server, target, get }) => {
    await assert.rejects(get(), failsAs('short'));
    server.options = { ranges: false };
    await get({ sha256: server.sha256 });
    assert.deepEqual(await readFile(target), server.bytes);
  }));

test('what a killed program left is gone on with, whatever its length', () =>
  place({ cutAfter: 2_000_000 }, async ({ server, target, get }) => {
    await assert.rejects(get(), failsAs('short'));
    await truncate(`${target}.part`, 1_234_567);
    server.options = {};
    await get({ sha256: server.sha256 });
    assert.equal(server.ranges[1], 'bytes=1234567-');
    assert.deepEqual(await readFile(target), server.bytes);
  }));

test('a note that cannot be read costs the beginning alone', () =>
  place({ cutAfter: 1_000_000 }, async ({ server, target, get }) => {
    await assert.rejects(get(), failsAs('short'));
    await writeFile(`${target}.part.json`, '{"url":');
    server.options = {};
    await get({ sha256: server.sha256 });
    assert.deepEqual(server.ranges, ['', '']);
  }));

test('wrong bytes are removed and never get the name', () =>
  place({}, async ({ target, get }) => {
    await assert.rejects(get({ sha256: '0'.repeat(64) }), failsAs('wrongDigest'));
    assert.deepEqual(await files(target), []);
  }));

test('a hung connection is given up', () =>
  place({ hangAfter: 500_000 }, async ({ target, get }) => {
    await assert.rejects(get({}, { stall: 300 }), failsAs('stalled'));
    assert.ok((await files(target)).includes('model.gguf.part'));
  }));

test('a cancelled download leaves nothing', () =>
  place({ cutAfter: 500_000 }, async ({ target, get }) => {
    await assert.rejects(get(), failsAs('short'));
    await discardPartial(target);
    assert.deepEqual(await files(target), []);
  }));

const status = (code: number, type = 'text/plain'): FileServerOptions => ({
  respond: (_, response) => {
    response.writeHead(code, { 'content-type': type }).end('<html></html>');
    return true;
  },
});
const ANSWERS: readonly (readonly [name: string, FileServerOptions, DownloadErrorKind])[] = [
  ['404', status(404), 'notFound'],
  ['403', status(403), 'forbidden'],
  ['a busy server', status(503), 'network'],
  ['another refusal', status(451), 'refused'],
  ['a page instead of the file', status(200, 'text/html; charset=utf-8'), 'notTheFile'],
];
for (const [name, options, kind] of ANSWERS) {
  test(`${name}: ${kind}, and no file`, () =>
    place(options, async ({ target, get }) => {
      await assert.rejects(get(), failsAs(kind));
      assert.ok(!(await files(target)).includes('model.gguf'));
    }));
}

test('a file of another size is not the one that was asked for', () =>
  place({}, async ({ get }) => {
    await assert.rejects(get({ size: SIZE + 1 }), failsAs('notTheFile'));
  }));

test('no connection', () =>
  place({}, async ({ get }) => {
    await assert.rejects(get({ url: 'http://127.0.0.1:1/file' }), failsAs('network'));
  }));

test('a file that no disk holds is not begun', () =>
  place(
    {
      respond: (_, response) => {
        response.writeHead(200, { 'content-length': String(2 ** 52) });
        response.flushHeaders();
        return true;
      },
    },
    async ({ get }) => {
      await assert.rejects(get(), failsAs('noSpace'));
    },
  ));

test('a folder that cannot be one', () =>
  place({}, async ({ folder, get }) => {
    const file = path.join(folder, 'файл');
    await writeFile(file, '');
    await assert.rejects(get({ target: path.join(file, 'model.gguf') }), failsAs('readOnly'));
  }));
