import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatPrompt } from '../../../../src/core/model/prompt.ts';
import { createRemoteServer } from '../../../../src/models/remote/index.ts';
import type { OpenAiServerOptions } from '../../../support/openaiServer.ts';
import { startOpenAiServer } from '../../../support/openaiServer.ts';
import type { Overrides } from './harness.ts';
import { ask, collect, openModel, QUESTION, remoteOptions } from './harness.ts';

const T_LITE = ['t-tech/T-lite-it-1.0'];
const signal = new AbortController().signal;

const BEGUN: ChatPrompt = {
  kind: 'chat',
  continueLast: true,
  messages: [
    { role: 'user', text: 'Допиши' },
    { role: 'assistant', text: 'return ' },
  ],
};

/** So many tokens by the count of the tests, a third of the characters. */
const prompt = (tokens: number): ChatPrompt => ({
  kind: 'chat',
  messages: [{ role: 'user', text: 'ж'.repeat(tokens * 3) }],
});

/** A server whose list is asked for anew by the same provider. */
async function openServer(options: OpenAiServerOptions, overrides: Overrides = {}) {
  const server = await startOpenAiServer(options);
  const provider = createRemoteServer(remoteOptions(server.url, overrides));
  const card = async () => {
    const [first] = await provider.list(signal);
    assert.ok(first);
    return first;
  };
  const close = async (): Promise<void> => {
    provider.dispose();
    await server.close();
  };
  return { server, provider, card, [Symbol.asyncDispose]: close };
}

test('a plain server generates nothing for its list, whatever stands first in it', async () => {
  await using opened = await openServer({ dialect: 'openai', models: ['bge-m3', ...T_LITE] });
  assert.equal((await opened.card()).rawCompletions, false);
  await opened.card();
  assert.deepEqual(opened.server.generations(), []);
});

for (const rawCompletions of [true, false]) {
  test(`a plain server ${rawCompletions ? 'with' : 'without'} raw completions is found out once, by one token`, async () => {
    await using opened = await openServer({
      dialect: 'openai',
      models: T_LITE,
      rawCompletions,
      answer: 'да',
    });
    const { model } = await opened.provider.open(await opened.card());
    await collect(ask(model));
    assert.deepEqual(
      opened.server.generations().map(({ path }) => path),
      ['/v1/chat/completions'],
    );
    for (let count = 0; count < 2; count++) {
      const { text, error } = await collect(ask(model, BEGUN));
      assert.deepEqual(
        [text, error?.details.detail],
        rawCompletions ? ['да', undefined] : ['', 'continueLast'],
      );
    }
    const sent = opened.server.generations().slice(1);
    assert.ok(sent.every(({ path }) => path === '/v1/completions'));
    assert.deepEqual(
      sent.map(({ body }) => body['max_tokens']),
      rawCompletions ? [1, 256, 256] : [1],
    );
    assert.equal((await opened.card()).rawCompletions, rawCompletions);
  });
}

test('a failure of the server when raw completions are tried says nothing, and they are tried again', async () => {
  await using opened = await openServer({ dialect: 'openai', models: T_LITE, answer: 'да' });
  const { model } = await opened.provider.open(await opened.card());
  opened.server.setRespond(() => ({ status: 502, body: '' }));
  assert.equal((await collect(ask(model, BEGUN))).error?.details.detail, 'continueLast');
  opened.server.setRespond(undefined);
  assert.equal((await collect(ask(model, BEGUN))).text, 'да');
});

const HIDDEN: OpenAiServerOptions = { dialect: 'ollama', apiOnly: true, window: 4096, models: T_LITE };

test('Ollama behind a gateway is known by its first answer, and its window is then taken for its least', async () => {
  const lines: string[] = [];
  await using opened = await openServer(HIDDEN, { log: (line) => lines.push(line) });
  const card = await opened.card();
  assert.deepEqual([card.window, card.windowKnown], [8192, false]);
  const { model } = await opened.provider.open(card);
  assert.equal((await collect(ask(model))).error, undefined);
  const learned = [(await opened.provider.open(card)).model.card, await opened.card()];
  for (const { window, windowKnown } of learned) assert.deepEqual([window, windowKnown], [4096, false]);
  assert.equal(lines.filter((line) => line.includes('Ollama')).length, 1);
});

test('a prompt that hidden Ollama would shorten in silence is not answered: not the first, nor any later', async () => {
  await using opened = await openServer(HIDDEN);
  const { model } = await opened.provider.open(await opened.card());
  for (let count = 0; count < 2; count++) {
    const { text, error } = await collect(ask(model, prompt(5000)));
    assert.deepEqual([text, error?.kind, error?.details.granted], ['', 'contextOverflow', 4096]);
    assert.ok((error?.details.needed ?? 0) > 5000);
  }
  // The second was not even sent.
  assert.equal(opened.server.generations().length, 1);
  assert.equal((await collect(ask(model, prompt(3000)))).error, undefined);
});

test('a window that the settings name holds for hidden Ollama, until an answer shows otherwise', async () => {
  const lines: string[] = [];
  await using opened = await openServer(HIDDEN, {
    settings: { window: 8192 },
    log: (line) => lines.push(line),
  });
  const card = await opened.card();
  assert.deepEqual([card.window, card.windowKnown], [8192, true]);
  const { model } = await opened.provider.open(card);
  assert.equal((await collect(ask(model, prompt(7000)))).error, undefined);
  assert.match(lines.at(-1) ?? '', /4096/);
  const { window, windowKnown } = await opened.card();
  assert.deepEqual([window, windowKnown], [4096, false]);
});

test('what a server reads of an ordinary prompt makes nothing known unknown', async () => {
  await using opened = await openModel({ dialect: 'openai' }, { settings: { window: 8192 } });
  await collect(ask(opened.model, prompt(3000)));
  await collect(ask(opened.model, QUESTION));
  assert.equal((await opened.list())[0]?.windowKnown, true);
});
