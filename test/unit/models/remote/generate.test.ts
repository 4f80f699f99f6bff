import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatPrompt } from '../../../../src/core/model/prompt.ts';
import type { ServerDialect } from '../../../support/openaiServer.ts';
import { ask, collect, openModel, QUESTION } from './harness.ts';

const DIALECTS: readonly ServerDialect[] = ['vllm', 'sglang', 'llamacpp', 'ollama', 'lmstudio', 'openai'];
/** T-Lite 1.0: ChatML, no reasoning. */
const T_LITE = ['t-tech/T-lite-it-1.0'];

for (const dialect of DIALECTS) {
  test(`${dialect}: text, usage and the end arrive in order`, async () => {
    await using opened = await openModel({ dialect, answer: 'Раз два три' });
    const { deltas } = await collect(ask(opened.model));
    assert.deepEqual(
      deltas.map((delta) => (delta.kind === 'text' ? delta.text : delta.kind)),
      ['Раз', ' два', ' три', 'end'],
    );
    const end = deltas.at(-1);
    assert.ok(end?.kind === 'end' && end.finish === 'stop');
    assert.equal(end.usage.generatedTokens, 3);
    assert.ok((end.usage.promptTokens ?? 0) > 0);
  });

  test(`${dialect}: reasoning told apart by the server is reasoning`, async () => {
    await using opened = await openModel({ dialect, answer: { text: 'Ответ', reasoning: 'думаю я' } });
    const { text, reasoning } = await collect(ask(opened.model, QUESTION, { reasoning: true }));
    assert.deepEqual({ text, reasoning }, { text: 'Ответ', reasoning: 'думаю я' });
  });

  test(`${dialect}: a raw prompt goes out as one string, its text inert`, async () => {
    await using opened = await openModel({ dialect, models: T_LITE, answer: ' b' });
    const segments = [{ special: '<|im_start|>' }, { text: 'user\n<|im_end|>' }, { special: '<|im_end|>' }];
    const { text } = await collect(ask(opened.model, { kind: 'raw', segments }, { purpose: 'completion' }));
    assert.equal(text, ' b');
    const sent = opened.server.generations().at(-1);
    assert.equal(sent?.path, dialect === 'ollama' ? '/api/generate' : '/v1/completions');
    assert.equal(sent?.body['prompt'], '<|im_start|>user\n<\u2060|im_end|><|im_end|>');
    assert.equal(sent?.body['raw'], dialect === 'ollama' ? true : undefined);
  });
}

test('what is cached of the prompt is reported', async () => {
  await using opened = await openModel();
  await collect(ask(opened.model));
  const { end } = await collect(ask(opened.model));
  assert.ok(end?.usage.promptTokens);
  assert.equal(end.usage.cachedTokens, end.usage.promptTokens);
});

test('the token limit ends with `length`', async () => {
  await using opened = await openModel({ answer: 'раз два три четыре' });
  const { text, end } = await collect(ask(opened.model, QUESTION, { maxTokens: 2 }));
  assert.deepEqual([text, end?.finish], ['раз два', 'length']);
});

test('an empty answer ends normally', async () => {
  await using opened = await openModel({ answer: { text: [] } });
  const { deltas, error } = await collect(ask(opened.model));
  assert.equal(error, undefined);
  assert.deepEqual(
    deltas.map(({ kind }) => kind),
    ['end'],
  );
});

const SAMPLING: Readonly<Record<ServerDialect, object>> = {
  vllm: { top_k: 70, repetition_penalty: 1.05 },
  sglang: { top_k: 70, repetition_penalty: 1.05 },
  llamacpp: { top_k: 70, repeat_penalty: 1.05 },
  ollama: { top_k: 70, repeat_penalty: 1.05 },
  lmstudio: { top_k: 70, repeat_penalty: 1.05 },
  openai: {},
};

for (const [dialect, own] of Object.entries(SAMPLING) as [ServerDialect, object][]) {
  test(`${dialect}: all sampling of the card is sent, and the caller's goes before it`, async () => {
    await using opened = await openModel({ dialect, models: T_LITE });
    await collect(ask(opened.model, QUESTION, { sampling: { temperature: 0 }, stop: ['\n\n'] }));
    const body = opened.server.generations().at(-1)?.body ?? {};
    const sent = (dialect === 'ollama' ? body['options'] : body) as Record<string, unknown>;
    const { temperature, top_p, presence_penalty, top_k, repetition_penalty, repeat_penalty, stop } = sent;
    assert.deepEqual(
      JSON.parse(
        JSON.stringify({
          temperature,
          top_p,
          presence_penalty,
          top_k,
          repetition_penalty,
          repeat_penalty,
          stop,
        }),
      ),
      { temperature: 0, top_p: 0.8, presence_penalty: 0, ...own, stop: ['\n\n'] },
    );
  });
}

test('vLLM is told -1 where top_k is off', async () => {
  await using opened = await openModel();
  await collect(ask(opened.model, QUESTION, { sampling: { topK: 0 } }));
  assert.equal(opened.server.generations().at(-1)?.body['top_k'], -1);
});

const THINKING: readonly (readonly [ServerDialect, boolean | undefined, object])[] = [
  ['vllm', undefined, { chat_template_kwargs: { enable_thinking: false } }],
  ['vllm', true, { chat_template_kwargs: { enable_thinking: true } }],
  ['sglang', undefined, { chat_template_kwargs: { enable_thinking: false } }],
  ['llamacpp', undefined, { chat_template_kwargs: { enable_thinking: false } }],
  ['ollama', undefined, { think: false }],
  ['ollama', true, { think: true }],
  ['lmstudio', undefined, {}],
  ['openai', undefined, {}],
];

for (const [dialect, reasoning, expected] of THINKING) {
  test(`${dialect}: reasoning ${reasoning ? 'asked for' : 'off'} as the server takes it`, async () => {
    await using opened = await openModel({ dialect });
    await collect(ask(opened.model, QUESTION, reasoning === undefined ? {} : { reasoning }));
    const { chat_template_kwargs, think } = opened.server.generations().at(-1)?.body ?? {};
    assert.deepEqual(JSON.parse(JSON.stringify({ chat_template_kwargs, think })), expected);
  });
}

for (const dialect of ['vllm', 'lmstudio', 'openai'] satisfies ServerDialect[]) {
  for (const id of [
    ...T_LITE,
    'Qwen3-Coder-30B-A3B-Instruct',
    'Qwen3-30B-A3B-Instruct-2507',
    'gemma-2-9b-it',
  ]) {
    test(`${dialect}: ${id}, which cannot think, is sent nothing about it`, async () => {
      await using opened = await openModel({ dialect, models: [id] });
      await collect(ask(opened.model));
      const { chat_template_kwargs, messages } = opened.server.generations().at(-1)?.body ?? {};
      assert.equal(chat_template_kwargs, undefined);
      assert.doesNotMatch(JSON.stringify(messages), /think/);
    });
  }
}

const WORDS: readonly (readonly [ServerDialect, string, boolean, string])[] = [
  ['lmstudio', 'T-pro-it-2.0', false, 'Привет\n/no_think'],
  ['openai', 'T-pro-it-2.1', false, 'Привет\n/no_think'],
  ['openai', 'Qwen3-8B', false, 'Привет\n/no_think'],
  ['openai', 'Qwen3-8B', true, 'Привет'],
  ['vllm', 'Qwen3-8B', false, 'Привет'],
  ['ollama', 'Qwen3-8B', false, 'Привет'],
];

for (const [dialect, id, reasoning, last] of WORDS) {
  test(`${dialect}: ${id} with reasoning ${reasoning ? 'on' : 'off'} is asked ${JSON.stringify(last)}`, async () => {
    await using opened = await openModel({ dialect, models: [id] });
    const messages = [
      { role: 'user', text: 'Раньше' },
      { role: 'assistant', text: 'Да' },
      { role: 'user', text: 'Привет' },
    ] as const;
    await collect(ask(opened.model, { kind: 'chat', messages }, { reasoning }));
    assert.deepEqual(opened.server.generations().at(-1)?.body['messages'], [
      { role: 'user', content: 'Раньше' },
      { role: 'assistant', content: 'Да' },
      { role: 'user', content: last },
    ]);
  });
}

test('reasoning inside the text is taken out, wherever the tags are split', async () => {
  const text = ['<th', 'ink>дума', 'ю</thi', 'nk>\n', '\nОтв', 'ет'];
  await using opened = await openModel({ answer: { text } });
  const answer = await collect(ask(opened.model));
  assert.deepEqual([answer.text, answer.reasoning], ['Ответ', 'думаю']);
});

test('a model whose template opens the reasoning is understood from its second answer on', async () => {
  await using opened = await openModel({ answer: { text: ['думаю', '\n</think>', '\n\nОтвет'] } });
  await collect(ask(opened.model));
  const second = await collect(ask(opened.model));
  assert.deepEqual([second.text, second.reasoning], ['Ответ', 'думаю\n']);
});

test('an edit of a model that can think holds its text until it is sure', async () => {
  await using opened = await openModel({ answer: { text: ['думаю', '\n</think>', '\n\nconst a = 1;'] } });
  const { text, reasoning } = await collect(ask(opened.model, QUESTION, { purpose: 'edit' }));
  assert.deepEqual([text, reasoning], ['const a = 1;', 'думаю']);
});

const BEGUN: ChatPrompt = {
  kind: 'chat',
  continueLast: true,
  messages: [
    { role: 'user', text: 'Допиши' },
    { role: 'assistant', text: '\n  return ' },
  ],
};

test('a begun turn of a ChatML model is rendered here and gone on with raw', async () => {
  await using opened = await openModel({ models: T_LITE, answer: '<think>1' });
  const { text } = await collect(ask(opened.model, BEGUN, { stop: ['\n'] }));
  assert.equal(text, '<think>1');
  const sent = opened.server.generations().at(-1);
  assert.equal(sent?.path, '/v1/completions');
  assert.equal(
    sent?.body['prompt'],
    '<|im_start|>user\nДопиши<|im_end|>\n<|im_start|>assistant\n\n  return ',
  );
  assert.deepEqual(sent?.body['stop'], ['\n', '<|im_end|>']);
});

const CONTINUED: readonly (readonly [ServerDialect, object])[] = [
  ['vllm', { continue_final_message: true, add_generation_prompt: false }],
  ['sglang', { continue_final_message: true, add_generation_prompt: false }],
  ['llamacpp', {}],
  ['ollama', {}],
];

for (const [dialect, flags] of CONTINUED) {
  test(`${dialect}: a begun turn of a model with an unknown template goes through the chat`, async () => {
    await using opened = await openModel({ dialect, models: ['gemma-2-9b-it'], answer: '1' });
    assert.equal((await collect(ask(opened.model, BEGUN))).text, '1');
    const { continue_final_message, add_generation_prompt, messages } =
      opened.server.generations().at(-1)?.body ?? {};
    assert.deepEqual(JSON.parse(JSON.stringify({ continue_final_message, add_generation_prompt })), flags);
    assert.deepEqual((messages as unknown[]).at(-1), { role: 'assistant', content: '\n  return ' });
  });
}

test('a server that cannot go on with a begun turn is not asked to', async () => {
  await using opened = await openModel({ dialect: 'openai', models: ['gemma-2-9b-it'] });
  const before = opened.server.requests.length;
  assert.equal((await collect(ask(opened.model, BEGUN))).error?.kind, 'badRequest');
  assert.equal(opened.server.requests.length, before);
});

test("special tokens in the user's text are inert in a chat too", async () => {
  await using opened = await openModel();
  await collect(ask(opened.model, { kind: 'chat', messages: [{ role: 'user', text: 'a <|im_end|> b' }] }));
  const messages = opened.server.generations().at(-1)?.body['messages'];
  assert.deepEqual(messages, [{ role: 'user', content: 'a <\u2060|im_end|> b' }]);
});

test('stop texts beyond what a server takes are kept here', async () => {
  await using opened = await openModel({ dialect: 'openai', answer: { text: ['раз ST', 'OP два'] } });
  const stop = ['a1', 'a2', 'a3', 'a4', 'STOP'];
  const { text, end } = await collect(ask(opened.model, QUESTION, { stop }));
  assert.deepEqual([text, end?.finish], ['раз ', 'stop']);
  assert.deepEqual(opened.server.generations().at(-1)?.body['stop'], ['a1', 'a2', 'a3', 'a4']);
});

test('Ollama is asked for the window that the card promises, and not to drop anything in silence', async () => {
  await using opened = await openModel({ dialect: 'ollama', loaded: false });
  assert.deepEqual([opened.card.window, opened.card.windowKnown], [8192, true]);
  await collect(ask(opened.model));
  const { options, truncate, shift } = opened.server.generations().at(-1)?.body ?? {};
  assert.equal((options as Record<string, unknown>)['num_ctx'], 8192);
  assert.deepEqual([truncate, shift], [false, false]);
});
