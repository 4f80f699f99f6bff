import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chat } from '../../../../src/core/chat/chat.ts';
import type { SessionEvent } from '../../../../src/core/chat/chatPorts.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { gate, ScriptedModel } from '../../../support/scriptedModel.ts';
import { all, followed, last, never, open, question, talked } from './chatRoom.ts';
import { chat, item, lines } from './chats.ts';

test('a question is asked and answered, and events tell all of it', async () => {
  const room = open([['При', 'вет', { end: 'stop', usage: { generatedTokens: 30 } }]]);
  const events = await all(room.session.ask(question('Поздоровайся'), never));
  assert.deepEqual(
    events.map((event) => (event.type === 'delta' ? [event.text, event.status] : event.type)),
    ['turn', 'turn', ['При', 'writing'], ['вет', undefined], 'turn'],
  );
  const { answer, question: asked } = last(room);
  assert.equal(answer.text, 'Привет');
  assert.equal(answer.status, 'done');
  assert.deepEqual(answer.model, { ref: 'local/T-lite-it-1.0', name: 'T-Lite 1.0' });
  assert.equal(answer.report?.window, 8192);
  assert.equal(asked.sent, 'Поздоровайся');
  assert.deepEqual(followed(events.slice(0, -1)), { ...followed(events), status: 'writing' });
});

test('the chat is named after its first question, once', async () => {
  const room = open([['да']]);
  await all(room.session.ask(question('Что такое замыкание?'), never));
  await all(room.session.ask(question('А ещё?'), never));
  assert.equal(room.session.chat.title, 'Что такое замыкание?');
  const named = open([['да']], { chat: chat({ title: '', titleGiven: true }) });
  await all(named.session.ask(question('Что такое замыкание?'), never));
  assert.equal(named.session.chat.title, '');
});

test('snapshots do not change afterwards', async () => {
  const room = open([['раз', 'два']]);
  const snapshots: string[] = [];
  const chats: Chat[] = [];
  for await (const _ of room.session.ask(question('Считай'), never)) {
    chats.push(room.session.chat);
    snapshots.push(JSON.stringify(room.session.chat));
  }
  assert.deepEqual(
    chats.map((one) => JSON.stringify(one)),
    snapshots,
  );
});

test('the answer is limited by the setting and by what the window leaves', async () => {
  const room = open([['да']], { options: { window: 3000, answerTokens: 2000 } });
  await all(room.session.ask(question('?'), never));
  assert.equal(room.model.last.options.maxTokens, 1500);
  const small = open([['да']], { card: { window: 2400 } });
  await all(small.session.ask(question('?'), never));
  assert.equal(last(small).answer.report?.window, 2400);
});

test('later questions repeat the earlier ones letter for letter', async () => {
  const room = open([['Ответ.']]);
  await all(room.session.ask({ text: 'Что тут?', items: [item('a', lines(3))] }, never));
  const [first] = room.model.requests;
  await all(room.session.ask(question('Ещё?'), never));
  const { prompt } = room.model.last;
  assert.ok(prompt.kind === 'chat' && first?.prompt.kind === 'chat');
  assert.deepEqual(prompt.messages.slice(0, 2), first.prompt.messages);
  assert.deepEqual(prompt.messages[2], { role: 'assistant', text: 'Ответ.' });
});

test('thinking is asked for by the setting, told apart and timed', async () => {
  const thinking = gate();
  const room = open(
    [[{ reasoning: 'Хм' }, { wait: thinking.passed }, 'Да', { end: 'stop', usage: { generatedTokens: 50 } }]],
    {
      options: { reasoning: true },
    },
  );
  const events: SessionEvent[] = [];
  for await (const event of room.session.ask(question('?'), never)) {
    events.push(event);
    if (event.type === 'delta' && event.reasoning) {
      room.pass(2000);
      thinking.open();
    }
    if (event.type === 'delta' && event.text) room.pass(3000);
  }
  assert.equal(room.model.last.options.reasoning, true);
  const { answer } = last(room);
  assert.deepEqual([answer.reasoning, answer.text], ['Хм', 'Да']);
  assert.deepEqual([answer.thought, answer.elapsed, answer.tokensPerSecond], [2000, 5000, 10]);
  assert.ok(events.some((event) => event.type === 'delta' && event.status === 'thinking'));
});

test('a model that must be loaded first says so', async () => {
  const room = open([['да']]);
  room.source.state = 'idle';
  const statuses: string[] = [];
  for await (const event of room.session.ask(question('?'), never)) {
    if (event.type === 'turn') statuses.push(event.turn.answer.status);
  }
  assert.deepEqual(statuses, ['waiting', 'loading', 'done']);
});

test('an answer that reached the limit is cut', async () => {
  const room = open([['много', { end: 'length' }]]);
  await all(room.session.ask(question('?'), never));
  assert.equal(last(room).answer.status, 'done');
  assert.equal(last(room).answer.cut, true);
});

for (const [name, script, detail] of [
  ['nothing at all', [], undefined],
  ['blanks', ['\n \n'], undefined],
  ['thoughts alone', [{ reasoning: 'Хм' }], 'reasoning only'],
  ['thoughts up to the limit', [{ reasoning: 'Хм' }, { end: 'length' }], 'reasoning only'],
] as const) {
  test(`an empty answer has failed: ${name}`, async () => {
    const room = open([script]);
    await all(room.session.ask(question('?'), never));
    const { status, error } = last(room).answer;
    assert.equal(status, 'failed');
    assert.equal(error?.kind, 'brokenStream');
    assert.equal(error?.details.empty, true);
    assert.equal(error?.details.detail, detail);
  });
}

test('a failure ends the turn and keeps what had arrived', async () => {
  const error = new ModelError('timedOut', { phase: 'idle', seconds: 60 });
  const room = open([['Начало', { fail: error }], ['Снова']]);
  const events = await all(room.session.ask(question('?'), never));
  assert.deepEqual(last(room).answer.error, { kind: 'timedOut', details: { phase: 'idle', seconds: 60 } });
  assert.equal(followed(events).status, 'failed');
  assert.equal(last(room).answer.text, 'Начало');
  await all(room.session.ask(question('??'), never));
  assert.equal(last(room).answer.text, 'Снова');
});

test('an error of no kind of ours is a broken stream', async () => {
  const room = open([[{ wait: Promise.reject(new TypeError('odd')) }]]);
  await all(room.session.ask(question('?'), never));
  assert.equal(last(room).answer.error?.kind, 'brokenStream');
});

test('a model that cannot be opened, and none at all', async () => {
  const room = open([]);
  room.source.failure = new ModelError('unreachable', { reason: 'dns', host: 'llm' });
  await all(room.session.ask(question('?'), never));
  assert.equal(last(room).answer.error?.kind, 'unreachable');
  room.source.failure = undefined;
  room.source.model = undefined;
  await all(room.session.ask(question('??'), never));
  assert.deepEqual(last(room).answer.error, { kind: 'notFound', details: {} });
  assert.equal(room.session.chat.turns.length, 2);
});

test('Stop keeps what had arrived, before the first word too', async () => {
  for (const script of [[{ wait: gate().passed }], ['Начало', { wait: gate().passed }]]) {
    const room = open([script]);
    const stop = new AbortController();
    for await (const event of room.session.ask(question('?'), stop.signal)) {
      if (event.type === 'delta' || (script.length === 1 && room.model.requests.length === 0)) {
        setImmediate(() => stop.abort());
      }
    }
    assert.equal(last(room).answer.status, 'stopped');
    assert.equal(last(room).answer.text, script.length === 1 ? '' : 'Начало');
    assert.equal(last(room).answer.error, undefined);
  }
});

test('Stop while the model is being opened', async () => {
  const room = open([['да']]);
  const { passed, open: opened } = gate();
  room.source.opening = passed.then(() => Promise.reject(new ModelError('unreachable')));
  const stop = new AbortController();
  const ended = all(room.session.ask(question('?'), stop.signal));
  stop.abort();
  opened();
  await ended;
  assert.equal(last(room).answer.status, 'stopped');
});

test('who leaves the loop stops the model', async () => {
  const room = open([['раз', 'два', 'три']]);
  for await (const event of room.session.ask(question('?'), never)) if (event.type === 'delta') break;
  assert.equal(last(room).answer.status, 'stopped');
  assert.equal(room.session.busy, false);
});

test('one request at a time', async () => {
  const { passed, open: opened } = gate();
  const room = open([[{ wait: passed }, 'да']]);
  const first = all(room.session.ask(question('1'), never));
  await assert.rejects(all(room.session.ask(question('2'), never)), /under way/);
  await assert.rejects(all(room.session.regenerate('turn1', never)), /under way/);
  assert.equal(room.session.chat.turns.length, 1);
  opened();
  await first;
  assert.equal(last(room).answer.text, 'да');
});

test('once text has come nothing is sent again', async () => {
  const room = open([['Нач', { fail: new ModelError('contextOverflow', { granted: 4096 }) }]]);
  await all(room.session.ask(question('?'), never));
  assert.equal(room.model.requests.length, 1);
  assert.equal(last(room).answer.text, 'Нач');
  assert.equal(last(room).answer.error?.kind, 'contextOverflow');
});

test('other refusals are not asked again', async () => {
  const room = open([[{ fail: new ModelError('badRequest', { detail: 'no such parameter' }) }]]);
  await all(room.session.ask(question('?'), never));
  assert.equal(room.model.requests.length, 1);
  assert.equal(last(room).answer.error?.kind, 'badRequest');
});

test('a window that is smaller than the server said is learned, and the question sent again', async () => {
  const overflow = new ModelError('contextOverflow', { needed: 9000, granted: 4096 });
  const room = open([[{ fail: overflow }], ['Ответ']]);
  await all(room.session.ask({ text: 'Что тут?', items: [item('a', lines(400))] }, never));
  assert.equal(last(room).answer.text, 'Ответ');
  assert.equal(last(room).answer.report?.window, 4096);
  await all(room.session.ask(question('Ещё?'), never));
  assert.equal(room.model.requests.length, 3);
  assert.equal(last(room).answer.report?.window, 4096);
});

test('an overflow without figures makes the window smaller, twice, then it is told', async () => {
  const room = open([[{ fail: new ModelError('contextOverflow') }]]);
  await all(room.session.ask(question('?'), never));
  assert.equal(room.model.requests.length, 3);
  assert.equal(last(room).answer.error?.kind, 'contextOverflow');
  assert.equal(last(room).answer.report?.window, Math.floor(Math.floor(8192 * 0.85) * 0.85));
});

test('a model opened with another window is believed again', async () => {
  const room = open([[{ fail: new ModelError('contextOverflow', { granted: 4096 }) }], ['да']]);
  await all(room.session.ask(question('?'), never));
  room.source.model = new ScriptedModel([['да']], { window: 6000 });
  await all(room.session.ask(question('?'), never));
  assert.equal(last(room).answer.report?.window, 6000);
});

test('a counter that estimates learns from what the engine counted', async () => {
  const learned: [number, number][] = [];
  const room = open([['да', { end: 'stop', usage: { promptTokens: 700 } }]]);
  room.source.counter = {
    exact: false,
    count: (text) => text.length,
    learn: (counted, real) => learned.push([counted, real]),
  };
  await all(room.session.ask(question('?'), never));
  assert.deepEqual(learned, [[last(room).answer.report?.used, 700]]);
});

test('the preview is what would be sent, and sends nothing', async () => {
  const room = open([['да']], { chat: talked() });
  const asked = { text: 'Что тут?', items: [item('a', lines(10))] };
  const report = await room.session.preview(asked, never);
  assert.equal(room.model.requests.length, 0);
  await all(room.session.ask(asked, never));
  assert.deepEqual(last(room).answer.report, report);
});

test('no preview without a model that answers', async () => {
  const room = open([]);
  room.source.state = 'unreachable';
  assert.equal(await room.session.preview(question(''), never), undefined);
  room.source.state = 'ready';
  room.source.failure = new ModelError('unreachable');
  assert.equal(await room.session.preview(question(''), never), undefined);
  room.source.model = undefined;
  assert.equal(await room.session.preview(question(''), never), undefined);
});

test('a rename holds, and a stored identity is taken over', () => {
  const { session } = open([]);
  session.rename('Моё');
  session.adoptStored('другой', 7);
  const { title, titleGiven, id, revision } = session.chat;
  assert.deepEqual([title, titleGiven, id, revision], ['Моё', true, 'другой', 7]);
});

test('a turn that is not there is the caller’s mistake', async () => {
  const { session } = open([], { chat: talked() });
  for (const run of [
    session.regenerate('z', never),
    session.resend('z', '', never),
    session.continueAnswer('z', never),
  ]) {
    await assert.rejects(all(run), /no turn z/);
  }
  assert.equal(session.chat.turns.length, 3);
});

test('the project’s rules go with every question, and with the one that the gauge shows', async () => {
  const rules = [{ id: 'file:///p/AGENTS.md', path: 'AGENTS.md', text: 'Отступ — два пробела.' }];
  const asked: string[][] = [];
  const room = open([['да']], {
    rules: async (items) => {
      asked.push(items.map(({ id }) => id));
      return rules;
    },
  });
  const about = { text: 'Что это?', items: [item('a', 'x = 1')] };
  const preview = await room.session.preview(about, never);
  await all(room.session.ask(about, never));
  assert.ok(asked.length >= 2 && asked.every(([id]) => id === about.items[0]?.id));
  const { prompt } = room.model.last;
  assert.match(prompt.kind === 'chat' ? (prompt.messages[0]?.text ?? '') : '', /два пробела\.$/);
  const rows = (report: typeof preview) => report?.rows.filter(({ kind }) => kind === 'rules');
  assert.deepEqual(rows(preview), rows(last(room).answer.report));
  assert.equal(rows(preview)?.[0]?.label, 'AGENTS.md');
});
