import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelErrorDetails, ModelErrorKind } from '../../../../src/core/model/modelError.ts';
import type { Answer, Fault, ServerDialect } from '../../../support/openaiServer.ts';
import { ask, collect, errorOf, openModel, QUESTION } from './harness.ts';

const HTML = '<!DOCTYPE html><html><body>Вход в сеть</body></html>';
const PIECES = ['раз', ' два', ' три'];

interface FaultCase {
  readonly name: string;
  readonly fault: Fault;
  readonly kind: ModelErrorKind;
  readonly details?: ModelErrorDetails;
  /** What had arrived. */
  readonly text?: string;
  readonly dialect?: ServerDialect;
}

const response = (status: number, body: unknown): Fault => ({ kind: 'response', status, body });

const CASES: readonly FaultCase[] = [
  {
    name: 'a wrong key',
    fault: response(401, { error: 'Unauthorized' }),
    kind: 'unauthorized',
    details: { status: 401, detail: 'Unauthorized' },
  },
  { name: 'no rights', fault: response(403, HTML), kind: 'forbidden', details: { status: 403 } },
  {
    name: 'an unknown model',
    fault: response(404, { error: { message: 'The model `x` does not exist.' } }),
    kind: 'notFound',
    details: { status: 404, model: 't-tech/T-pro-it-2.1', detail: 'The model `x` does not exist.' },
  },
  {
    name: "vLLM's newer error body",
    fault: response(400, {
      error: { message: 'bad top_p', type: 'BadRequestError', param: null, code: 400 },
    }),
    kind: 'badRequest',
    details: { status: 400, detail: 'bad top_p' },
  },
  {
    name: "vLLM's older error body",
    fault: response(400, { object: 'error', message: 'bad top_p', type: 'BadRequestError', code: 400 }),
    kind: 'badRequest',
    details: { status: 400, detail: 'bad top_p' },
  },
  {
    name: 'HTML instead of a stream',
    fault: response(200, HTML),
    kind: 'unreachable',
    details: { status: 200, reason: 'notAnApi' },
  },
  {
    name: 'HTML with a status of failure',
    fault: response(404, HTML),
    kind: 'unreachable',
    details: { status: 404, reason: 'notAnApi' },
  },
  {
    name: '200 with an error body',
    fault: response(200, { error: { message: 'no free slot', code: 429 } }),
    kind: 'rateLimited',
    details: { status: 429, detail: 'no free slot' },
  },
  {
    name: '200 with an error body without a code',
    fault: response(200, { object: 'error', message: 'no' }),
    kind: 'badRequest',
    details: { status: 200, detail: 'no' },
  },
  {
    name: '200 with some other JSON',
    fault: response(200, { ok: true }),
    kind: 'unreachable',
    details: { reason: 'notAnApi' },
  },
  {
    name: 'a failure of the server',
    fault: response(500, { error: { message: 'EngineCore died' } }),
    kind: 'unreachable',
    details: { status: 500, reason: 'network', detail: 'EngineCore died' },
  },
  {
    name: 'a redirect',
    fault: { kind: 'response', status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } },
    kind: 'unreachable',
    details: { status: 302, reason: 'notAnApi' },
  },
  {
    name: 'an error inside the stream',
    fault: { kind: 'errorEvent', after: 2, message: 'EngineCore died' },
    kind: 'brokenStream',
    details: { detail: 'EngineCore died' },
    text: 'раз два',
  },
  {
    name: "an error inside Ollama's stream",
    dialect: 'ollama',
    fault: { kind: 'errorEvent', after: 2, message: 'llama runner died' },
    kind: 'brokenStream',
    details: { detail: 'llama runner died' },
    text: 'раз два',
  },
  {
    name: 'a prompt that overflows while it is streamed',
    fault: {
      kind: 'errorEvent',
      after: 0,
      message: 'request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it',
    },
    kind: 'contextOverflow',
    details: { needed: 9000, granted: 8192 },
  },
  {
    name: 'a stream cut in the middle',
    fault: { kind: 'cut', after: 2 },
    kind: 'brokenStream',
    text: 'раз два',
  },
  {
    name: 'a stream that ends without saying why',
    fault: { kind: 'noFinish' },
    kind: 'brokenStream',
    text: 'раз два три',
  },
  {
    name: "Ollama's stream that ends without saying why",
    dialect: 'ollama',
    fault: { kind: 'noFinish' },
    kind: 'brokenStream',
    text: 'раз два три',
  },
];

for (const { name, fault, kind, details = {}, text = '', dialect = 'vllm' } of CASES) {
  test(`${name}: ${kind}`, async () => {
    const answer: Answer = { text: PIECES, fault };
    await using opened = await openModel({ dialect, answer });
    const answered = await collect(ask(opened.model));
    assert.equal(answered.error?.kind, kind);
    assert.partialDeepStrictEqual(answered.error.details, details);
    assert.equal(answered.error.details.host, new URL(opened.server.url).host);
    assert.equal(answered.text, text);
    assert.equal(answered.end, undefined);
  });
}

const BROKEN_OFF: readonly (readonly [ServerDialect, string])[] = [
  ['vllm', 'abort'],
  ['vllm', 'error'],
  ['vllm', 'repetition'],
  ['sglang', 'abort'],
  ['openai', 'content_filter'],
  ['ollama', 'unload'],
];

for (const [dialect, finish] of BROKEN_OFF) {
  test(`${dialect}: an answer that ends by ${finish} is broken off, and what came of it stays`, async () => {
    await using opened = await openModel({ dialect, answer: { text: PIECES, finish } });
    const { text, end, error } = await collect(ask(opened.model));
    assert.deepEqual([text, end, error?.kind], ['раз два три', undefined, 'brokenStream']);
    assert.partialDeepStrictEqual(error?.details, { detail: finish, host: new URL(opened.server.url).host });
  });
}

for (const finish of ['stop', 'tool_calls', 'eos_token']) {
  test(`${finish} is the model's own end`, async () => {
    await using opened = await openModel({ answer: { text: PIECES, finish } });
    assert.equal((await collect(ask(opened.model))).end?.finish, 'stop');
  });
}

test('a missing [DONE] behind a finish reason is no error', async () => {
  await using opened = await openModel({ answer: { text: PIECES, fault: { kind: 'noDone' } } });
  const { text, end, error } = await collect(ask(opened.model));
  assert.deepEqual([text, end?.finish, error], ['раз два три', 'stop', undefined]);
});

for (const then of ['cut', 'silence'] as const) {
  test(`behind a finish reason ${then} is no error, and is not waited for long`, async () => {
    await using opened = await openModel({ answer: { text: PIECES, fault: { kind: 'endsThen', then } } });
    const started = performance.now();
    const { text, end, error } = await collect(ask(opened.model));
    assert.deepEqual([text, end?.finish, error], ['раз два три', 'stop', undefined]);
    assert.ok(performance.now() - started < 3000);
  });
}

for (const dialect of ['vllm', 'ollama'] as const) {
  test(`${dialect}: letters split between packets stay whole`, async () => {
    const text = ['Съешь', ' ещё', ' этих 😀', ' булок'];
    await using opened = await openModel({ dialect, answer: { text, fault: { kind: 'packets', bytes: 1 } } });
    const { deltas } = await collect(ask(opened.model));
    assert.deepEqual(
      deltas.map((delta) => (delta.kind === 'text' ? delta.text : '')),
      [...text, ''],
    );
  });

  test(`${dialect}: a megabyte in one delta arrives whole`, async () => {
    const megabyte = 'ы'.repeat(512 * 1024);
    await using opened = await openModel({ dialect, answer: { text: [megabyte] } });
    assert.equal((await collect(ask(opened.model))).text, megabyte);
  });
}

test('a line that is no JSON breaks the stream, and nothing of it gets into the error', async () => {
  const body = 'data: {"choices":[{"index":0,"delta":{"content":"тайна"\n\n';
  const headers = { 'content-type': 'text/event-stream' };
  await using opened = await openModel({
    answer: { text: '', fault: { kind: 'response', status: 200, body, headers } },
  });
  const { error } = await collect(ask(opened.model));
  assert.equal(error?.kind, 'brokenStream');
  assert.doesNotMatch(JSON.stringify(error.details) + error.message, /тайна/);
});

for (const dialect of ['vllm', 'sglang', 'llamacpp', 'ollama', 'lmstudio'] as const) {
  test(`${dialect}: a prompt that does not fit says by how much, where the server does`, async () => {
    await using opened = await openModel({ dialect, window: 64, countTokens: () => 9000 });
    const { error } = await collect(ask(opened.model));
    assert.equal(error?.kind, 'contextOverflow');
    const { needed, granted } = error.details;
    const prompt = dialect === 'llamacpp' ? 9000 : 9256;
    assert.deepEqual([needed, granted], dialect === 'ollama' ? [undefined, undefined] : [prompt, 64]);
  });
}

test("neither the key nor the request's content is repeated in an error", async () => {
  const message = `Invalid key sk-123 [{'loc': ('body',), 'input': {'messages': 'мой код'}}]`;
  await using opened = await openModel(
    { answer: { text: '', fault: response(400, { error: { message } }) } },
    { key: 'sk-123' },
  );
  const { error } = await collect(ask(opened.model));
  assert.doesNotMatch(error?.details.detail ?? '', /sk-123|мой код/);
  assert.match(error?.details.detail ?? '', /^Invalid key …/);
});

test('the log holds kinds and statuses, never content', async () => {
  const lines: string[] = [];
  await using opened = await openModel(
    { answer: { text: PIECES, fault: { kind: 'errorEvent', after: 2, message: 'мой код' } } },
    { log: (line) => lines.push(line) },
  );
  await collect(ask(opened.model, QUESTION));
  assert.match(lines.at(-1) ?? '', /brokenStream/);
  assert.doesNotMatch(lines.join('\n'), /мой код|Привет|раз/);
});

const LISTS: readonly (readonly [string, number, unknown, ModelErrorKind, ModelErrorDetails])[] = [
  ['HTML', 200, HTML, 'unreachable', { reason: 'notAnApi' }],
  ['a page that is not there', 404, HTML, 'unreachable', { reason: 'notAnApi' }],
  ['JSON of some other service', 200, { hello: 1 }, 'unreachable', { reason: 'notAnApi' }],
  ['an error with 200', 200, { error: { message: 'no', code: 401 } }, 'unauthorized', { status: 401 }],
  ['401', 401, {}, 'unauthorized', { status: 401 }],
  ['403', 403, {}, 'forbidden', { status: 403 }],
  ['a redirect to a login page', 302, '', 'unreachable', { reason: 'notAnApi', status: 302 }],
];

for (const [name, status, body, kind, details] of LISTS) {
  test(`the list of models is ${name}: ${kind}`, async () => {
    await using opened = await openModel();
    opened.server.setRespond(() => ({ status, body }));
    const error = await errorOf(opened.list());
    assert.equal(error.kind, kind);
    assert.partialDeepStrictEqual(error.details, details);
    opened.server.setRespond(undefined);
    assert.equal((await opened.list()).length, 1);
  });
}
