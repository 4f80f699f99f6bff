import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { windowOf } from './drawn.ts';
import { settled } from './handFed.ts';
import { handFedCompleter } from './handFedCompleter.ts';

/** A user who asks by key. */
function editor() {
  const { model, clock, windows, completer, more } = handFedCompleter();
  let controller = new AbortController();
  const asks = (picture: string, again = false) => {
    controller = new AbortController();
    const found = completer.candidates(windowOf(picture, windows), { again, signal: controller.signal });
    return found.then((completions) => completions.map(({ text }) => text));
  };
  const types = async (picture: string) => {
    const { signal } = new AbortController();
    const completion = completer.complete(windowOf(picture, windows), { invoked: false, signal });
    await settled();
    await clock.pass(200);
    return { text: completion.then((one) => one?.text) };
  };
  const answers = async (text: string) => {
    await settled();
    await model.last.say(text);
    await model.last.end();
  };
  return {
    model,
    clock,
    completer,
    asks,
    types,
    answers,
    cancel: () => controller.abort(),
    more,
  };
}

test('by key, the likeliest comes at once, the others when all are there', async () => {
  const { model, asks, answers, more } = editor();
  const first = asks('const sum = ▏');
  await answers(' a + b;');
  assert.deepEqual(await first, ['a + b;']);
  assert.equal(model.requests.length, 2);
  await answers(' a - b;');
  assert.equal(more(), 0);
  await answers(' b + a;');
  assert.equal(more(), 1);
  assert.deepEqual(await asks('const sum = ▏', true), ['a + b;', 'a - b;', 'b + a;']);
  assert.equal(model.requests.length, 3);
});

test('the others have the same prompt, are bolder, and fewer tokens', async () => {
  const { model, asks, answers } = editor();
  const first = asks('const sum = ▏');
  for (const text of [' 1;', ' 2;', ' 3;']) await answers(text);
  await first;
  const [likeliest, ...others] = model.requests;
  assert.deepEqual(
    model.requests.map(({ options }) => options.sampling?.temperature),
    [0, 0.7, 1],
  );
  for (const { prompt, options } of others) {
    assert.deepEqual(prompt, likeliest?.prompt);
    assert.ok(options.maxTokens < (likeliest?.options.maxTokens ?? 0));
  }
});

test('where a text is shown already, asking by key waits for the others', async () => {
  const { model, asks, types, answers, more } = editor();
  const { text } = await types('const sum = ▏');
  await answers(' a + b;');
  assert.equal(await text, 'a + b;');
  const all = asks('const sum = ▏');
  await answers(' a - b;');
  await answers(' b + a;');
  assert.deepEqual(await all, ['a + b;', 'a - b;', 'b + a;']);
  assert.equal(model.requests.length, 3);
  assert.equal(more(), 0);
});

test('typing asks for no others', async () => {
  const { model, types, answers } = editor();
  const { text } = await types('const sum = ▏');
  await answers(' a + b;');
  await text;
  await settled();
  assert.equal(model.requests.length, 1);
});

test('the same text is offered once, and tells of nothing', async () => {
  const { asks, answers, more } = editor();
  const first = asks('const sum = ▏');
  for (const text of [' a + b;', ' a + b;\n', ' a + b;  ']) await answers(text);
  await first;
  assert.equal(more(), 0);
  assert.deepEqual(await asks('const sum = ▏', true), ['a + b;']);
});

test('what may not be shown is no candidate', async () => {
  const { asks, answers } = editor();
  const first = asks('const sum = ▏');
  for (const text of [' a + b;', '\nКонечно! Вот ваш код:', ' foo(a];']) await answers(text);
  await first;
  assert.deepEqual(await asks('const sum = ▏', true), ['a + b;']);
});

test('whoever types on stops what is asked for the place, to the model', async () => {
  const { model, asks, types, answers, more } = editor();
  const first = asks('const sum = ▏');
  await answers(' a + b;');
  await first;
  await settled();
  const other = model.last;
  await types('const sum = a▏');
  await settled();
  assert.equal(other.aborted, true);
  assert.equal(model.requests.length, 2);
  assert.equal(more(), 0);
});

test('a key that is taken back leaves a place where others can be asked for again', async () => {
  const { model, asks, types, answers } = editor();
  const first = asks('const sum = ▏');
  await answers(' a + b;');
  await first;
  await settled();
  await types('const sum = a▏');
  const all = asks('const sum = ▏');
  await settled();
  assert.equal(model.requests.length, 3);
  await answers(' a - b;');
  await answers(' b + a;');
  await all;
  assert.deepEqual(await asks('const sum = ▏', true), ['a + b;', 'a - b;', 'b + a;']);
});

test('an editor that gives up waiting stops the others', async () => {
  const { model, asks, types, answers, cancel } = editor();
  const { text } = await types('const sum = ▏');
  await answers(' a + b;');
  await text;
  const all = asks('const sum = ▏');
  await settled();
  cancel();
  await all;
  await settled();
  assert.equal(model.last.aborted, true);
  assert.equal(model.requests.length, 2);
});

test('typing through another candidate goes on with it', async () => {
  const { model, asks, types, answers } = editor();
  const first = asks('const sum = ▏');
  for (const text of [' alpha;', ' beta;', ' gamma;']) await answers(text);
  await first;
  await asks('const sum = ▏', true);
  assert.equal(await (await types('const sum = b▏')).text, 'eta;');
  assert.equal(await (await types('const sum = be▏')).text, 'ta;');
  assert.equal(model.requests.length, 3);
});

test('all of them together have their time, then what has come is given', async () => {
  const { model, clock, asks, types, answers } = editor();
  const { text } = await types('const sum = ▏');
  await answers(' a + b;');
  await text;
  const all = asks('const sum = ▏');
  await answers(' a - b;');
  await settled();
  await clock.pass(10_000);
  assert.equal(model.last.aborted, true);
  assert.deepEqual(await all, ['a + b;', 'a - b;']);
});

test('a failure ends the asking for others, and leaves what is there', async () => {
  const { model, asks, answers } = editor();
  const first = asks('const sum = ▏');
  await answers(' a + b;');
  await first;
  await settled();
  await model.last.fail(new ModelError('unreachable'));
  assert.equal(model.requests.length, 2);
  assert.deepEqual(await asks('const sum = ▏', true), ['a + b;']);
});

test('others of a closed document are aborted', async () => {
  const { model, completer, asks, answers } = editor();
  const first = asks('const sum = ▏');
  await answers(' a + b;');
  await first;
  await settled();
  completer.forget('file:///a.ts');
  assert.equal(model.last.aborted, true);
});
