import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CheckStep } from '../../../../src/core/model/connectionCheck.ts';
import { CHECK_STEPS } from '../../../../src/core/model/connectionCheck.ts';
import { checkConnection } from '../../../../src/models/remote/index.ts';
import type { OpenAiServer, OpenAiServerOptions } from '../../../support/openaiServer.ts';
import { startOpenAiServer, TEST_AUTHORITY } from '../../../support/openaiServer.ts';
import { startProxy } from '../../../support/openaiServerProxy.ts';
import type { Overrides } from './harness.ts';
import { NETWORK, remoteOptions } from './harness.ts';

const caFile = fileURLToPath(TEST_AUTHORITY);
const ANSWER = { text: 'один два три четыре', delay: 5 };

async function steps(url: string, overrides: Overrides = {}): Promise<CheckStep[]> {
  const all: CheckStep[] = [];
  for await (const step of checkConnection(remoteOptions(url, overrides), new AbortController().signal))
    all.push(step);
  return all;
}

/** Verdicts by line: `o` ok, `w` warning, `f` failed, `s` skipped, in the order of the lines. */
function verdicts(all: readonly CheckStep[]): string {
  return all
    .filter(({ verdict }) => verdict !== 'running')
    .map(({ verdict }) => verdict[0])
    .join('');
}

const line = (all: readonly CheckStep[], id: CheckStep['id']): CheckStep | undefined =>
  all.findLast((step) => step.id === id);

test('every line runs, then has its verdict, in order', async () => {
  await using server = await startOpenAiServer({ answer: ANSWER });
  const all = await steps(server.url);
  assert.deepEqual(
    all.map(({ id, verdict }) => (verdict === 'running' ? `${id}…` : id)),
    CHECK_STEPS.flatMap((id) => [`${id}…`, id]),
  );
  assert.equal(verdicts(all), 'oooooooooo');
});

test('what was found and measured', async () => {
  await using server = await startOpenAiServer({
    answer: ANSWER,
    models: ['other', 't-tech/T-pro-it-1.0'],
    key: 'k',
  });
  const all = await steps(server.url, { key: 'k' });
  const values = (id: CheckStep['id']) => line(all, id)?.values;
  assert.equal(values('address')?.['host'], new URL(server.url).host);
  assert.equal(typeof values('address')?.['ms'], 'number');
  assert.deepEqual(values('key'), { given: 1 });
  assert.deepEqual(values('models'), { count: 2, model: 't-tech/T-pro-it-1.0', family: 't-pro' });
  assert.deepEqual(values('window'), { tokens: 8192 });
  assert.equal(values('streaming')?.['deltas'], 4);
  assert.deepEqual(values('counting'), { method: 'tokenize', server: 29, ours: 29 });
  assert.equal(values('speed')?.['tokens'], 4);
  assert.ok(Number(values('speed')?.['tokensPerSecond']) > 0);
});

interface FailureCase {
  readonly name: string;
  readonly server?: OpenAiServerOptions;
  readonly overrides?: Overrides;
  readonly url?: (server: OpenAiServer) => string;
  readonly expected: string;
  readonly error: readonly [string, string | undefined];
}

const FAILURES: readonly FailureCase[] = [
  {
    name: 'an address that is none',
    url: () => 'сервер',
    expected: 'fsssssssss',
    error: ['unreachable', 'badAddress'],
  },
  {
    name: 'HTML',
    server: { respond: () => ({ status: 200, body: '<html></html>' }) },
    expected: 'fsssssssss',
    error: ['unreachable', 'notAnApi'],
  },
  {
    name: 'privacy',
    overrides: { network: { localOnly: true } },
    url: () => 'http://server.test/v1',
    expected: 'fsssssssss',
    error: ['unreachable', 'blockedByPrivacy'],
  },
  {
    name: 'a proxy that is not there',
    overrides: { network: { proxy: 'http://127.0.0.1:1' } },
    url: () => 'http://server.test/v1',
    expected: 'ofssssssss',
    error: ['unreachable', 'proxy'],
  },
  {
    name: 'a proxy that is not understood',
    overrides: { network: { proxy: 'socks4://127.0.0.1:1' } },
    url: () => 'http://server.test/v1',
    expected: 'ofssssssss',
    error: ['unreachable', 'proxy'],
  },
  {
    name: 'a certificate that nobody vouches for',
    server: { tls: true },
    expected: 'oofsssssss',
    error: ['unreachable', 'certificate'],
  },
  { name: 'a wrong key', server: { key: 'k' }, expected: 'ooofssssss', error: ['unauthorized', undefined] },
  {
    name: "a wrong key of llama-server's, which lists its models to anyone",
    server: { dialect: 'llamacpp', key: 'k', openList: true },
    overrides: { key: 'wrong' },
    expected: 'ooofssssss',
    error: ['unauthorized', undefined],
  },
  {
    name: 'a wrong key of a gateway that lists its models to anyone',
    server: { dialect: 'openai', key: 'k', openList: true },
    overrides: { key: 'wrong' },
    expected: 'ooofssssss',
    error: ['unauthorized', undefined],
  },
  {
    name: 'a key that may list and not ask',
    server: { answer: { text: '', fault: { kind: 'response', status: 403, body: {} } } },
    expected: 'ooofssssss',
    error: ['forbidden', undefined],
  },
  {
    name: 'a model that is down, which says nothing of the key',
    server: { answer: { text: '', fault: { kind: 'response', status: 500, body: {} } } },
    expected: 'ooosoofsss',
    error: ['unreachable', 'network'],
  },
  { name: 'no models', server: { models: [] }, expected: 'ooosfsssss', error: ['notFound', undefined] },
  {
    name: 'a gateway whose server is down',
    server: { respond: () => ({ status: 502, body: '' }) },
    expected: 'ooosfsssss',
    error: ['unreachable', 'network'],
  },
  {
    name: 'an answer that fails',
    server: { answer: { text: 'раз два', fault: { kind: 'cut', after: 1 } } },
    expected: 'oooooofsss',
    error: ['brokenStream', undefined],
  },
];

for (const { name, server: options = {}, overrides = {}, url, expected, error } of FAILURES) {
  test(`${name}: the line that fails says why, the rest is skipped`, async () => {
    await using server = await startOpenAiServer(options);
    const all = await steps(url?.(server) ?? server.url, overrides);
    assert.equal(verdicts(all), expected);
    const failed = all.find(({ verdict }) => verdict === 'failed');
    assert.deepEqual([failed?.error?.kind, failed?.error?.details.reason], error);
  });
}

interface WarningCase {
  readonly name: string;
  readonly server: OpenAiServerOptions;
  readonly line: CheckStep['id'];
  readonly values?: CheckStep['values'];
}

const WARNINGS: readonly WarningCase[] = [
  { name: 'an assumed window', server: { dialect: 'openai' }, line: 'window', values: { tokens: 8192 } },
  { name: 'an answer in one piece', server: { answer: { text: ['один два'] } }, line: 'streaming' },
  { name: 'an empty answer', server: { answer: { text: [] } }, line: 'streaming' },
  { name: 'no raw completions', server: { dialect: 'openai', rawCompletions: false }, line: 'raw' },
  {
    name: 'a count that differs',
    server: { countTokens: () => 7 },
    line: 'counting',
    values: { method: 'tokenize', server: 7, ours: 29 },
  },
];

for (const { name, server: options, line: id, values } of WARNINGS) {
  test(`${name} is a warning, and the check goes on`, async () => {
    await using server = await startOpenAiServer({ answer: ANSWER, ...options });
    const all = await steps(server.url);
    assert.equal(line(all, id)?.verdict, 'warning');
    if (values) assert.deepEqual(line(all, id)?.values, values);
    assert.ok(all.every(({ verdict }) => verdict !== 'failed'));
  });
}

test('tokens are counted by usage where the server cannot count a text', async () => {
  await using server = await startOpenAiServer({ dialect: 'sglang', answer: ANSWER });
  const counting = line(await steps(server.url), 'counting');
  assert.deepEqual([counting?.verdict, counting?.values?.['method']], ['ok', 'usage']);
});

test('the certificate: who signed it, until when, and which authority counts', async () => {
  await using server = await startOpenAiServer({ tls: true, answer: ANSWER });
  const own = line(await steps(server.url, { settings: { caFile } }), 'certificate');
  assert.equal(own?.verdict, 'ok');
  assert.equal(own.values?.['issuer'], 'Tolmach test authority');
  assert.equal(own.values['authority'], 'file');
  assert.match(String(own.values['validTo']), /^2126-\d\d-\d\d$/);
  const unverified = line(await steps(server.url, { network: { strictCertificates: false } }), 'certificate');
  assert.deepEqual([unverified?.verdict, unverified?.values], ['warning', { authority: 'unverified' }]);
});

test('through a proxy the certificate is that of the server, and the proxy is named', async () => {
  await using server = await startOpenAiServer({ tls: true, answer: ANSWER });
  await using proxy = await startProxy({ port: Number(new URL(server.origin).port) });
  const all = await steps('https://server.test/v1', { settings: { caFile }, network: { proxy: proxy.url } });
  assert.equal(verdicts(all), 'oooooooooo');
  assert.deepEqual(line(all, 'proxy')?.values, { proxy: new URL(proxy.url).host });
  assert.equal(line(all, 'certificate')?.values?.['authority'], 'file');
});

test('without encryption: said of a server elsewhere, not of one on this machine', async () => {
  await using server = await startOpenAiServer({ answer: ANSWER });
  const here = line(await steps(server.url), 'certificate');
  assert.deepEqual([here?.verdict, here?.values], ['ok', { authority: 'notNeeded' }]);
  await using proxy = await startProxy({ port: Number(new URL(server.origin).port) });
  const elsewhere = await steps('http://server.test/v1', { network: { proxy: proxy.url } });
  assert.equal(verdicts(elsewhere), 'oowooooooo');
  assert.deepEqual(line(elsewhere, 'certificate')?.values, { authority: 'unencrypted' });
});

test('an abort ends the check, and the server is left', async () => {
  await using server = await startOpenAiServer({ answer: { text: '', fault: { kind: 'noHeaders' } } });
  const abort = new AbortController();
  const all: CheckStep[] = [];
  for await (const step of checkConnection(remoteOptions(server.url, { network: NETWORK }), abort.signal)) {
    all.push(step);
    if (step.id !== 'key') continue;
    void server.request('/chat/completions').then(() => abort.abort());
  }
  assert.deepEqual(all.at(-1), { id: 'key', verdict: 'running' });
  const [request] = server.generations();
  assert.ok(request);
  await server.closed(request);
});
