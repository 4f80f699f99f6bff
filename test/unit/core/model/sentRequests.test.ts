import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Purpose } from '../../../../src/core/model/languageModel.ts';
import type { ModelProvider } from '../../../../src/core/model/modelSource.ts';
import type { ChatPrompt } from '../../../../src/core/model/prompt.ts';
import { recordProvider, SentRequests } from '../../../../src/core/model/sentRequests.ts';
import { CHARACTERS, ScriptedModel } from '../../../support/scriptedModel.ts';

const prompt = (text: string): ChatPrompt => ({ kind: 'chat', messages: [{ role: 'user', text }] });

async function asking() {
  const model = new ScriptedModel([['да']]);
  const unloaded: string[] = [];
  const provider: ModelProvider = {
    name: 'local',
    place: { kind: 'local' },
    list: async () => [model.card],
    open: async () => ({ model, counter: CHARACTERS }),
    unload: async (card) => void unloaded.push(card.id),
    dispose: () => {},
  };
  const requests = new SentRequests();
  let now = 0;
  const recorded = recordProvider(provider, requests, () => ++now);
  const ask = async (text: string, purpose: Purpose = 'chat'): Promise<string> => {
    const { model } = await recorded.open(
      (await recorded.list(new AbortController().signal))[0] ?? ({} as never),
    );
    let answer = '';
    const options = { maxTokens: 10, signal: new AbortController().signal, purpose };
    for await (const delta of model.generate(prompt(text), options))
      if (delta.kind === 'text') answer += delta.text;
    return answer;
  };
  return { ask, requests, recorded, model, unloaded };
}

test('a request is remembered as it went, and answered as ever', async () => {
  const { ask, requests, model } = await asking();
  assert.equal(await ask('Что тут?'), 'да');
  assert.equal(requests.list()[0]?.prompt, model.last.prompt);
  assert.deepEqual(requests.list()[0]?.place, { kind: 'local' });
});

test('the last twenty are there, the newest first; completions take no place from the others', async () => {
  const { ask, requests } = await asking();
  for (let at = 0; at < 30; at++) await ask(`вопрос ${at}`);
  for (let at = 0; at < 100; at++) await ask(`дополнение ${at}`, 'completion');
  const texts = requests.list().map(({ prompt }) => (prompt.kind === 'chat' ? prompt.messages[0]?.text : ''));
  assert.equal(texts.length, 40);
  assert.equal(texts[0], 'дополнение 99');
  assert.equal(texts[20], 'вопрос 29');
  assert.equal(texts.at(-1), 'вопрос 10');
});

test('the same model is opened again, and what the place can do it can still', async () => {
  const { recorded, model, unloaded } = await asking();
  assert.equal((await recorded.open(model.card)).model, (await recorded.open(model.card)).model);
  await recorded.unload?.(model.card);
  assert.deepEqual(unloaded, [model.card.id]);
  assert.equal(recorded.load, undefined);
});
