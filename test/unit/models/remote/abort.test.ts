import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerDialect } from '../../../support/openaiServer.ts';
import { ask, collect, openModel, QUESTION } from './harness.ts';

const ENDLESS = { text: Array.from({ length: 1000 }, (_, index) => `${index} `), delay: 20 };

for (const dialect of ['vllm', 'ollama'] satisfies ServerDialect[]) {
  test(`${dialect}: an abort reaches the server, what came is kept, and it is no error`, async () => {
    await using opened = await openModel({ dialect, answer: ENDLESS });
    const abort = new AbortController();
    let text = '';
    let finish: string | undefined;
    for await (const delta of ask(opened.model, QUESTION, { signal: abort.signal, maxTokens: 1000 })) {
      if (delta.kind === 'text') text += delta.text;
      if (delta.kind === 'end') finish = delta.finish;
      if (text.startsWith('0 1 ')) abort.abort();
    }
    assert.deepEqual([text, finish], ['0 1 ', 'aborted']);
    const [request] = opened.server.generations();
    assert.ok(request);
    await opened.server.closed(request);
  });

  test(`${dialect}: leaving the loop aborts too`, async () => {
    await using opened = await openModel({ dialect, answer: ENDLESS });
    for await (const delta of ask(opened.model, QUESTION, { maxTokens: 1000 })) {
      if (delta.kind === 'text') break;
    }
    const [request] = opened.server.generations();
    assert.ok(request);
    await opened.server.closed(request);
  });

  test(`${dialect}: an abort reaches the server though nobody is reading`, async () => {
    await using opened = await openModel({ dialect, answer: ENDLESS });
    const abort = new AbortController();
    const reader = ask(opened.model, QUESTION, { signal: abort.signal })[Symbol.asyncIterator]();
    await reader.next();
    abort.abort();
    const [request] = opened.server.generations();
    assert.ok(request);
    await opened.server.closed(request);
    await reader.return?.();
  });
}

test('an abort before the first byte', async () => {
  await using opened = await openModel({ answer: { text: 'раз', fault: { kind: 'noHeaders' } } });
  const abort = new AbortController();
  const answer = collect(ask(opened.model, QUESTION, { signal: abort.signal }));
  const request = await opened.server.request('/chat/completions');
  abort.abort();
  const { deltas, error } = await answer;
  assert.equal(error, undefined);
  assert.deepEqual(deltas, [{ kind: 'end', finish: 'aborted', usage: {} }]);
  await opened.server.closed(request);
});

test('a request aborted before it began is not sent', async () => {
  await using opened = await openModel();
  const { deltas } = await collect(ask(opened.model, QUESTION, { signal: AbortSignal.abort() }));
  assert.deepEqual(deltas, [{ kind: 'end', finish: 'aborted', usage: {} }]);
  assert.deepEqual(opened.server.generations(), []);
});

test('an abort ends the wait before another try', async () => {
  await using opened = await openModel({
    answer: {
      text: '',
      fault: { kind: 'response', status: 429, body: {}, headers: { 'retry-after': '20' } },
    },
  });
  const abort = new AbortController();
  const answer = collect(ask(opened.model, QUESTION, { signal: abort.signal }));
  const request = await opened.server.request('/chat/completions');
  while (request.answeredAt === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  setTimeout(() => abort.abort(), 20);
  assert.deepEqual((await answer).deltas, [{ kind: 'end', finish: 'aborted', usage: {} }]);
  assert.equal(opened.server.generations().length, 1);
});

test('the list of models can be aborted', async () => {
  await using opened = await openModel();
  await assert.rejects(() => opened.list(AbortSignal.abort()), { name: 'AbortError' });
});
