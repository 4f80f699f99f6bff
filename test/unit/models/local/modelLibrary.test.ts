import assert from 'node:assert/strict';
import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { DownloadErrorKind } from '../../../../src/core/model/downloadError.ts';
import type { FileServerOptions } from '../../../support/fileServer.ts';
import {
  bring,
  FILE,
  fails,
  ggufBytes,
  hubList,
  KNOWN,
  nextEnd,
  OTHER,
  place,
  seen,
  viewOf,
} from './libraryHarness.ts';

const SLOW = 3_000_000;

test('a file comes from the hub, is listed, and its digest, source and date are recorded', () =>
  place({}, async ({ server, folder, library, names }) => {
    const window = library();
    const listed: number[] = [];
    window.onDidEnd(() => listed.push(window.files().length));
    assert.deepEqual(await bring(window), { file: FILE, outcome: 'done' });
    assert.deepEqual(listed, [1], 'a file is there when its end is told');
    assert.deepEqual(await names(), [FILE.name, 'records.json'].sort());
    assert.deepEqual(await readFile(path.join(folder, FILE.name)), server.bytes);
    const [file] = window.files();
    assert.deepEqual(file, {
      id: FILE.name,
      path: path.join(folder, FILE.name),
      bytes: server.bytes.length,
      foreign: false,
      sha256: server.sha256,
    });
    assert.deepEqual(window.downloads(), []);
    const records = JSON.parse(await readFile(path.join(folder, 'records.json'), 'utf8'));
    assert.equal(
      records.files[FILE.name].source,
      `${server.origin}/${FILE.repository}/resolve/main/${FILE.name}`,
    );
    assert.ok(Date.parse(records.files[FILE.name].date) <= Date.now());

    const again = library();
    await again.refresh();
    assert.equal(again.files()[0]?.sha256, server.sha256, 'the next start knows it');
  }));

const NAMES: readonly (readonly [hub: string, DownloadErrorKind | 'done'])[] = [
  ['t-lite-it-2.1-q4_k_m.GGUF', 'done'],
  ['T-Lite-IT 2.1 (Q4_K_M).gguf', 'done'],
  ['T-lite-it-2.1-Q5_K_M.gguf', 'notFound'],
];
for (const [name, outcome] of NAMES) {
  test(`the hub calls the file ${name}: ${outcome}`, () =>
    place({}, async ({ server, library, names }) => {
      server.options = { hub: hubList(server, name) };
      const end = await bring(library());
      assert.equal(end.error?.kind ?? end.outcome, outcome);
      if (outcome !== 'done') return;
      assert.ok((await names()).includes(FILE.name), 'here it has the name of the catalogue');
      assert.ok(server.requests.some((line) => line.endsWith(`/resolve/main/${encodeURIComponent(name)}`)));
    }));
}

test('a mirror without a list: what the address of the file tells is enough', () =>
  place({}, async ({ server, library }) => {
    const { length } = server.bytes;
    const linked = { 'x-linked-size': String(length), 'x-linked-etag': `"${server.sha256}"` };
    server.options = { linked };
    assert.equal((await bring(library())).outcome, 'done');
    server.options = { linked: { ...linked, 'x-linked-etag': `"${'0'.repeat(64)}"` } };
    await fails(library(), 'unknownVersion', KNOWN);
  }));

test('a mirror that tells nothing of a file', () =>
  place({}, async ({ server, library }) => {
    server.options = {};
    const window = library();
    assert.equal((await bring(window)).outcome, 'done');
    assert.equal(window.files()[0]?.sha256, server.sha256);
  }));

test('a source that has another file than the known one is refused before anything comes', () =>
  place({}, async ({ server, library, names }) => {
    server.options = { hub: hubList(server, KNOWN.name) };
    await fails(library(), 'unknownVersion', KNOWN);
    assert.deepEqual(server.ranges, []);
    assert.deepEqual(await names(), []);
  }));

test('a token goes to the hub of the environment, and to no mirror of the setting', () =>
  place({}, async ({ server, library }) => {
    const environment = { HF_ENDPOINT: server.origin, HF_TOKEN: 'hf_secret' };
    assert.equal((await bring(library({ mirror: () => '', environment }))).outcome, 'done');
    assert.ok(
      server.requests.length > 0 && server.requests.every((line) => line.endsWith(' Bearer hf_secret')),
    );
    const before = server.requests.length;
    server.options = { hub: hubList(server, OTHER.name) };
    assert.equal((await bring(library({ environment }), OTHER)).outcome, 'done');
    assert.ok(server.requests.slice(before).every((line) => !line.includes('hf_secret')));
  }));

const answers = (code: number, headers: Record<string, string> = {}, body = 'нет'): FileServerOptions => ({
  respond: (_, response) => {
    response.writeHead(code, headers).end(body);
    return true;
  },
});
const REFUSALS: readonly (readonly [name: string, FileServerOptions, DownloadErrorKind])[] = [
  ['404', answers(404), 'notFound'],
  ['403', answers(403), 'forbidden'],
  ['401 of a hub for what it has not', answers(401, { 'x-error-code': 'RepoNotFound' }), 'notFound'],
  ['503', answers(503), 'network'],
  ['a page', answers(200, { 'content-type': 'text/html' }, '<html></html>'), 'notTheFile'],
  ['a page that does not say so', { hub: undefined, ...answers(200, {}, '\n<!doctype html>') }, 'notTheFile'],
  ['no GGUF', { hub: undefined, ...answers(200, {}, 'PK0304') }, 'damaged'],
  ['an address that leads nowhere', answers(302, {}), 'refused'],
];
for (const [name, options, kind] of REFUSALS) {
  test(`${name}: ${kind}, and nothing stays`, () =>
    place(options, async ({ library, names }) => {
      const window = library();
      await fails(window, kind);
      await window.refresh();
      assert.deepEqual([await names(), window.files()], [[], []]);
    }));
}

test('no network, and an address that is none', () =>
  place({}, async ({ library }) => {
    await fails(library({ mirror: () => 'http://127.0.0.1:1' }), 'network');
    const end = await fails(library({ mirror: () => 'зеркало' }), 'network');
    assert.equal(end.error?.details.reason, 'badAddress');
  }));

test('a hung and a broken connection keep what has come, which is no model', () =>
  place({ hangAfter: 300_000 }, async ({ server, library, names }) => {
    const window = library({ stall: 300 });
    await fails(window, 'stalled');
    assert.equal(viewOf(window)?.total, server.bytes.length);
    server.options = { hub: hubList(server), cutAfter: 400_000 };
    await fails(window, 'short');
    assert.deepEqual(await names(), [`${FILE.name}.part`, `${FILE.name}.part.json`]);
    await window.refresh();
    assert.deepEqual(window.files(), []);
  }));

test('a try that failed is told while the next one is waited for', () =>
  place({ cutAfter: 1_500_000 }, async ({ library }) => {
    const window = library({ pauses: [1] });
    const errors = new Set<string>();
    window.onDidChange(() => errors.add(`${viewOf(window)?.phase} ${viewOf(window)?.error?.kind}`));
    assert.equal((await bring(window)).outcome, 'done');
    assert.ok(errors.has('connecting short'), [...errors].join(', '));
  }));

test('wrong bytes are removed', () =>
  place({}, async ({ server, library, names }) => {
    server.options = { hub: hubList(server, FILE.name, '0'.repeat(64)) };
    const window = library();
    await fails(window, 'wrongDigest');
    assert.deepEqual([await names(), viewOf(window)?.done], [[], 0]);
  }));

test('a broken header, though all came as it was promised', () =>
  place({}, async ({ server, library, names }) => {
    server.bytes = server.bytes.subarray(0, 500_000);
    server.options = { hub: hubList(server) };
    const end = await fails(library(), 'damaged');
    assert.match(end.error?.details.detail ?? '', /cut short/);
    assert.deepEqual(await names(), []);
  }));

test('another architecture is no failure, and is told', () =>
  place({}, async ({ server, library }) => {
    server.bytes = await ggufBytes('mamba');
    server.options = { hub: hubList(server) };
    assert.deepEqual(await bring(library()), { file: FILE, outcome: 'done', architecture: 'mamba' });
  }));

test('a disk without room, and a folder that takes nothing', () =>
  place({}, async ({ server, folder, library, names }) => {
    const hub = [{ type: 'file', path: FILE.name, lfs: { oid: server.sha256, size: 2 ** 52 } }];
    const respond: FileServerOptions['respond'] = (_, response) => {
      response.writeHead(200, { 'content-length': String(2 ** 52) }).flushHeaders();
      return true;
    };
    server.options = { hub, respond };
    const end = await fails(library(), 'noSpace');
    assert.ok((end.error?.details.needed ?? 0) > 2 ** 52);
    assert.deepEqual(await names(), []);
    const file = path.join(folder, 'файл');
    await writeFile(file, '');
    await fails(library({ modelsFolder: () => path.join(file, 'модели') }), 'readOnly');
  }));

test('after another folder was chosen the download begins there, and what was begun stays where it was', () =>
  place({ speed: SLOW }, async ({ server, folder, library }) => {
    let now = folder;
    const models = library({ modelsFolder: () => now });
    models.download(FILE);
    await seen(models, ({ phase, done }) => phase === 'downloading' && done > 300_000);
    await models.pause(FILE.id);
    now = path.join(folder, 'на другом диске');
    server.options = { hub: hubList(server) };
    assert.equal((await bring(models)).outcome, 'done');
    assert.equal((await stat(path.join(now, FILE.name))).size, server.bytes.length);
    assert.ok((await stat(path.join(folder, `${FILE.name}.part`))).size > 300_000);
  }));

test('a pause outlives the window, and the next one goes on', () =>
  place({ speed: SLOW }, async ({ server, folder, library }) => {
    const first = library();
    first.download(FILE);
    await seen(first, ({ phase, done }) => phase === 'downloading' && done > 300_000);
    await first.pause(FILE.id);
    assert.deepEqual([viewOf(first)?.phase, viewOf(first)?.error], ['paused', undefined]);
    await first.dispose();

    const { size } = await stat(path.join(folder, `${FILE.name}.part`));
    const next = library();
    await next.refresh();
    assert.deepEqual(next.downloads(), [
      { file: FILE, phase: 'paused', done: size, total: server.bytes.length },
    ]);
    server.options = { hub: hubList(server) };
    assert.equal((await bring(next)).outcome, 'done');
    assert.equal(server.ranges.at(-1), `bytes=${size}-`);
    assert.deepEqual(await readFile(path.join(folder, FILE.name)), server.bytes);
  }));

test('what one mirror began another one ends, by the digest', () =>
  place({ cutAfter: 1_000_000 }, async ({ server, library }) => {
    const window = library();
    await fails(window, 'short');
    await window.dispose();
    server.options = { hub: hubList(server) };
    const other = library({ mirror: () => `${server.origin}/mirror` });
    server.options = { linked: { 'x-linked-etag': `"${server.sha256}"` } };
    assert.equal((await bring(other)).outcome, 'done');
    assert.match(server.ranges.at(-1) ?? '', /^bytes=1000000-$/);
  }));

test('a cancelled download leaves nothing', () =>
  place({ speed: SLOW }, async ({ library, names }) => {
    const window = library();
    const end = nextEnd(window);
    window.download(FILE);
    await seen(window, ({ done }) => done > 200_000);
    await window.cancel(FILE.id);
    assert.deepEqual(await end, { file: FILE, outcome: 'cancelled' });
    assert.deepEqual([await names(), window.downloads()], [[], []]);
  }));

test('one comes at a time; one that waits can be paused and cancelled', () =>
  place({ speed: SLOW }, async ({ server, library }) => {
    const window = library();
    window.download(FILE);
    window.download(OTHER);
    assert.equal(viewOf(window, OTHER)?.phase, 'waiting');
    await window.pause(OTHER.id);
    assert.equal(viewOf(window, OTHER)?.phase, 'paused');
    window.download(OTHER);
    const done = nextEnd(window);
    server.options = { hub: [...(hubList(server) as []), ...(hubList(server, OTHER.name) as [])] };
    assert.equal((await done).file, FILE);
    await window.cancel(OTHER.id);
    assert.equal(viewOf(window, OTHER), undefined);
  }));

test('one window brings a file; another one is told so, and sees when it is there', () =>
  place({ speed: SLOW }, async ({ server, library, names }) => {
    const [first, second] = [library(), library()];
    first.download(FILE);
    await seen(first, ({ done }) => done > 0);
    await second.refresh();
    assert.deepEqual([viewOf(second)?.phase, viewOf(second)?.error?.kind], ['failed', 'busy']);
    await fails(second, 'busy');
    await second.cancel(FILE.id);
    assert.ok((await names()).includes(`${FILE.name}.part`), 'what the other one brings is not removed');
    const end = nextEnd(first);
    server.options = {};
    assert.equal((await end).outcome, 'done');
    await second.refresh();
    assert.deepEqual([second.downloads(), second.files().length], [[], 1]);
  }));

const LOCKS: readonly (readonly [name: string, owner: object | string, ageSeconds: number])[] = [
  ['of a program that is gone', { pid: 2 ** 30, host: hostname(), token: 'a' }, 0],
  ['that nobody has touched for long', { pid: process.pid, host: hostname(), token: 'a' }, 120],
  ['that cannot be read, and is old', 'мусор', 120],
];
for (const [name, owner, age] of LOCKS) {
  test(`a lock ${name} is taken over`, () =>
    place({}, async ({ folder, library, names }) => {
      const lock = path.join(folder, `${FILE.name}.lock`);
      await mkdir(folder);
      await writeFile(lock, typeof owner === 'string' ? owner : JSON.stringify(owner));
      const then = new Date(Date.now() - age * 1000);
      await utimes(lock, then, then);
      assert.equal((await bring(library())).outcome, 'done');
      assert.ok(!(await names()).some((one) => one.includes('.lock')));
    }));
}

test('a file that is there is taken when it is that one, and is not fetched again', () =>
  place({}, async ({ server, folder, library }) => {
    await mkdir(folder);
    await writeFile(path.join(folder, FILE.name), server.bytes);
    const window = library();
    assert.equal((await bring(window)).outcome, 'done');
    assert.deepEqual(server.ranges, []);
    assert.equal(window.files()[0]?.sha256, server.sha256);
    const before = server.requests.length;
    assert.equal((await bring(window)).outcome, 'done');
    assert.equal(server.requests.length, before, 'once recorded, nobody is asked');
  }));

for (const [name, bytes] of [
  ['of another size', Buffer.from('своя модель')],
  ['of the same size', undefined],
] as const) {
  test(`another file of that name, ${name}, is not overwritten`, () =>
    place({}, async ({ server, folder, library }) => {
      await mkdir(folder);
      const own = bytes ?? Buffer.alloc(server.bytes.length, 'своя');
      const file = path.join(folder, FILE.name);
      await writeFile(file, own);
      const end = await fails(library(), 'nameTaken');
      assert.equal(end.error?.details.file, file);
      assert.deepEqual(await readFile(file), own);
    }));
}
