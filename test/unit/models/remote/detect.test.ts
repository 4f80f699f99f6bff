import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelCard } from '../../../../src/core/model/modelCard.ts';
import { leavesMachine } from '../../../../src/core/model/serverPlace.ts';
import { probe } from '../../../../src/models/remote/detect.ts';
import { createRemoteServer } from '../../../../src/models/remote/index.ts';
import { Transport } from '../../../../src/models/remote/transport.ts';
import type { OpenAiServerOptions, ServerDialect } from '../../../support/openaiServer.ts';
import { startOpenAiServer } from '../../../support/openaiServer.ts';
import { ask, collect, openModel, remoteOptions } from './harness.ts';

const signal = new AbortController().signal;

for (const dialect of [
  'vllm',
  'sglang',
  'llamacpp',
  'ollama',
  'lmstudio',
  'openai',
] satisfies ServerDialect[]) {
  test(`${dialect} is recognised`, async () => {
    await using server = await startOpenAiServer({ dialect, models: ['t-tech/T-lite-it-1.0'] });
    const transport = new Transport(remoteOptions(server.url));
    const facts = await probe(transport, signal);
    transport.dispose();
    assert.equal(facts.dialect.name, dialect);
    assert.deepEqual(
      facts.models.map(({ id }) => id),
      ['t-tech/T-lite-it-1.0'],
    );
  });
}

interface WindowCase {
  readonly name: string;
  readonly server: OpenAiServerOptions;
  readonly setting?: number;
  readonly expected: Pick<ModelCard, 'window' | 'windowKnown'>;
}

const known = (window: number) => ({ window, windowKnown: true });
const assumed = { window: 8192, windowKnown: false };

const WINDOWS: readonly WindowCase[] = [
  { name: 'vLLM reports it', server: { dialect: 'vllm', window: 16384 }, expected: known(16384) },
  {
    name: 'SGLang reports it in the list',
    server: { dialect: 'sglang', window: 4096 },
    expected: known(4096),
  },
  {
    name: "llama-server's own, not the trained one",
    server: { dialect: 'llamacpp', window: 6144 },
    expected: known(6144),
  },
  { name: 'LM Studio, loaded', server: { dialect: 'lmstudio', window: 4096 }, expected: known(4096) },
  { name: 'LM Studio, not loaded', server: { dialect: 'lmstudio', loaded: false }, expected: assumed },
  { name: 'a plain server', server: { dialect: 'openai' }, expected: assumed },
  {
    name: 'a plain server and the setting',
    server: { dialect: 'openai' },
    setting: 32000,
    expected: known(32000),
  },
  {
    name: 'the server goes before the setting',
    server: { window: 4096 },
    setting: 32000,
    expected: known(4096),
  },
  { name: 'Ollama, loaded with more', server: { dialect: 'ollama', window: 32768 }, expected: known(32768) },
  { name: 'Ollama, loaded with less', server: { dialect: 'ollama', window: 4096 }, expected: known(8192) },
  { name: 'Ollama, not loaded', server: { dialect: 'ollama', loaded: false }, expected: known(8192) },
];

for (const { name, server, setting, expected } of WINDOWS) {
  test(`the real window: ${name}`, async () => {
    await using opened = await openModel(
      server,
      setting === undefined ? {} : { settings: { window: setting } },
    );
    const { window, windowKnown } = opened.card;
    assert.deepEqual({ window, windowKnown }, expected);
  });
}

test('SGLang that does not report the window in its list is asked for it', async () => {
  await using server = await startOpenAiServer({ dialect: 'sglang', window: 4096 });
  server.setRespond(({ path }) =>
    path === '/v1/models'
      ? { status: 200, body: { data: [{ id: 'm', object: 'model', owned_by: 'sglang' }] } }
      : undefined,
  );
  const transport = new Transport(remoteOptions(server.url));
  const facts = await probe(transport, signal);
  transport.dispose();
  assert.equal(facts.models[0]?.window, 4096);
});

const OLLAMA: readonly (readonly [string, object, object])[] = [
  [
    'a Modelfile that sets the window',
    { parameters: 'stop "x"\nnum_ctx                        16384' },
    { window: 16384 },
  ],
  [
    'a model trained for less',
    { model_info: { 'general.architecture': 'llama', 'llama.context_length': 2048 } },
    { window: 2048 },
  ],
  ['a model that thinks', { capabilities: ['completion', 'thinking'] }, { reasoning: true }],
  [
    'a model that runs elsewhere',
    { remote_host: 'https://ollama.com:443', remote_model: 'gpt-oss:120b' },
    { forwardsTo: 'ollama.com' },
  ],
  ['a model of another Ollama here', { remote_host: 'http://127.0.0.1:11500' }, { forwardsTo: undefined }],
  ['a model that runs here', { capabilities: ['completion'] }, { forwardsTo: undefined }],
  ['a model that does not', { capabilities: ['completion'] }, { reasoning: false }],
];

for (const [name, shown, expected] of OLLAMA) {
  test(`Ollama: ${name}`, async () => {
    await using server = await startOpenAiServer({ dialect: 'ollama', loaded: false });
    server.setRespond(({ path }) => (path === '/api/show' ? { status: 200, body: shown } : undefined));
    const transport = new Transport(remoteOptions(server.url));
    const [model] = (await probe(transport, signal)).models;
    transport.dispose();
    assert.partialDeepStrictEqual(model, expected);
  });
}

for (const [cloud, apiOnly] of [
  ['gpt-oss:120b-cloud', false],
  ['glm-4.6:cloud', false],
  ['glm-4.6:cloud', true],
] as const) {
  test(`Ollama${apiOnly ? ' behind a gateway' : ''}: ${cloud} runs elsewhere by its name, where nothing else says so`, async () => {
    await using server = await startOpenAiServer({ dialect: 'ollama', models: [cloud, 'cloudy'], apiOnly });
    server.setRespond(({ path }) => (path === '/api/show' ? { status: 404, body: {} } : undefined));
    const transport = new Transport(remoteOptions(server.url));
    const facts = await probe(transport, signal);
    transport.dispose();
    assert.deepEqual(
      facts.models.map(({ forwardsTo }) => forwardsTo),
      ['ollama.com', undefined],
    );
  });
}

test('«only this computer» refuses a model that Ollama on this computer hands on, and names the host', async () => {
  const models = ['gpt-oss:120b-cloud', 'qwen2.5-coder'];
  await using server = await startOpenAiServer({ dialect: 'ollama', models, answer: 'да' });
  server.setRespond(({ path, body }) =>
    path === '/api/show' && body['model'] === models[0]
      ? { status: 200, body: { remote_host: 'https://ollama.com:443', capabilities: ['completion'] } }
      : undefined,
  );
  let localOnly = true;
  const options = remoteOptions(server.url);
  const provider = createRemoteServer({ ...options, network: () => ({ ...options.network(), localOnly }) });
  const cards = await provider.list(signal);
  assert.deepEqual(
    cards.map((card) => leavesMachine({ place: provider.place, card })),
    [true, false],
  );
  const answers = [];
  for (const card of cards) answers.push(await collect(ask((await provider.open(card)).model)));
  assert.deepEqual(answers[0]?.error?.kind, 'unreachable');
  assert.partialDeepStrictEqual(answers[0].error.details, { reason: 'blockedByPrivacy', host: 'ollama.com' });
  assert.equal(answers[1]?.text, 'да');
  assert.equal(server.generations().length, 1);
  localOnly = false;
  const [cloud] = cards;
  assert.ok(cloud);
  assert.equal((await collect(ask((await provider.open(cloud)).model))).text, 'да');
  provider.dispose();
});

test('models that generate no text are not listed', async () => {
  await using server = await startOpenAiServer({ dialect: 'ollama', models: ['chat', 'nomic-embed-text'] });
  server.setRespond(({ path, body }) =>
    path === '/api/show'
      ? { status: 200, body: { capabilities: [body['model'] === 'chat' ? 'completion' : 'embedding'] } }
      : undefined,
  );
  const transport = new Transport(remoteOptions(server.url));
  const facts = await probe(transport, signal);
  transport.dispose();
  assert.deepEqual(
    facts.models.map(({ id }) => id),
    ['chat'],
  );
});

test('the paths beside the API are asked for beside it, also behind a prefix', async () => {
  await using server = await startOpenAiServer({ dialect: 'llamacpp', window: 5000 });
  server.setRespond(({ path }) => {
    if (path === '/llm/v1/models') {
      return { status: 200, body: { data: [{ id: 'm', owned_by: 'llamacpp' }] } };
    }
    if (path === '/llm/props') return { status: 200, body: { default_generation_settings: { n_ctx: 5000 } } };
    return undefined;
  });
  const transport = new Transport(remoteOptions(`${server.origin}/llm/v1/`));
  const facts = await probe(transport, signal);
  transport.dispose();
  assert.deepEqual(facts.models, [{ id: 'm', window: 5000, generates: true }]);
});

const HICCUPS: readonly (readonly [ServerDialect, string])[] = [
  ['ollama', '/api/ps'],
  ['lmstudio', '/api/v0/models'],
  ['llamacpp', '/props'],
];

for (const [dialect, failing] of HICCUPS) {
  test(`${dialect} is recognised, and its window known, though ${failing} failed once`, async () => {
    await using server = await startOpenAiServer({ dialect, window: 6144 });
    let failed = 0;
    server.setRespond(({ path }) =>
      path === failing && failed++ === 0 ? { status: 502, body: '' } : undefined,
    );
    const transport = new Transport(remoteOptions(server.url));
    const facts = await probe(transport, signal);
    transport.dispose();
    assert.equal(facts.dialect.name, dialect);
    assert.equal(facts.models[0]?.window, dialect === 'ollama' ? 8192 : 6144);
  });
}

for (const status of [401, 404, 503]) {
  test(`a gateway that answers ${status} to what it does not pass is a plain server`, async () => {
    await using server = await startOpenAiServer({ dialect: 'openai' });
    server.setRespond(({ path }) => (path.startsWith('/v1/') ? undefined : { status, body: '' }));
    const transport = new Transport(remoteOptions(server.url));
    const facts = await probe(transport, signal);
    transport.dispose();
    assert.equal(facts.dialect.name, 'openai');
  });
}

test('a key that the list does not need and a path of the server refuses is a wrong key', async () => {
  await using server = await startOpenAiServer({ dialect: 'llamacpp', key: 'k', openList: true });
  const transport = new Transport(remoteOptions(server.url, { key: 'wrong' }));
  await assert.rejects(probe(transport, signal), { kind: 'unauthorized' });
  transport.dispose();
});

test('a list is asked for anew each time, so that a model that was loaded meanwhile is seen', async () => {
  await using opened = await openModel();
  opened.server.setRespond(({ path }) =>
    path === '/v1/models'
      ? { status: 200, body: { data: [{ id: 'other', owned_by: 'vllm', max_model_len: 1024 }] } }
      : undefined,
  );
  assert.deepEqual(
    (await opened.list()).map(({ id, window }) => ({ id, window })),
    [{ id: 'other', window: 1024 }],
  );
  assert.equal((await collect(ask(opened.model))).error, undefined);
});
