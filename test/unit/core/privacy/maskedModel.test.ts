import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Delta, GenerateOptions } from '../../../../src/core/model/languageModel.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import type { ModelPlace, ModelProvider } from '../../../../src/core/model/modelSource.ts';
import { maskModel, maskProvider } from '../../../../src/core/privacy/maskedModel.ts';
import { CHARACTERS, type Script, ScriptedModel } from '../../../support/scriptedModel.ts';
import { wordMasker } from '../../../support/secretWord.ts';

const OPTIONS: GenerateOptions = { maxTokens: 10, signal: new AbortController().signal, purpose: 'chat' };
const MARK = '⟨секрет s0001: пароль⟩';

async function all(answer: AsyncIterable<Delta>): Promise<Delta[]> {
  const deltas: Delta[] = [];
  for await (const delta of answer) deltas.push(delta);
  return deltas;
}

function masked(script: Script) {
  const scripted = new ScriptedModel([script]);
  return { scripted, model: maskModel(scripted, wordMasker()) };
}

const QUESTION = {
  kind: 'chat',
  messages: [
    { role: 'system', text: 'помогай' },
    { role: 'user', text: 'password = SECRETone' },
    { role: 'assistant', text: 'SECRETone короток' },
  ],
  continueLast: true,
} as const;

test('no secret leaves in a chat prompt', async () => {
  const { scripted, model } = masked(['да']);
  await all(model.generate(QUESTION, OPTIONS));
  assert.deepEqual(scripted.last.prompt, {
    ...QUESTION,
    messages: [
      { role: 'system', text: 'помогай' },
      { role: 'user', text: `password = ${MARK}` },
      { role: 'assistant', text: `${MARK} короток` },
    ],
  });
  assert.equal(QUESTION.messages[1].text, 'password = SECRETone');
});

test('no secret leaves in a raw prompt, and its special tokens stay what they are', async () => {
  const { scripted, model } = masked(['да']);
  const segments = [{ special: '<|im_start|>' }, { text: 'x = SECRETone\ny' }];
  await all(model.generate({ kind: 'raw', segments }, OPTIONS));
  assert.deepEqual(scripted.last.prompt, {
    kind: 'raw',
    segments: [{ special: '<|im_start|>' }, { text: `x = ${MARK}\ny` }],
  });
});

test('what is a secret in one message is one in those before it', async () => {
  const finder = {
    find: (text: string) =>
      text.startsWith('=') ? [{ start: 1, end: text.length, kind: 'password' as const }] : [],
  };
  const scripted = new ScriptedModel([['да']]);
  const messages = ['hunter2', '=hunter2'].map((text) => ({ role: 'user', text }) as const);
  await all(maskModel(scripted, wordMasker(finder)).generate({ kind: 'chat', messages }, OPTIONS));
  assert.doesNotMatch(JSON.stringify(scripted.last.prompt), /hunter2/);
});

test('marks of the answer and of the reasoning turn back, split as they may be', async () => {
  const { model } = masked([
    { reasoning: 'вот ⟨сек' },
    { reasoning: 'рет s0001⟩' },
    'password = "⟨секрет s00',
    '01: пароль⟩"',
    { end: 'stop', usage: { promptTokens: 7 } },
  ]);
  const deltas = await all(model.generate(QUESTION, OPTIONS));
  const joined = (kind: 'text' | 'reasoning'): string =>
    deltas.flatMap((delta) => (delta.kind === kind ? delta.text : [])).join('');
  assert.equal(joined('reasoning'), 'вот SECRETone');
  assert.equal(joined('text'), 'password = "SECRETone"');
  assert.deepEqual(deltas.at(-1), { kind: 'end', finish: 'stop', usage: { promptTokens: 7 } });
  assert.ok(deltas.every((delta) => delta.kind === 'end' || delta.text !== ''));
});

test('what waited is given before a failure, and before what follows the reasoning', async () => {
  const failure = new ModelError('brokenStream');
  const { model } = masked([{ reasoning: 'a <' }, 'b <секрет', { fail: failure }]);
  const deltas: Delta[] = [];
  await assert.rejects(
    async () => {
      for await (const delta of model.generate(QUESTION, OPTIONS)) deltas.push(delta);
    },
    (error) => error === failure,
  );
  assert.deepEqual(deltas, [
    { kind: 'reasoning', text: 'a ' },
    { kind: 'reasoning', text: '<' },
    { kind: 'text', text: 'b ' },
    { kind: 'text', text: '<секрет' },
  ]);
});

test('as it is: the user sends the secrets, and marks still turn back', async () => {
  const scripted = new ScriptedModel([[MARK]]);
  const masker = wordMasker();
  masker.learn('SECRETone');
  const deltas = await all(maskModel(scripted, masker).generate(QUESTION, { ...OPTIONS, asIs: true }));
  assert.deepEqual(scripted.last.prompt, QUESTION);
  assert.deepEqual(deltas[0], { kind: 'text', text: 'SECRETone' });
});

test('leaving the loop ends the request', async () => {
  const scripted = new ScriptedModel([['a', 'b', 'c']]);
  let ended = false;
  const watched = {
    card: scripted.card,
    async *generate(...request: Parameters<ScriptedModel['generate']>): AsyncGenerator<Delta> {
      try {
        yield* scripted.generate(...request);
      } finally {
        ended = true;
      }
    },
  };
  for await (const _ of maskModel(watched, wordMasker()).generate(QUESTION, OPTIONS)) break;
  assert.equal(ended, true);
});

const PLACES: readonly (readonly [
  name: string,
  place: ModelPlace,
  forwardsTo: string | undefined,
  hides: boolean,
])[] = [
  ['a server', { kind: 'server', name: 'x', host: 'llm.corp.local', loopback: false }, undefined, true],
  [
    'a server of this machine',
    { kind: 'server', name: 'x', host: '127.0.0.1', loopback: true },
    undefined,
    false,
  ],
  [
    'one that hands requests on',
    { kind: 'server', name: 'x', host: '127.0.0.1', loopback: true },
    'cloud',
    true,
  ],
  ['this machine', { kind: 'local' }, undefined, false],
];
for (const [name, place, forwardsTo, hides] of PLACES) {
  test(`${name}: secrets are ${hides ? 'hidden' : 'not touched'}`, async () => {
    const scripted = new ScriptedModel([['да']], forwardsTo ? { forwardsTo } : {});
    const provider: ModelProvider = {
      name: 'x',
      place,
      list: async () => [scripted.card],
      open: async () => ({ model: scripted, counter: CHARACTERS }),
      dispose: () => {},
    };
    const masker = wordMasker();
    const opened = await maskProvider(provider, async () => masker).open(scripted.card);
    await all(opened.model.generate(QUESTION, OPTIONS));
    assert.equal(JSON.stringify(scripted.last.prompt).includes('SECRETone'), !hides);
    assert.equal(opened.masker, hides ? masker : undefined);
  });
}

test('a model is masked once, and not while the user wants nothing hidden; without rules nothing is sent', async () => {
  const scripted = new ScriptedModel([['да']]);
  const provider: ModelProvider = {
    name: 'x',
    place: { kind: 'server', name: 'x', host: 'h', loopback: false },
    list: async () => [],
    open: async () => ({ model: scripted, counter: CHARACTERS }),
    dispose: () => {},
  };
  const masker = wordMasker();
  let ask = async () => masker as typeof masker | undefined;
  const hiding = maskProvider(provider, () => ask());
  const { model } = await hiding.open(scripted.card);
  assert.equal((await hiding.open(scripted.card)).model, model);
  ask = async () => undefined;
  assert.equal((await hiding.open(scripted.card)).model, scripted);
  ask = async () => Promise.reject(new Error('no rules'));
  await assert.rejects(hiding.open(scripted.card), /no rules/);
});
