import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { fromWorker, keptUnlessFailed } from '../../../../src/models/remote/authorities.ts';
import { createRemoteServer } from '../../../../src/models/remote/index.ts';
import type { OpenAiServerOptions } from '../../../support/openaiServer.ts';
import { EXPIRED_CERTIFICATE, startOpenAiServer, TEST_AUTHORITY } from '../../../support/openaiServer.ts';
import { startProxy } from '../../../support/openaiServerProxy.ts';
import { startSocksProxy } from '../../../support/socksProxy.ts';
import { errorOf, listIds as list, remoteOptions } from './harness.ts';

const SENDS_ONE = `require('node:worker_threads').parentPort.postMessage(['one'])`;
const caFile = fileURLToPath(TEST_AUTHORITY);

test('a certificate that nobody vouches for is refused, and accepted by its own authority or when told so', async () => {
  await using server = await startOpenAiServer({ tls: true });
  const error = await errorOf(list(server.url));
  assert.deepEqual(
    [error.kind, error.details.reason, error.details.detail],
    ['unreachable', 'certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  );
  assert.equal((await list(server.url, { settings: { caFile } })).length, 1);
  assert.equal(
    (await list(server.url, { settings: { caFile }, network: { systemCertificates: true } })).length,
    1,
  );
  assert.equal((await list(server.url, { network: { strictCertificates: false } })).length, 1);
});

const FAULTS: readonly (readonly [string, NonNullable<OpenAiServerOptions['tls']>, URL, string, string])[] = [
  ['an expired certificate', 'expired', EXPIRED_CERTIFICATE, 'server.test', 'CERT_HAS_EXPIRED'],
  ['a certificate of another name', true, TEST_AUTHORITY, 'other.test', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['a file that is no certificate', true, new URL(import.meta.url), 'server.test', 'caFile'],
];

for (const [name, tls, authority, host, code] of FAULTS) {
  for (const start of [startProxy, startSocksProxy]) {
    test(`${name} is told apart from an unknown authority (${start.name})`, async () => {
      await using server = await startOpenAiServer({ tls });
      await using proxy = await start({ port: Number(new URL(server.origin).port) });
      const settings = { caFile: fileURLToPath(authority) };
      const error = await errorOf(list(`https://${host}/v1`, { settings, network: { proxy: proxy.url } }));
      assert.deepEqual([error.details.reason, error.details.detail], ['certificate', code]);
    });
  }
}

test('an authority that cannot be read is a fault of the certificate, and is read again the next time', async () => {
  await using server = await startOpenAiServer({ tls: true });
  const error = await errorOf(list(server.url, { settings: { caFile: `${caFile}.absent` } }));
  assert.deepEqual([error.details.reason, error.details.detail], ['certificate', 'ENOENT']);
});

test('a file of authorities that was corrected is read again, and so is one that was spoilt', async (context) => {
  await using server = await startOpenAiServer({ tls: true });
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'ca.pem');
  await writeFile(file, rootCertificates[0] ?? '');
  const provider = createRemoteServer(remoteOptions(server.url, { settings: { caFile: file } }));
  const listed = () => provider.list(new AbortController().signal);
  assert.equal((await errorOf(listed())).details.reason, 'certificate');
  await writeFile(file, await readFile(caFile));
  assert.equal((await listed()).length, 1);
  await rm(file);
  assert.equal((await errorOf(listed())).details.detail, 'ENOENT');
  provider.dispose();
});

test("a reader of the system's authorities that fails, ends or hangs is no answer, and is asked again", async () => {
  const scripts = ['throw new Error("no store")', '', 'setInterval(() => {}, 1000)', SENDS_ONE];
  let reads = 0;
  const read = keptUnlessFailed(() => fromWorker(scripts[reads++] ?? '', 200));
  for (const failing of scripts.slice(0, -1)) await assert.rejects(read(), failing);
  assert.deepEqual([await read(), await read()], [['one'], ['one']]);
  assert.equal(reads, scripts.length);
});
