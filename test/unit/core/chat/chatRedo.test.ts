import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { gate } from '../../../support/scriptedModel.ts';
import { all, followed, last, never, open, question, talked } from './chatRoom.ts';
import { chat, item, turn } from './chats.ts';

test('regenerate answers again; later turns go', async () => {
  const room = open([['Иначе.']], { chat: talked() });
  const events = await all(room.session.regenerate('b', never));
  assert.deepEqual(events[0], { type: 'truncate', after: 'b' });
  assert.deepEqual(
    room.session.chat.turns.map(({ id, answer }) => [id, answer.text]),
    [
      ['a', 'Раз.'],
      ['b', 'Иначе.'],
    ],
  );
  const { prompt } = room.model.last;
  assert.ok(prompt.kind === 'chat');
  assert.equal(prompt.messages.length, 4);
});

test('resend asks in other words, with what was attached', async () => {
  const items = [item('x', 'x = 1')];
  const before = talked();
  const withItems = chat({
    ...before,
    turns: before.turns.map((one) => ({ ...one, question: { ...one.question, items } })),
  });
  const room = open([['Вот.']], { chat: withItems });
  await all(room.session.resend('a', 'Иначе спрошу', never));
  assert.equal(room.session.chat.turns.length, 1);
  assert.equal(last(room).question.text, 'Иначе спрошу');
  assert.match(last(room).question.sent ?? '', /x = 1[\s\S]*Иначе спрошу$/);
});

test('continue goes on with the text that is there', async () => {
  const cut = turn('a', 'Сосчитай', 'раз два т', {
    answer: { ...turn('', '', '').answer, text: 'раз два т', cut: true },
  });
  const room = open([['ри четыре']], { chat: chat({ turns: [cut] }) });
  const events = await all(room.session.continueAnswer('a', never));
  const { prompt } = room.model.last;
  assert.ok(prompt.kind === 'chat' && prompt.continueLast);
  assert.deepEqual(prompt.messages.at(-1), { role: 'assistant', text: 'раз два т' });
  assert.equal(last(room).answer.text, 'раз два три четыре');
  assert.equal(last(room).answer.cut, undefined);
  assert.equal(followed(events).text, 'раз два три четыре');
});

test('where the server leaves no turn open, continue asks in words', async () => {
  const refused = new ModelError('badRequest', { detail: 'continueLast' });
  const room = open([[{ fail: refused }], ['ри']], {
    chat: chat({ turns: [turn('a', 'Сосчитай', 'раз два т')] }),
  });
  await all(room.session.continueAnswer('a', never));
  const { prompt } = room.model.last;
  assert.ok(prompt.kind === 'chat' && !prompt.continueLast);
  assert.match(prompt.messages.at(-1)?.text ?? '', /^Продолжи/);
  assert.equal(last(room).answer.text, 'раз два три');
  assert.equal(last(room).answer.status, 'done');
});

test('an old question asked again has the turns before it, though they had been cut', async () => {
  const turns = Array.from({ length: 30 }, (_, index) => turn(String(index), `q${index}`, 'a'.repeat(300)));
  const room = open([['да']], { chat: chat({ turns }) });
  await all(room.session.ask(question('?'), never));
  const cut = room.model.last.prompt;
  assert.ok(cut.kind === 'chat' && cut.messages.every(({ text }) => text !== 'q3'));
  await all(room.session.regenerate('3', never));
  const { prompt } = room.model.last;
  assert.ok(prompt.kind === 'chat');
  assert.deepEqual(
    prompt.messages.filter(({ role }) => role === 'user').map(({ text }) => text),
    ['q0', 'q1', 'q2', 'q3'],
  );
});

test('when asking again brings nothing, all answers are there as before, and the reason is told', async () => {
  const before = talked();
  const error = new ModelError('unreachable', { reason: 'refused' });
  const room = open([[{ fail: error }], [{ fail: error }]], { chat: before });
  const events = await all(room.session.regenerate('b', never));
  assert.deepEqual(room.session.chat.turns, before.turns);
  assert.deepEqual(
    events.slice(-3).map((event) => (event.type === 'turn' ? event.turn : event)),
    [
      ...before.turns.slice(1),
      { type: 'restored', error: { kind: 'unreachable', details: { reason: 'refused' } } },
    ],
  );
  const again = await all(room.session.resend('a', 'Другими словами?', never));
  assert.deepEqual(room.session.chat.turns, before.turns);
  const end = again.at(-1);
  assert.ok(end?.type === 'restored' && end.text === 'Другими словами?' && end.error?.kind === 'unreachable');
});

test('the same when it is stopped before the first word, and when the listener leaves', async () => {
  const before = talked();
  const room = open([[{ wait: gate().passed }]], { chat: before });
  const abort = new AbortController();
  const running = all(room.session.regenerate('c', abort.signal));
  abort.abort();
  assert.deepEqual((await running).at(-1), { type: 'restored' });
  assert.deepEqual(room.session.chat.turns, before.turns);
  for await (const _ of room.session.regenerate('a', never)) break;
  assert.deepEqual(room.session.chat.turns, before.turns);
});

test('what begins to come again takes the place of the old, though it fails later', async () => {
  const room = open([['Нач', { fail: new ModelError('brokenStream') }]], { chat: talked() });
  await all(room.session.regenerate('c', never));
  assert.equal(last(room).answer.text, 'Нач');
  assert.equal(last(room).answer.status, 'failed');
});

test('an answer that never came is not brought back', async () => {
  const room = open([[{ fail: new ModelError('timedOut') }]], {
    chat: chat({ turns: [turn('a', 'Вопрос?', '')] }),
  });
  const events = await all(room.session.regenerate('a', never));
  assert.equal(events.at(-1)?.type, 'turn');
  assert.equal(last(room).answer.error?.kind, 'timedOut');
});
