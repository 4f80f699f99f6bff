import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sample, TokenCounter } from '../../../../src/core/context/tokenCounter.ts';
import { createRemoteServer } from '../../../../src/models/remote/index.ts';
import { type OpenAiServerOptions, startOpenAiServer } from '../../../support/openaiServer.ts';
import { remoteOptions } from './harness.ts';

const signal = new AbortController().signal;

/** Opens the first model of a server twice with a counter, and tells what the counter was told of its tokenizer. */
async function surveys(
  options: OpenAiServerOptions,
  { exact = false, patience = 300 } = {},
): Promise<{ readonly told: readonly (readonly Sample[])[]; readonly asked: number }> {
  await using server = await startOpenAiServer(options);
  const told: (readonly Sample[])[] = [];
  const counter: TokenCounter = { count: (text) => text.length, exact };
  const survey = exact ? {} : { survey: (samples: readonly Sample[]) => void told.push(samples) };
  const provider = createRemoteServer({
    ...remoteOptions(server.url),
    counterFor: async () => ({ ...counter, ...survey }),
  });
  try {
    const [card] = await provider.list(signal);
    assert.ok(card);
    await provider.open(card);
    await provider.open(card);
    // What is not asked by then will not be.
    for (let waited = 0; told.length === 0 && waited < patience; waited += 20) await delay(20);
    return { told, asked: server.requests.filter(({ path }) => path.endsWith('/tokenize')).length };
  } finally {
    provider.dispose();
  }
}

for (const dialect of ['vllm', 'llamacpp'] as const) {
  test(`${dialect} is asked once a model what its tokenizer makes of each kind of text`, async () => {
    const { told, asked } = await surveys(
      { dialect, countTokens: (text) => text.length * 2 },
      { patience: 10_000 },
    );
    assert.equal(told.length, 1);
    const samples = told[0] ?? [];
    assert.ok(samples.length >= 5);
    assert.equal(asked, samples.length);
    for (const { text, real } of samples) assert.equal(real, text.length * 2);
    assert.ok(samples.some(({ text }) => /[а-я]/.test(text)));
    assert.ok(samples.some(({ text }) => !/[а-я]/.test(text)));
  });
}

test('a server that has no such question teaches nothing, and is not asked again', async () => {
  for (const options of [{ apiOnly: true }, { dialect: 'sglang' }] as const) {
    const { told, asked } = await surveys(options);
    assert.deepEqual(told, []);
    assert.ok(asked <= 1);
  }
  assert.deepEqual(await surveys({ dialect: 'openai' }), { told: [], asked: 0 });
});

test('where the count is exact nothing is asked', async () => {
  const { asked } = await surveys({ dialect: 'vllm' }, { exact: true });
  assert.equal(asked, 0);
});
