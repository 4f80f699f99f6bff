import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodeFinder } from '../../../../src/core/chat/codeFinder.ts';
import type { CodeQuestion, CodeSearch, CodeTrouble } from '../../../../src/core/chat/codeSearch.ts';
import { parseChat, serialiseChat } from '../../../../src/core/chat/storedChat.ts';
import { CODEBASE_ID, type ContextItem } from '../../../../src/core/context/contextItem.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { CodebaseError } from '../../../../src/core/retrieval/codebase.ts';
import { gate, type Script, ScriptedSource } from '../../../support/scriptedModel.ts';
import { all, last, never, open, question, type Room } from './chatRoom.ts';

const found = (path: string, text: string, firstLine = 1): ContextItem => {
  const place = { uri: `file:///projects/${path}`, path, firstLine, lastLine: firstLine + 1 };
  return { id: `${place.uri}#${firstLine}-${firstLine + 1}`, kind: 'found', place, language: 'python', text };
};
const CART = found('src/cart.py', 'def cart_total(items):\n    return sum(items)', 12);
const RATE = found('src/rate.py', 'def discount_rate(user):\n    return 0.1', 3);
const CODEBASE: ContextItem = {
  id: CODEBASE_ID,
  kind: 'codebase',
  place: { uri: '', path: 'Кодовая база' },
  language: '',
  text: '',
};
const asked = (text: string) => ({ text, items: [CODEBASE] });

/** A code base that gives what it is told to, and remembers what it was asked. */
class FakeCode implements CodeSearch {
  trouble: CodeTrouble | undefined;
  found: readonly ContextItem[] = [CART, RATE];
  failure: Error | undefined;
  wait: Promise<unknown> = Promise.resolve();
  readonly questions: CodeQuestion[] = [];

  async find(wanted: CodeQuestion, _limit: number, signal: AbortSignal): Promise<readonly ContextItem[]> {
    this.questions.push(wanted);
    await this.wait;
    signal.throwIfAborted();
    if (this.failure) throw this.failure;
    return this.found;
  }
}

interface Searching extends Room {
  readonly code: FakeCode;
  /** What the model was sent as the last user's turn. */
  readonly sent: () => string;
}

function searching(
  scripts: readonly Script[],
  { auto = true, window = 8192 }: { auto?: boolean; window?: number } = {},
): Searching {
  const code = new FakeCode();
  const finder = new CodeFinder({ search: code, auto: () => auto, now: () => 0 });
  const room = open(scripts, { code: finder, options: { window, answerTokens: 512 } });
  const sent = (): string => {
    const { prompt } = room.model.last;
    return prompt.kind === 'chat' ? (prompt.messages.at(-1)?.text ?? '') : '';
  };
  return { ...room, code, sent };
}

const kinds = (room: Room): string[] => last(room).question.items.map(({ kind }) => kind);

test('with «Кодовая база» the model first names what may be there, and what is found goes with the question, numbered', async () => {
  const room = searching([['cart_total, discount'], ['Скидка здесь [2].']]);
  const events = await all(room.session.ask(asked('Где считается скидка?'), never));
  assert.deepEqual(room.code.questions, [
    { text: 'Где считается скидка?', identifiers: ['cart_total', 'discount'] },
  ]);
  assert.deepEqual(kinds(room), ['codebase', 'found', 'found']);
  assert.match(room.sent(), /^\[1\] Файл src\/cart\.py, строки 12–13:\n```python\ndef cart_total/);
  assert.match(room.sent(), /\[2\] Файл src\/rate\.py/);
  assert.ok(room.sent().endsWith('Где считается скидка?'));
  assert.equal(last(room).question.sent, room.sent());
  const rows = last(room).answer.report?.rows.filter(({ kind }) => kind === 'found');
  assert.deepEqual(
    rows?.map(({ label, fate }) => [label, fate]),
    [
      ['cart.py:12–13', 'whole'],
      ['rate.py:3–4', 'whole'],
    ],
  );
  assert.deepEqual(last(room).answer.search, { names: ['cart_total', 'discount'] });
  assert.ok(events.some((event) => event.type === 'turn' && event.turn.answer.status === 'searching'));
  assert.equal(room.model.requests[0]?.options.purpose, 'names');
  assert.deepEqual(parseChat(serialiseChat(room.session.chat)), room.session.chat);
});

test('the same question is asked for names once; one that names code is not', async () => {
  const room = searching([['cart_total'], ['да']]);
  await all(room.session.ask(asked('Где считается скидка?'), never));
  await all(room.session.resend(last(room).id, 'Где считается скидка?', never));
  assert.deepEqual(
    room.model.requests.map(({ options }) => options.purpose),
    ['names', 'chat', 'chat'],
  );
  assert.equal(room.code.questions.length, 2);
  await all(room.session.ask(asked('Что делает cartTotal?'), never));
  assert.equal(room.model.last.options.purpose, 'chat');
  assert.equal(room.model.requests.length, 4);
});

test('asked again the question keeps what was found; in other words it is searched for anew', async () => {
  const room = searching([['cart_total'], ['да']]);
  await all(room.session.ask(asked('Что делает cart_total?'), never));
  await all(room.session.regenerate(last(room).id, never));
  assert.equal(room.code.questions.length, 1);
  room.code.found = [RATE];
  await all(room.session.resend(last(room).id, 'Что делает discount_rate?', never));
  assert.equal(room.code.questions.length, 2);
  assert.deepEqual(kinds(room), ['codebase', 'found']);
  assert.match(room.sent(), /rate\.py/);
  assert.doesNotMatch(room.sent(), /cart\.py/);
});

const AUTO: readonly (readonly [question: string, paths: readonly string[]])[] = [
  ['Что делает cart_total?', ['src/cart.py']],
  ['Зачем `discount_rate`?', ['src/rate.py']],
  ['Что в файле cart.py?', ['src/cart.py']],
  ['Где считается скидка?', ['src/cart.py', 'src/rate.py']],
  ['Как у нас считается скидка?', ['src/cart.py', 'src/rate.py']],
  ['Как в нашем проекте считают скидку?', ['src/cart.py', 'src/rate.py']],
  ['Что делает missing_name?', []],
  ['Чем список отличается от кортежа?', []],
  ['Напиши регулярное выражение для почты', []],
  [`Разбери журнал cart_total ${'x'.repeat(5000)}`, []],
];
for (const [text, paths] of AUTO) {
  test(`unasked: «${text.slice(0, 40)}» goes with ${paths.length} pieces`, async () => {
    const room = searching([['да']]);
    await all(room.session.ask(question(text), never));
    assert.deepEqual(
      last(room).question.items.map(({ place }) => place.path),
      paths,
    );
    assert.equal(room.model.requests.length, 1);
    assert.equal(last(room).answer.search, undefined);
  });
}

test('nothing is searched for unasked when it is turned off, the index is not whole, or something is attached', async () => {
  const off = searching([['да']], { auto: false });
  await all(off.session.ask(question('Что делает cart_total?'), never));
  const building = searching([['да']]);
  building.code.trouble = 'building';
  await all(building.session.ask(question('Что делает cart_total?'), never));
  const attached = searching([['да']]);
  await all(
    attached.session.ask({ text: 'Где cart_total?', items: [{ ...RATE, kind: 'selection' }] }, never),
  );
  for (const room of [off, building, attached]) assert.deepEqual(room.code.questions, []);
});

test('what is found takes its share of the window, what the conversation shows already takes none', async () => {
  const long = found('src/long.py', `def cart_total():\n${'    x = 1\n'.repeat(400)}`);
  const room = searching([['да']], { window: 4096 });
  room.code.found = [long, CART];
  await all(room.session.ask(question('Что делает cart_total?'), never));
  assert.deepEqual(
    last(room).question.items.map(({ place }) => place.path),
    ['src/cart.py'],
  );
  await all(room.session.ask(question('А кто зовёт cart_total?'), never));
  assert.deepEqual(last(room).question.items, []);
});

test('what `/где` only listed is shown to the model when it is asked about', async () => {
  const room = searching([['да']]);
  await all(room.session.ask(question('/где cart_total'), never));
  await all(room.session.ask(question('Что делает cart_total?'), never));
  assert.deepEqual(
    last(room).question.items.map(({ id }) => id),
    [CART.id],
  );
});

test('a piece that was taken out before sending does not come back', async () => {
  const room = searching([['да']]);
  const draft = { ...question('Где считается скидка?'), unwanted: [CART.id] };
  const report = await room.session.preview(draft, never);
  assert.deepEqual(
    report?.rows.flatMap(({ id, kind }) => (kind === 'found' ? id : [])),
    [RATE.id],
  );
  await all(room.session.ask(draft, never));
  assert.deepEqual(
    last(room).question.items.map(({ id }) => id),
    [RATE.id],
  );
});

test('a search that fails does not stand in the way of the answer, which says so', async () => {
  const room = searching([['имён нет'], ['Ответ']]);
  room.code.failure = new CodebaseError('unsupported', 'no fts5');
  await all(room.session.ask(asked('Где скидка?'), never));
  assert.equal(last(room).answer.status, 'done');
  assert.equal(last(room).answer.text, 'Ответ');
  assert.equal(last(room).answer.search?.trouble, 'unsupported');

  const empty = searching([['имён нет'], ['Ответ']]);
  empty.code.found = [];
  await all(empty.session.ask(asked('Где скидка?'), never));
  assert.equal(last(empty).answer.search?.trouble, 'nothing');
});

test('a model that fails to name anything is done without', async () => {
  const room = searching([[{ fail: new ModelError('overloaded') }], ['Ответ']]);
  await all(room.session.ask(asked('Где скидка?'), never));
  assert.equal(last(room).answer.text, 'Ответ');
  assert.deepEqual(room.code.questions[0]?.identifiers, []);
});

test('Stop while the code is searched ends the turn as stopped, and nothing is sent', async () => {
  const room = searching([['да']]);
  const { passed, open: go } = gate();
  room.code.wait = passed;
  const stop = new AbortController();
  const run = all(room.session.ask(asked('Что делает cart_total?'), stop.signal));
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(last(room).answer.status, 'searching');
  stop.abort();
  go();
  await run;
  assert.equal(last(room).answer.status, 'stopped');
  assert.equal(room.model.requests.length, 0);
});

test('`/где` answers with places and asks no model for prose', async () => {
  const room = searching([['cart_total']]);
  await all(room.session.ask(question('/где считается скидка'), never));
  assert.equal(room.code.questions[0]?.text, 'считается скидка');
  assert.deepEqual(room.code.questions[0]?.identifiers, ['cart_total']);
  assert.deepEqual(
    room.model.requests.map(({ options }) => options.purpose),
    ['names'],
  );
  const { answer, question: put } = last(room);
  assert.equal(answer.status, 'done');
  assert.equal(
    answer.text,
    '1. `src/cart.py:12–13`  \n   `def cart_total(items):`\n2. `src/rate.py:3–4`  \n   `def discount_rate(user):`',
  );
  assert.deepEqual(
    put.items.map(({ id }) => id),
    [CART.id, RATE.id],
  );
  assert.deepEqual(parseChat(serialiseChat(room.session.chat)), room.session.chat);

  room.code.found = [RATE];
  await all(room.session.regenerate(last(room).id, never));
  assert.deepEqual(
    last(room).question.items.map(({ id }) => id),
    [RATE.id],
  );
});

test('`/где` needs no model at all, and says when nothing was found', async () => {
  const room = searching([]);
  room.source.model = undefined;
  await all(room.session.ask(question('.где скидка'), never));
  assert.equal(last(room).answer.status, 'done');
  assert.match(last(room).answer.text, /cart\.py/);
  room.code.found = [];
  await all(room.session.ask(question('/where discount'), never));
  assert.equal(last(room).answer.status, 'done');
  assert.deepEqual(last(room).answer.search, { names: [], trouble: 'nothing' });
});

test('a model that is not loaded is not asked for names', async () => {
  const room = searching([['да']]);
  assert.ok(room.source instanceof ScriptedSource);
  room.source.state = 'idle';
  await all(room.session.ask(asked('Где скидка?'), never));
  assert.deepEqual(
    room.model.requests.map(({ options }) => options.purpose),
    ['chat'],
  );
});
