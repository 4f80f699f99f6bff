import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Turn } from '../../../../src/core/chat/chat.ts';
import { buildHistory, type HistoryInput, rememberedTokens } from '../../../../src/core/chat/historyPart.ts';
import { CHARACTERS } from '../../../support/scriptedModel.ts';
import { item, turn } from './chats.ts';

/** A turn of 210 tokens: the words and the template. */
const plain = (id: string, more: Partial<Turn> = {}): Turn =>
  turn(id, `${id} ${'в'.repeat(98)}`, `${id} ${'о'.repeat(98)}`, more);
const many = (count: number): Turn[] => Array.from({ length: count }, (_, at) => plain(String(at % 10)));

function built(more: Partial<HistoryInput>) {
  const input = { history: [], firstTurn: 0, counter: CHARACTERS, room: 1000, ...more };
  const part = buildHistory(input);
  const tokens = part.messages.reduce((sum, { text }) => sum + text.length + 5, 0);
  assert.ok(tokens <= part.used && part.used <= input.room, `${tokens}, ${part.used} of ${input.room}`);
  return part;
}
const texts = ({ messages }: ReturnType<typeof built>): string =>
  messages.map(({ text }) => text.slice(0, 1)).join('');
const row = ({ rows }: ReturnType<typeof built>, id: string) => rows.find((one) => one.id === id);

test('a summary stands for its turns, before those that stay', () => {
  const history = [plain('a'), plain('b'), plain('c')];
  const part = built({ history, summary: { text: 'Шла речь о складе.', until: 'b' } });
  assert.deepEqual(part.messages.slice(0, 2), [
    { role: 'user', text: 'Напомни, о чём мы говорили раньше.' },
    { role: 'assistant', text: 'Шла речь о складе.' },
  ]);
  assert.equal(texts(part).slice(2), 'cc');
  assert.equal(part.firstTurn, 2);
  const said = row(part, 'history');
  assert.equal(said?.fate, 'shortened');
  assert.equal(said?.reason, 'summary');
  assert.equal(said?.turns, 2);
});

test('a summary of turns that are not there says nothing', () => {
  const part = built({ history: [plain('a')], summary: { text: 'Прошлое.', until: 'gone' } });
  assert.equal(texts(part), 'aa');
  assert.equal(row(part, 'history')?.fate, 'whole');
});

test('turns that went without a summary are told of', () => {
  const part = built({ history: many(9), summary: { text: 'Прошлое.', until: '0' } });
  assert.equal(row(part, 'history')?.reason, 'history');
  assert.equal(row(part, 'history')?.turns, 1);
});

test('a pinned turn stays when its neighbours go, at its place', () => {
  const history = [plain('a'), plain('b', { pinned: true }), ...many(8)];
  const part = built({ history });
  assert.equal(texts(part).slice(0, 2), 'bb');
  assert.ok(part.firstTurn > 3);
  const own = row(part, 'b');
  assert.deepEqual([own?.fate, own?.pinned, own?.turn], ['whole', true, 'b']);
});

test('a pinned item stays when its turn goes', () => {
  const history = [
    plain('a', {
      question: { text: 'a', items: [item('x', 'const kept = 1;', { pinned: true }), item('y', 'z')] },
    }),
    ...many(9),
  ];
  const part = built({ history });
  assert.match(
    part.messages[0]?.text ?? '',
    /^Это приложено раньше и остаётся с нами:\n\nФайл src\/x\.ts:\n/,
  );
  assert.ok(part.messages[0]?.text.includes('const kept = 1;'));
  assert.ok(!part.messages[0]?.text.includes('src/y.ts'));
  const own = row(part, 'a/x');
  assert.deepEqual([own?.kind, own?.fate, own?.pinned, own?.turn], ['attached', 'whole', true, 'a']);
});

test('of an item that was pinned twice the later text stays', () => {
  const asked = (id: string, text: string): Turn =>
    plain(id, { question: { text: id, items: [item('x', text, { pinned: true })] } });
  const part = built({ history: [asked('a', 'old'), asked('b', 'new'), ...many(9)] });
  assert.ok(part.messages[0]?.text.includes('new') && !part.messages[0].text.includes('old'));
});

test('pinned things alone too large are cut at last, and told of', () => {
  const history = [1, 2, 3, 4, 5, 6].map((at) => plain(String(at), { pinned: true }));
  const part = built({ history });
  assert.equal(texts(part), '33445566');
  assert.equal(row(part, '1')?.fate, 'left out');
  assert.equal(row(part, '6')?.fate, 'whole');
});

test('between two cuts each prompt begins with the whole of the one before', () => {
  const history: Turn[] = [plain('p', { pinned: true }), plain('s')];
  const summary = { text: 'Прошлое.', until: 's' };
  let firstTurn = 0;
  let before = built({ history, summary });
  let cuts = 0;
  for (let at = 0; at < 40; at++) {
    history.push(plain(String(at % 10)));
    const part = built({ history, summary, firstTurn, room: 3000 });
    if (part.firstTurn === firstTurn)
      assert.deepEqual(part.messages.slice(0, before.messages.length), before.messages);
    else cuts++;
    firstTurn = part.firstTurn;
    before = part;
  }
  assert.ok(cuts >= 3 && cuts <= 9, String(cuts));
});

test('room is kept for what is pinned, and for the summary', () => {
  const history = [plain('a', { pinned: true }), plain('b')];
  assert.equal(rememberedTokens({ history, counter: CHARACTERS }), 210);
  const summary = { text: 'x'.repeat(100), until: 'b' };
  assert.ok(rememberedTokens({ history, summary, counter: CHARACTERS }) > 310);
  assert.equal(rememberedTokens({ history: [plain('a')], counter: CHARACTERS }), 0);
});
