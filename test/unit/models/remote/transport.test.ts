import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ModelErrorKind, UnreachableReason } from '../../../../src/core/model/modelError.ts';
import type { NetworkSettings } from '../../../../src/core/model/network.ts';
import { createRemoteServer } from '../../../../src/models/remote/index.ts';
import { proxyFor } from '../../../../src/models/remote/proxy.ts';
import { Transport } from '../../../../src/models/remote/transport.ts';
import { startOpenAiServer, TEST_AUTHORITY } from '../../../support/openaiServer.ts';
import { startProxy } from '../../../support/openaiServerProxy.ts';
import { startSocksProxy } from '../../../support/socksProxy.ts';
import type { Overrides } from './harness.ts';
import { ask, collect, errorOf, listIds as list, NETWORK, openModel, remoteOptions } from './harness.ts';

const caFile = fileURLToPath(TEST_AUTHORITY);

/** A TCP server that accepts and says nothing. */
async function startSilence(): Promise<{ port: number; connections: () => number } & AsyncDisposable> {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.length,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function closedPort(): Promise<number> {
  await using silence = await startSilence();
  return silence.port;
}

test('every request bears the key of the moment, the session and the own headers, and nothing of the library', async () => {
  const env = { OPENAI_CUSTOM_HEADERS: 'X-Leak: 1', OPENAI_ORG_ID: 'org-leak' };
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  try {
    await using opened = await openModel(
      { key: 'k1' },
      { key: 'k1', settings: { headers: { 'X-Team': 'a' } } },
    );
    await collect(ask(opened.model));
    assert.equal(opened.server.requests.length, 2);
    for (const { headers } of opened.server.requests) {
      assert.equal(headers.authorization, 'Bearer k1');
      assert.equal(headers['x-session-id'], 'session-1');
      assert.equal(headers['x-team'], 'a');
      assert.deepEqual(
        Object.keys(headers).filter((name) => /stainless|openai|leak/.test(name)),
        [],
      );
    }
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

test('without a key no authorisation is sent', async () => {
  await using opened = await openModel();
  await collect(ask(opened.model));
  assert.ok(opened.server.requests.every(({ headers }) => headers.authorization === undefined));
});

test("the key goes before an authorisation among the server's own headers", async () => {
  const settings = { headers: { Authorization: 'Basic x' } };
  await using opened = await openModel({}, { settings });
  assert.equal(opened.server.requests[0]?.headers.authorization, 'Basic x');
  await using keyed = await openModel({ key: 'k1' }, { settings, key: 'k1' });
  assert.equal(keyed.server.requests[0]?.headers.authorization, 'Bearer k1');
});

test('a key that no header can carry is a wrong key', async () => {
  await using server = await startOpenAiServer();
  for (const key of ['ключ', 'k\nX-Other: 1']) {
    assert.equal((await errorOf(list(server.url, { key }))).kind, 'unauthorized');
  }
  assert.deepEqual(server.requests, []);
});

const BAD_HEADERS: readonly (readonly [string, string])[] = [
  ['X-Team', 'Команда'],
  ['X-Team', 'a\nb'],
  ['Команда', 'a'],
  ['Transfer-Encoding', 'chunked'],
  ['Expect', '100-continue'],
];

for (const [name, value] of BAD_HEADERS) {
  test(`the header ${JSON.stringify(`${name}: ${value}`)} of the settings is named as what is wrong`, async () => {
    await using server = await startOpenAiServer();
    const error = await errorOf(
      list(server.url, { settings: { headers: { 'X-Good': 'a', [name]: value } } }),
    );
    const { host } = new URL(server.url);
    assert.deepEqual(
      [error.kind, error.details],
      ['unreachable', { host, reason: 'badHeaders', detail: name }],
    );
    assert.deepEqual(server.requests, []);
  });
}

test('connections are kept alive from request to request', async () => {
  await using opened = await openModel();
  for (let count = 0; count < 5; count++) await collect(ask(opened.model));
  const connections = new Set(opened.server.requests.map(({ connection }) => connection));
  // A request made the moment another's last byte is read may still need one of its own.
  assert.ok(
    connections.size <= 2,
    `${connections.size} connections for ${opened.server.requests.length} requests`,
  );
});

test('an address without a path means /v1, and slashes at its end mean nothing', async () => {
  await using server = await startOpenAiServer();
  for (const url of [server.origin, `${server.origin}/`, `${server.url}/`]) {
    assert.deepEqual(await list(url), ['t-tech/T-pro-it-2.1'], url);
  }
});

const UNREACHABLE: readonly (readonly [string, (port: number) => string, UnreachableReason])[] = [
  ['no address', () => 'сервер', 'badAddress'],
  ['a protocol that is not spoken', () => 'ftp://127.0.0.1/v1', 'badAddress'],
  ['a password in the address', (port) => `http://u:p@127.0.0.1:${port}/v1`, 'badAddress'],
  ['a closed port', (port) => `http://127.0.0.1:${port}/v1`, 'refused'],
  ['a name that nobody has', () => 'http://nobody.invalid/v1', 'dns'],
];

for (const [name, url, reason] of UNREACHABLE) {
  test(`${name}: ${reason}`, async () => {
    const error = await errorOf(list(url(await closedPort())));
    assert.deepEqual([error.kind, error.details.reason], ['unreachable', reason]);
  });
}

test('TLS spoken to a server that has none: badAddress', async () => {
  await using server = await startOpenAiServer();
  const error = await errorOf(list(server.url.replace('http:', 'https:')));
  assert.equal(error.details.reason, 'badAddress');
});

test('«only this computer» refuses before a socket is opened, and lets loopback through', async () => {
  await using server = await startOpenAiServer();
  const { port } = new URL(server.origin);
  await using proxy = await startProxy({ port: Number(port) });
  const network = { localOnly: true, proxy: proxy.url };
  const error = await errorOf(list('http://server.test/v1', { network }));
  assert.deepEqual([error.kind, error.details.reason], ['unreachable', 'blockedByPrivacy']);
  assert.equal((await list(server.url, { network })).length, 1);
  assert.deepEqual(proxy.seen, []);
});

test('a proxy is used for every kind of request, by plain requests to http', async () => {
  await using server = await startOpenAiServer({ answer: 'да' });
  await using proxy = await startProxy({ port: Number(new URL(server.origin).port) });
  const provider = createRemoteServer(
    remoteOptions('http://server.test/v1', { network: { proxy: proxy.url } }),
  );
  const [card] = await provider.list(new AbortController().signal);
  assert.ok(card);
  const { text } = await collect(ask((await provider.open(card)).model));
  provider.dispose();
  assert.equal(text, 'да');
  assert.deepEqual(proxy.seen, [
    'GET http://server.test/v1/models',
    'POST http://server.test/v1/chat/completions',
  ]);
});

test('https goes through a tunnel, with the certificate of the server itself', async () => {
  await using server = await startOpenAiServer({ tls: true });
  await using proxy = await startProxy({ port: Number(new URL(server.origin).port) });
  const network = { proxy: proxy.url };
  assert.equal((await list('https://server.test/v1', { network, settings: { caFile } })).length, 1);
  assert.deepEqual(proxy.seen, ['CONNECT server.test:443']);
  const error = await errorOf(list('https://server.test/v1', { network }));
  assert.equal(error.details.reason, 'certificate');
});

for (const tls of [false, true]) {
  test(`a proxy that wants a password is named, and given one (${tls ? 'https' : 'http'})`, async () => {
    await using server = await startOpenAiServer({ tls });
    const authorization = 'Basic dTpw';
    await using proxy = await startProxy({ port: Number(new URL(server.origin).port), authorization });
    const url = `${tls ? 'https' : 'http'}://server.test/v1`;
    const error = await errorOf(list(url, { network: { proxy: proxy.url }, settings: { caFile } }));
    assert.deepEqual([error.kind, error.details.reason], ['unreachable', 'proxy']);
    const network = { proxy: proxy.url, proxyAuthorization: authorization };
    assert.equal((await list(url, { network, settings: { caFile } })).length, 1);
    assert.ok(server.requests.every(({ headers }) => headers['proxy-authorization'] === undefined || !tls));
  });
}

for (const tls of [false, true]) {
  const scheme = tls ? 'https' : 'http';

  test(`a SOCKS5 proxy leads to ${scheme}, which it resolves itself, with and without a password`, async () => {
    await using server = await startOpenAiServer({ tls });
    const port = Number(new URL(server.origin).port);
    const login = { user: 'u', password: 'p' };
    await using open = await startSocksProxy({ port });
    await using closed = await startSocksProxy({ port, login });
    const url = `${scheme}://server.test/v1`;
    const through = (proxy: string) => list(url, { network: { proxy }, settings: { caFile } });
    assert.equal((await through(open.url)).length, 1);
    assert.equal((await through(open.url.replace('socks5:', 'socks5h:'))).length, 1);
    assert.equal((await through(closed.url.replace('//', '//u:p@'))).length, 1);
    const error = await errorOf(through(closed.url));
    assert.deepEqual([error.kind, error.details.reason], ['unreachable', 'proxy']);
    const seen = `server.test:${tls ? 443 : 80}`;
    assert.deepEqual([open.seen, closed.seen], [[seen, seen], [seen]]);
  });

  test(`an encrypted proxy before ${scheme} is known by the authority of the settings`, async () => {
    await using server = await startOpenAiServer({ tls });
    await using proxy = await startProxy({ port: Number(new URL(server.origin).port), tls: true });
    const url = `${scheme}://server.test/v1`;
    const network = { proxy: proxy.url };
    assert.equal((await list(url, { network, settings: { caFile } })).length, 1);
    assert.equal(proxy.seen.length, 1);
    assert.equal((await errorOf(list(url, { network }))).details.reason, 'certificate');
  });
}

test('behind a SOCKS5 proxy, too, a certificate that nobody vouches for is refused', async () => {
  await using server = await startOpenAiServer({ tls: true });
  await using proxy = await startSocksProxy({ port: Number(new URL(server.origin).port) });
  const error = await errorOf(list('https://server.test/v1', { network: { proxy: proxy.url } }));
  assert.equal(error.details.reason, 'certificate');
});

test('a proxy that is not there is named as such', async () => {
  const network = { proxy: `http://127.0.0.1:${await closedPort()}` };
  const error = await errorOf(list('http://server.test/v1', { network }));
  assert.deepEqual([error.kind, error.details.reason], ['unreachable', 'proxy']);
});

const PROXIED: readonly (readonly [string, Partial<NetworkSettings>, boolean])[] = [
  ['http://gpu.corp/v1', {}, true],
  ['http://localhost:8000/v1', {}, false],
  ['http://127.0.0.1:8000/v1', {}, false],
  ['http://gpu.corp/v1', { noProxy: ['gpu.corp'] }, false],
  ['http://a.gpu.corp/v1', { noProxy: ['gpu.corp'] }, false],
  ['http://gpu.corp/v1', { noProxy: ['.corp'] }, false],
  ['http://gpu.corp/v1', { noProxy: ['*.corp'] }, false],
  ['http://gpu.corp/v1', { noProxy: ['*'] }, false],
  ['http://gpu.corp:8000/v1', { noProxy: ['gpu.corp:8000'] }, false],
  ['https://gpu.corp/v1', { noProxy: ['gpu.corp:8000'] }, true],
  ['http://mygpu.corp/v1', { noProxy: ['gpu.corp', ''] }, true],
  ['http://gpu.corp/v1', { proxy: '' }, false],
];

for (const [url, network, expected] of PROXIED) {
  test(`${url} with ${JSON.stringify(network)} ${expected ? 'goes through the proxy' : 'goes straight'}`, () => {
    const proxy = proxyFor(new URL(url), { ...NETWORK, proxy: 'http://proxy:3128', ...network });
    assert.equal(proxy?.host, expected ? 'proxy:3128' : undefined);
  });
}

const PROXY_ADDRESSES: readonly (readonly [string, string | undefined])[] = [
  ['socks5h://proxy:1080', 'socks5://proxy:1080'],
  ['https://proxy', 'https://proxy/'],
  ['socks4://proxy:1080', undefined],
  ['не адрес', undefined],
];

for (const [proxy, expected] of PROXY_ADDRESSES) {
  test(`proxy ${proxy}: ${expected ?? 'not understood'}`, async () => {
    const found = async () => proxyFor(new URL('http://gpu.corp'), { ...NETWORK, proxy })?.href;
    if (expected) assert.equal(await found(), expected);
    else assert.equal((await errorOf(found())).details.reason, 'proxy');
  });
}

const short = (timeouts: Partial<NetworkSettings['timeouts']>): Overrides => ({
  network: { timeouts: { ...NETWORK.timeouts, ...timeouts } },
});

test('a list that never comes is timed out', async () => {
  await using silence = await startSilence();
  const error = await errorOf(list(`http://127.0.0.1:${silence.port}/v1`, short({ connect: 0.2 })));
  assert.equal(error.kind, 'timedOut');
  assert.partialDeepStrictEqual(error.details, { phase: 'connect', seconds: 0.2 });
});

for (const way of ['a connection', 'a proxy']) {
  test(`${way} that is never made is timed out, before any token is waited for`, async () => {
    await using silence = await startSilence();
    const proxy = way === 'a proxy' ? `http://127.0.0.1:${silence.port}` : '';
    const url = proxy ? 'https://server.test/v1' : `https://127.0.0.1:${silence.port}/v1`;
    const { network = {} } = short({ connect: 0.2 });
    const transport = new Transport(remoteOptions(url, { network: { ...network, proxy } }));
    const error = await errorOf(
      transport.send(transport.url('models'), { signal: new AbortController().signal }),
    );
    transport.dispose();
    assert.equal(error.kind, 'timedOut');
    assert.partialDeepStrictEqual(error.details, { phase: 'connect', seconds: 0.2 });
    assert.equal(silence.connections(), 1);
  });
}

const TIMEOUTS = [
  ['no headers', { kind: 'noHeaders' }, 'firstToken', ''],
  ['headers and no token', { kind: 'silence', after: 0 }, 'firstToken', ''],
  ['empty pieces and no token', { kind: 'empty', after: 0 }, 'firstToken', ''],
  ['silence between tokens', { kind: 'silence', after: 1 }, 'idle', 'раз'],
  ['empty pieces between tokens', { kind: 'empty', after: 1 }, 'idle', 'раз'],
] as const;

for (const [name, fault, phase, text] of TIMEOUTS) {
  test(`${name}: timed out, and the server is left`, async () => {
    await using opened = await openModel(
      { answer: { text: ['раз', ' два'], fault } },
      short({ [phase]: 0.2 }),
    );
    const answer = await collect(ask(opened.model));
    assert.deepEqual([answer.error?.kind, answer.text], ['timedOut' satisfies ModelErrorKind, text]);
    assert.partialDeepStrictEqual(answer.error?.details, { phase, seconds: 0.2 });
    const [request] = opened.server.generations();
    assert.ok(request);
    await opened.server.closed(request);
  });
}

test('time that the reader takes is no silence of the server', async () => {
  const answer = { text: ['раз', ' два', ' три'] };
  await using opened = await openModel({ answer }, short({ idle: 0.2 }));
  let text = '';
  for await (const delta of ask(opened.model)) {
    if (delta.kind !== 'text') continue;
    text += delta.text;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  assert.equal(text, 'раз два три');
});

test('settings of the network count from the next request on', async () => {
  await using server = await startOpenAiServer();
  let network = { ...NETWORK };
  const provider = createRemoteServer({ ...remoteOptions('http://server.test/v1'), network: () => network });
  await using proxy = await startProxy({ port: Number(new URL(server.origin).port) });
  network = { ...network, proxy: proxy.url };
  assert.equal((await provider.list(new AbortController().signal)).length, 1);
  network = { ...network, localOnly: true };
  assert.equal(
    (await errorOf(provider.list(new AbortController().signal))).details.reason,
    'blockedByPrivacy',
  );
  provider.dispose();
});
