import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Summary, Turn } from '../../../../src/core/chat/chat.ts';
import { type BuiltPrompt, buildChatPrompt } from '../../../../src/core/chat/chatPrompt.ts';
import { type CondenseInput, condensePlan, condensingFrees } from '../../../../src/core/chat/condense.ts';
import { cardFor } from '../../../../src/core/model/catalogue.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { CHARACTERS, gate } from '../../../support/scriptedModel.ts';
import { all, never, open, question } from './chatRoom.ts';
import { chat, turn } from './chats.ts';

const card = cardFor('T-lite-it-1.0', { rawCompletions: true });
const budget = { window: 8000, answer: 1000 };
const plain = (id: string, size = 250): Turn =>
  turn(id, `${id} ${'в'.repeat(size)}`, `${id} ${'о'.repeat(size)}`);
const many = (count: number, size?: number): Turn[] =>
  Array.from({ length: count }, (_, at) => plain(`t${at}`, size));

function plan(turns: readonly Turn[], more: Partial<CondenseInput> = {}) {
  const input: CondenseInput = {
    turns,
    firstTurn: 0,
    onDemand: false,
    card,
    counter: CHARACTERS,
    budget,
    ...more,
  };
  const made = condensePlan(input);
  const tokens = made?.prompt.messages.reduce((sum, { text }) => sum + text.length + 5, 3) ?? 0;
  assert.ok(tokens + (made?.maxTokens ?? 0) <= budget.window, `${tokens} tokens`);
  return made;
}

test('a short history is left as it is; on demand all but the last of it goes', () => {
  assert.equal(plan(many(4)), undefined);
  assert.equal(plan(many(4), { onDemand: true })?.until, 't2');
  assert.equal(plan(many(1), { onDemand: true }), undefined);
  assert.equal(plan([], { onDemand: true }), undefined);
});

test('of a long history the oldest turns are condensed, and the newest stay', () => {
  const made = plan(many(11));
  assert.ok(made);
  const until = Number(made.until.slice(1));
  assert.ok(until >= 5 && until < 10, made.until);
  assert.equal(made.prompt.messages.at(-1)?.role, 'user');
  assert.match(made.prompt.messages.at(-1)?.text ?? '', /^Перескажи весь разговор выше/);
});

test('its request goes on from that of the chat: what was evaluated is not evaluated again', () => {
  const turns = many(11);
  const made = plan(turns);
  const last = buildChatPrompt({
    history: turns,
    firstTurn: 0,
    question: question('А?'),
    card,
    counter: CHARACTERS,
    budget,
  });
  const shared = made?.prompt.messages.slice(0, -1) ?? [];
  assert.ok(shared.length > 8);
  assert.deepEqual(last.prompt.messages.slice(0, shared.length), shared);
});

test('what was condensed before is condensed again with what came after it', () => {
  const summary = { text: 'Прошлое.', until: 't3' };
  const made = plan(many(16), { summary });
  const texts = made?.prompt.messages.map(({ text }) => text) ?? [];
  assert.equal(texts[2], 'Прошлое.');
  assert.ok(texts[3]?.startsWith('t4 '));
});

test('turns that went without a word are condensed later', () => {
  const made = plan(many(9), { firstTurn: 6 });
  assert.ok(made && Number(made.until.slice(1)) >= 5, made?.until);
});

test('a turn that alone is too large is read as far as it fits', () => {
  const made = plan([plain('a', 6000), plain('b', 100)], { onDemand: true });
  assert.equal(made?.until, 'a');
  assert.match(made?.prompt.messages[1]?.text ?? '', / … /);
});

const long = () => chat({ turns: many(12) });
const options = { window: 8000, answerTokens: 1000 };

test('the summary stands in the next prompt, and the turns stay in the chat', async () => {
  const room = open([['Говорили ', 'о складе.'], ['Ответ.']], { chat: long(), options });
  assert.equal(await room.session.condense(never, { onDemand: false }), true);
  assert.equal(room.session.chat.turns.length, 12);
  assert.equal(room.session.chat.summary?.text, 'Говорили о складе.');
  await all(room.session.ask(question('Дальше?'), never));
  const { prompt } = room.model.last;
  assert.ok(prompt.kind === 'chat');
  assert.equal(prompt.messages[2]?.text, 'Говорили о складе.');
});

for (const [name, script] of [
  ['nothing but blanks', [' \n']],
  ['more than it stands for', ['слово '.repeat(2000)]],
] as const) {
  test(`a summary of ${name} is none`, async () => {
    const { session } = open([script], { chat: long(), options });
    assert.equal(await session.condense(never, { onDemand: true }), false);
    assert.equal(session.chat.summary, undefined);
  });
}

test('a failure is thrown, and changes nothing', async () => {
  const { session } = open([[{ fail: new ModelError('unreachable') }]], { chat: long(), options });
  await assert.rejects(session.condense(never, { onDemand: true }), { kind: 'unreachable' });
  assert.equal(session.chat.summary, undefined);
  assert.equal(session.busy, false);
});

test('it is aborted at once, and a half of it is none', async () => {
  const waiting = gate();
  const { session } = open([['Говорили', { wait: waiting.passed }]], { chat: long(), options });
  const abort = new AbortController();
  const done = session.condense(abort.signal, { onDemand: true });
  await Promise.resolve();
  abort.abort();
  assert.equal(await done, false);
  assert.equal(session.chat.summary, undefined);
  waiting.open();
});

test('a model that is not at hand is not loaded for it', async () => {
  const { session, source, model } = open([['Пересказ.']], { chat: long(), options });
  source.state = 'idle';
  assert.equal(await session.condense(never, { onDemand: false }), false);
  assert.equal(model.requests.length, 0);
});

test('to ask again a turn that it stands for ends a summary; when nothing comes of it, it is back', async () => {
  const summary = { text: 'Прошлое.', until: 't4' };
  const failing = open([[{ fail: new ModelError('unreachable') }]], {
    chat: { ...long(), summary },
    options,
  });
  await all(failing.session.regenerate('t4', never));
  assert.deepEqual(failing.session.chat.summary, summary);
  const { session } = open([['Снова.']], { chat: { ...long(), summary }, options });
  await all(session.regenerate('t5', never));
  assert.deepEqual(session.chat.summary, summary);
  await all(session.regenerate('t4', never));
  assert.equal(session.chat.summary, undefined);
});

test('turns and their items are pinned and unpinned', () => {
  const { session } = open([], { chat: long(), options });
  assert.equal(session.pin('t3', undefined, true).pinned, true);
  assert.equal(session.chat.turns[3]?.pinned, true);
  assert.ok(!('pinned' in session.pin('t3', undefined, false)));
});

test('what the button promises is freed at least: the request is smaller by it when the summary is as long as it may be', () => {
  const built = (turns: readonly Turn[], summary?: Summary) =>
    buildChatPrompt({
      history: turns,
      firstTurn: 0,
      ...(summary ? { summary } : {}),
      question: question('А?'),
      card,
      counter: CHARACTERS,
      budget,
    });
  const frees = (turns: readonly Turn[], { report, firstTurn }: BuiltPrompt): number =>
    condensingFrees({ turns, firstTurn, card, counter: CHARACTERS, budget }, report);
  for (const count of [0, 1, 4, 8, 11, 16]) {
    const turns = many(count);
    const before = built(turns);
    const made = plan(turns, { onDemand: true, firstTurn: before.firstTurn });
    const promised = frees(turns, before);
    if (promised === 0) continue;
    assert.ok(made, `${count}`);
    const after = built(turns, { text: 'п'.repeat(made.maxTokens), until: made.until });
    const freed = before.report.used - after.report.used;
    assert.ok(freed >= promised, `${count}: ${freed} of ${promised}`);
  }
  assert.equal(frees(many(1), built(many(1))), 0);
  assert.ok(frees(many(11), built(many(11))) > 0);
});
