import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  DownloadError,
  type DownloadErrorDetails,
  type DownloadErrorKind,
} from '../../../../src/core/model/downloadError.ts';
import type { NetworkSettings } from '../../../../src/core/model/network.ts';
import { createLazyFileFetch } from '../../../../src/models/remote/lazyFileFetch.ts';
import { startProxy } from '../../../support/openaiServerProxy.ts';
import { NETWORK } from './harness.ts';

interface Site extends AsyncDisposable {
  /** On 127.0.0.1. */
  readonly origin: string;
  readonly port: number;
  readonly requests: http.IncomingMessage[];
}

/** A server whose `/to?<address>` leads to that address, and which serves a body everywhere else. */
async function startSite({ tls = false } = {}): Promise<Site> {
  const requests: http.IncomingMessage[] = [];
  const answer: http.RequestListener = (request, response) => {
    requests.push(request);
    const [path = '', location] = (request.url ?? '').split('?');
    if (path === '/silence') return;
    if (location !== undefined) response.writeHead(302, { location: decodeURIComponent(location) }).end();
    else response.end('файл');
  };
  const read = (name: string) => readFile(new URL(`../../../support/certificates/${name}`, import.meta.url));
  const server = tls
    ? https.createServer({ cert: await read('server.pem'), key: await read('server.key') }, answer)
    : http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const to = (address: string): string => `/to?${encodeURIComponent(address)}`;

/** One request by these settings: its body, or the error's kind and details. */
async function get(
  url: string,
  network: Partial<NetworkSettings> = {},
  headers: Record<string, string> = {},
): Promise<string | readonly [DownloadErrorKind, DownloadErrorDetails]> {
  const files = createLazyFileFetch(() => ({ ...NETWORK, ...network }));
  try {
    const response = await files.fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
    const pieces: Uint8Array[] = [];
    for await (const piece of response.body) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    return [error.kind, error.details];
  } finally {
    files.dispose();
  }
}

async function errorOf(
  ...request: Parameters<typeof get>
): Promise<readonly [DownloadErrorKind, DownloadErrorDetails]> {
  const answer = await get(...request);
  assert.ok(typeof answer !== 'string', 'it was answered');
  return answer;
}

test('redirects are followed, and asked for themselves they are the answer', async () => {
  await using site = await startSite();
  assert.equal(await get(`${site.origin}${to(to('/file'))}`), 'файл');
  const files = createLazyFileFetch(() => NETWORK);
  const request = { headers: {}, redirect: 'manual', signal: AbortSignal.timeout(10_000) } as const;
  const response = await files.fetch(site.origin + to('/file'), request);
  files.dispose();
  assert.deepEqual([response.status, response.headers.get('location')], [302, '/file']);
});

test('a token goes to the origin that was asked, and to none that it leads on to', async () => {
  await using site = await startSite();
  const other = `http://localhost:${site.port}`;
  const headers = { Authorization: 'Bearer secret', range: 'bytes=5-' };
  assert.equal(await get(site.origin + to(`${other}${to('/file')}`), {}, headers), 'файл');
  assert.deepEqual(
    site.requests.map(({ headers: { authorization, range } }) => [authorization, range]),
    [
      ['Bearer secret', 'bytes=5-'],
      [undefined, 'bytes=5-'],
      [undefined, 'bytes=5-'],
    ],
  );
});

test('a circle ends', async () => {
  await using site = await startSite();
  const circle = `${site.origin}/circle`;
  let path = circle;
  for (let hop = 0; hop < 12; hop++) path = site.origin + to(path);
  assert.equal((await errorOf(path))[0], 'redirected');
  assert.equal(site.requests.length, 11);
});

test('nothing that began encrypted goes on unencrypted, or to no address', async () => {
  await using plain = await startSite();
  await using encrypted = await startSite({ tls: true });
  const network = { strictCertificates: false };
  assert.equal(await get(encrypted.origin + to('/file'), network), 'файл');
  for (const address of [`${plain.origin}/file`, 'ftp://host/file', 'http://']) {
    assert.equal((await errorOf(encrypted.origin + to(address), network))[0], 'redirected', address);
  }
  assert.deepEqual(plain.requests, []);
  assert.equal(await get(plain.origin + to(`${encrypted.origin}/file`), network), 'файл');
});

test('«only this computer» holds at every hop', async () => {
  await using site = await startSite();
  const network = { localOnly: true };
  assert.equal(await get(site.origin + to('/file'), network), 'файл');
  for (const url of ['http://server.test/file', site.origin + to('http://server.test/file')]) {
    assert.deepEqual(await errorOf(url, network), ['blockedByPrivacy', { host: 'server.test' }]);
  }
});

test('each hop goes through the proxy that is meant for it', async () => {
  await using site = await startSite();
  await using proxy = await startProxy({ port: site.port });
  const network = { proxy: proxy.url, noProxy: ['direct.test'] };
  assert.equal(await get(site.origin + to('http://server.test/file'), network), 'файл');
  assert.deepEqual(proxy.seen, ['GET http://server.test/file']);
});

test('what keeps a connection from being made is told apart', async () => {
  await using encrypted = await startSite({ tls: true });
  await using refusing = await startProxy({ port: encrypted.port, authorization: 'Basic x' });
  const closed = await (async () => {
    await using site = await startSite();
    return site.origin;
  })();
  const reason = async (...request: Parameters<typeof get>) => {
    const [kind, details] = await errorOf(...request);
    return `${kind} ${details.reason}`;
  };
  assert.equal(await reason(closed), 'network refused');
  assert.equal(await reason('http://нет-такого.invalid/'), 'network dns');
  assert.equal(await reason(encrypted.origin), 'network certificate');
  assert.equal(await reason(encrypted.origin.replace('https', 'http')), 'network network');
  assert.equal(await reason('не адрес'), 'network badAddress');
  assert.equal(await reason('ftp://host/file'), 'network badAddress');
  assert.equal(await reason('http://server.test/', { proxy: closed }), 'network proxy');
  assert.equal(await reason('https://server.test/', { proxy: refusing.url }), 'network proxy');
});

test('an abort ends a request with its reason; the end of all breaks it off', async () => {
  await using site = await startSite();
  const files = createLazyFileFetch(() => NETWORK);
  const abort = new AbortController();
  const aborted = files.fetch(`${site.origin}/silence`, { headers: {}, signal: abort.signal });
  const open = files.fetch(`${site.origin}/silence`, { headers: {}, signal: new AbortController().signal });
  const broken = assert.rejects(open, (error) => error instanceof DownloadError && error.kind === 'network');
  while (site.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  abort.abort(new Error('хватит'));
  await assert.rejects(aborted, /хватит/);
  files.dispose();
  await broken;
});
