import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMaskedPrompt, maskItems, readSecrets } from '../../../../src/core/chat/hiddenSecrets.ts';
import { countItems } from '../../../../src/core/chat/itemPart.ts';
import { parseChat, serialiseChat } from '../../../../src/core/chat/storedChat.ts';
import { cardFor } from '../../../../src/core/model/catalogue.ts';
import type { ChatPrompt } from '../../../../src/core/model/prompt.ts';
import { CHARACTERS, type Script } from '../../../support/scriptedModel.ts';
import { wordMasker } from '../../../support/secretWord.ts';
import { all, last, never, open, question, type Room } from './chatRoom.ts';
import { chat, item, turn } from './chats.ts';

function masked(scripts: readonly Script[], more: Parameters<typeof open>[1] = {}): Room {
  const room = open(scripts, more);
  room.source.masker = wordMasker();
  return room;
}

const messages = ({ model }: Room, index = -1): readonly string[] => {
  const { prompt } = model.requests.at(index) ?? model.last;
  return (prompt as ChatPrompt).messages.map(({ text }) => text);
};
const CONFIG = item('config', 'a = 1\npassword = "SECRETone"\ntoken = "SECRETtwo"\n');
const MARK = '⟨секрет s0001: пароль⟩';

test('no secret of a question, its items, their files or the history leaves', async () => {
  const folder = item('folder', 'список', {
    kind: 'folder',
    files: [{ path: 'src/b.py', language: 'python', text: 'key = "SECRETthree"' }],
  });
  const room = masked([['SECRETone короток'], ['да']]);
  await all(room.session.ask({ text: 'Чем плох SECRETfour?', items: [CONFIG, folder] }, never));
  await all(room.session.ask(question('А SECRETfour?'), never));
  assert.equal(room.model.requests.length, 2);
  for (const { prompt } of room.model.requests) assert.doesNotMatch(JSON.stringify(prompt), /SECRET/);
  assert.match(messages(room, 0).at(-1) ?? '', /password = "⟨секрет s000\d: пароль⟩"/);
});

test('the report counts what is sent, and tells where each secret stands, never what it is', async () => {
  const room = masked([['да']]);
  await all(room.session.ask({ text: 'Чем плох SECRETone?', items: [CONFIG] }, never));
  const { report } = last(room).answer;
  assert.deepEqual(report?.secrets, {
    count: 2,
    rows: [
      { kind: 'password', label: 'config.ts:2' },
      { kind: 'password', label: 'config.ts:3' },
      { kind: 'password', label: '' },
    ],
  });
  assert.doesNotMatch(JSON.stringify(report), /SECRET/);
  const sum = report?.rows.reduce((total, { tokens }) => total + tokens, 0);
  assert.equal(report?.used, sum);
  const sent = messages(room).join('').length;
  // Tokens of the template stand beside the characters of the messages.
  assert.equal(report?.used, sent + 13);
});

test('what is masked was counted in turns before the prompt is built', async () => {
  const counted: string[] = [];
  const counter = {
    exact: true,
    count: (text: string) => {
      if (text.length > 5000) counted.push(text);
      return CHARACTERS.count(text);
    },
  };
  const masker = wordMasker();
  const items = Array.from({ length: 8 }, (_, at) =>
    item(`i${at}`, `SECRET${at}\n${'x = 1\n'.repeat(1000)}`),
  );
  const asked = { text: 'Что тут?', items };
  await readSecrets([], asked, masker, never);
  let pauses = 0;
  await countItems(maskItems(items, masker), 100_000, counter, async () => void pauses++, never);
  assert.ok(pauses > 0);
  assert.equal(counted.length, 8);
  const card = cardFor('T-lite-it-1.0', { rawCompletions: true });
  const budget = { window: 100_000, answer: 1000 };
  const input = { history: [], firstTurn: 0, question: asked, card, counter, budget };
  const { prompt } = buildMaskedPrompt(input, masker, false);
  assert.doesNotMatch(JSON.stringify(prompt), /SECRET/);
  // The whole message is a text of its own.
  assert.equal(new Set(counted).size, counted.length);
  assert.ok(counted.length <= 9);
});

test('lines are those of the file, also of a selection', async () => {
  const place = { uri: 'file:///a.py', path: 'src/a.py', firstLine: 40, lastLine: 42 };
  const selection = item('s', 'x\nSECRETone\n', { kind: 'selection', place });
  const room = masked([['да']]);
  await all(room.session.ask({ text: 'Что тут?', items: [selection] }, never));
  assert.deepEqual(last(room).answer.report?.secrets?.rows, [{ kind: 'password', label: 'a.py:41' }]);
});

test('the user keeps the question as it was written; what was sent is kept masked', async () => {
  const room = masked([['да']]);
  await all(room.session.ask({ text: 'SECRETone?', items: [CONFIG] }, never));
  const { question: kept } = last(room);
  assert.equal(kept.text, 'SECRETone?');
  assert.equal(kept.items[0], CONFIG);
  assert.doesNotMatch(kept.sent ?? '', /SECRET/);
});

test('marks of the answer are secrets again for the reader', async () => {
  const room = masked([['password = "⟨секрет s00', '01: пароль⟩"']]);
  await all(room.session.ask(question('SECRETone?'), never));
  assert.equal(last(room).answer.text, 'password = "SECRETone"');
});

test('the beginning of a prompt is that of the one before, letter for letter', async () => {
  const room = masked([[`Это ${MARK}`], ['да']]);
  await all(room.session.ask({ text: 'Что это?', items: [CONFIG] }, never));
  await all(room.session.ask(question('Точно?'), never));
  const [first, second] = [messages(room, 0), messages(room, 1)];
  assert.deepEqual(second.slice(0, first.length), first);
  assert.equal(second[first.length], `Это ${MARK}`);
});

test('a stored chat goes on with the same beginning after a restart, and its answers keep no secret from the mask', async () => {
  const room = masked([[`Это ${MARK}`]]);
  await all(room.session.ask({ text: 'Что это?', items: [CONFIG] }, never));
  const stored = parseChat(serialiseChat(room.session.chat));
  const again = masked([['да']], { chat: stored });
  await all(again.session.ask(question('Точно?'), never));
  const first = messages(room);
  assert.deepEqual(messages(again).slice(0, first.length), first);
  assert.doesNotMatch(JSON.stringify(again.model.last.prompt), /SECRET/);
});

test('as it is: the question goes with its secrets, this once; the history does not', async () => {
  const room = masked([['раз'], ['два'], ['три']], {
    chat: chat({ title: 'Чат', turns: [turn('old', 'SECRETold?', 'SECRETold.')] }),
  });
  await all(room.session.ask({ text: 'Что это?', items: [CONFIG] }, never, { asIs: true }));
  const sent = messages(room).join('\n');
  assert.match(sent, /SECRETone/);
  assert.doesNotMatch(sent, /SECRETold/);
  assert.equal(last(room).answer.report?.secrets?.asIs, true);
  await all(room.session.ask(question('А ещё?'), never));
  assert.doesNotMatch(messages(room).join('\n'), /SECRET/);
});

test('a question that was masked is asked again as it is, and masked once more when asked once more', async () => {
  const room = masked([['раз'], ['два'], ['три']]);
  await all(room.session.ask(question('SECRETone?'), never));
  await all(room.session.regenerate('turn1', never, { asIs: true }));
  assert.match(messages(room).join('\n'), /SECRETone/);
  await all(room.session.regenerate('turn1', never));
  assert.doesNotMatch(messages(room).join('\n'), /SECRETone/);
  assert.equal(last(room).answer.report?.secrets?.asIs, undefined);
});

test('an answer that is gone on with is masked', async () => {
  const room = masked([['SECRETone и', { end: 'length' }], ['дальше']]);
  await all(room.session.ask(question('SECRETone?'), never));
  await all(room.session.continueAnswer('turn1', never));
  assert.doesNotMatch(JSON.stringify(room.model.last.prompt), /SECRET/);
  assert.equal(last(room).answer.text, 'SECRETone идальше');
});

test('what did not go in is not counted as hidden', async () => {
  const room = masked([['да']], { options: { window: 800, answerTokens: 500 } });
  const large = item('large', `SECRETlarge ${'x'.repeat(90_000)}`);
  await all(room.session.ask({ text: 'SECRETone?', items: [large] }, never));
  const { report } = last(room).answer;
  assert.equal(report?.rows.find(({ id }) => id === 'large')?.fate, 'left out');
  assert.deepEqual(report?.secrets, { count: 1, rows: [{ kind: 'password', label: '' }] });
});

test('many places are counted', async () => {
  const room = masked([['да']]);
  const many = item('many', Array.from({ length: 30 }, (_, index) => `SECRET${index}x`).join('\n'));
  await all(room.session.ask({ text: 'Что это?', items: [many] }, never));
  const { secrets } = last(room).answer.report ?? {};
  assert.equal(secrets?.count, 30);
  assert.equal(secrets?.rows.length, 20);
  assert.equal(secrets?.others, 10);
});

test('without secrets, and on this machine, prompt and report are what they were', async () => {
  const asked = { text: 'Что это?', items: [item('a', 'x = 1')] };
  const [elsewhere, here] = [masked([['да']]), open([['да']])];
  for (const room of [elsewhere, here]) await all(room.session.ask(asked, never));
  assert.deepEqual(messages(elsewhere), messages(here));
  assert.deepEqual(last(elsewhere).answer.report, last(here).answer.report);
  await all(here.session.ask(question('SECRETone?'), never));
  assert.match(messages(here).join('\n'), /SECRETone/);
  assert.equal(last(here).answer.report?.secrets, undefined);
});

test('the gauge shows what would be hidden, or sent', async () => {
  const room = masked([['да']]);
  const report = await room.session.preview(question('SECRETone?'), never);
  assert.deepEqual(report?.secrets, { count: 1, rows: [{ kind: 'password', label: '' }] });
  const asIs = await room.session.preview(question('SECRETone?'), never, { asIs: true });
  assert.equal(asIs?.secrets?.asIs, true);
  assert.equal(room.model.requests.length, 0);
});
