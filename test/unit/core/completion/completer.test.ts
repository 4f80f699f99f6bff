import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Completer } from '../../../../src/core/completion/completer.ts';
import { AnchoredWindows, windowSize } from '../../../../src/core/completion/window.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { DrawnText, drawn, windowOf } from './drawn.ts';
import { HandClock, settled } from './handFed.ts';
import { typist } from './handFedCompleter.ts';

test('a completion is asked for and shown', async () => {
  const { model, call } = typist();
  const { result } = await call('const sum = ▏');
  await model.last.say(' a + b;');
  await model.last.end();
  assert.deepEqual(await result, { text: 'a + b;', replaces: 0 });
  assert.equal(model.last.options.purpose, 'completion');
  assert.equal(model.last.options.sampling?.temperature, 0);
});

test('typing through a completion, and back to it, asks nothing', async () => {
  const { model, call, shown } = typist();
  const { result } = await call('const sum = ▏');
  await model.last.say(' alpha + beta;');
  await model.last.end();
  await result;
  assert.equal(await shown('const sum = a▏'), 'lpha + beta;');
  assert.equal(await shown('const sum = alpha + ▏'), 'beta;');
  assert.equal(await shown('const sum = al▏'), 'pha + beta;');
  assert.equal(await shown('const sum = ▏'), 'alpha + beta;');
  assert.equal(model.requests.length, 1);
});

test('an end typed through shows nothing stale', async () => {
  const { model, call } = typist();
  const { result } = await call('x = ▏');
  await model.last.say(' 1;');
  await model.last.end();
  await result;
  const { result: after } = await call('x = 1;▏');
  await model.last.end();
  assert.equal(await after, undefined);
  assert.equal(model.requests.length, 2);
});

test('a request under way is adopted while the typed text agrees with it', async () => {
  const { model, call } = typist();
  const first = await call('return ▏');
  const second = await call('return i▏');
  const third = await call('return it▏');
  await model.last.say(' items.');
  await model.last.say('length;');
  await model.last.end();
  assert.deepEqual(await third.result, { text: 'ems.length;', replaces: 0 });
  assert.equal(await first.result, undefined);
  assert.equal(await second.result, undefined);
  assert.equal(model.requests.length, 1);
  assert.equal(model.last.aborted, false);
});

test('the first divergence aborts the request, to the model, and asks anew', async () => {
  const { model, call } = typist();
  await call('return ▏');
  const [request] = model.requests;
  await request?.say(' items');
  const { result } = await call('return (▏');
  assert.equal(request?.aborted, true);
  assert.equal(model.requests.length, 2);
  await model.last.say('a);');
  await model.last.end();
  assert.deepEqual(await result, { text: 'a);', replaces: 0 });
});

test('a wrong letter may be a slip: taken back at once, it costs nothing', async () => {
  const { model, call, shown } = typist();
  const { result } = await call('return ▏');
  await model.last.say(' items;');
  await model.last.end();
  await result;
  await call('return n▏');
  assert.equal(await shown('return ▏'), 'items;');
  assert.equal(model.requests.length, 1);
});

test('a wrong letter aborts nothing before the next key has told, or the user has stopped', async () => {
  const { model, clock, call } = typist();
  await call('return ▏');
  const [request] = model.requests;
  await request?.say(' items');
  await call('return n▏');
  assert.equal(request?.aborted, false);
  await clock.pass(300);
  assert.equal(request?.aborted, true);
  assert.equal(model.requests.length, 2);
  await model.last.say('ame;');
  await model.last.end();
  await call('return nu▏');
  await call('return num▏');
  assert.equal(model.requests.length, 3);
});

test('what is shown stays as it is while it is typed through, whatever comes behind it', async () => {
  const { model, call, shown } = typist();
  const { result } = await call('{\n  ▏\n}');
  await model.last.say(' const a = 1;\n');
  assert.equal((await result)?.text, 'const a = 1;');
  await model.last.say('  return a;\n');
  await model.last.end();
  assert.equal(await shown('{\n  con▏\n}'), 'st a = 1;');
  assert.equal(await shown('{\n  const a = 1;▏\n}'), '\n  return a;');
  assert.equal(await shown('{\n  ▏\n}'), 'const a = 1;\n  return a;');
  assert.equal(model.requests.length, 1);
});

test('of a line that takes too long, whole words are shown', async () => {
  const { model, clock, call, shown } = typist();
  const { result } = await call('const total = ▏');
  await model.last.say(' items.reduce((su');
  await clock.pass(250);
  assert.equal((await result)?.text, 'items.reduce((');
  await model.last.say('m, one) => sum + one, 0);\n');
  await model.last.end();
  assert.equal(await shown('const total = items.reduce((▏'), 'sum, one) => sum + one, 0);');
  assert.equal(model.requests.length, 1);
});

test('what was accepted is gone on with at once', async () => {
  const { model, call, completer } = typist();
  const { result } = await call('const sum = ▏');
  await model.last.say(' a + b;');
  await model.last.end();
  await result;
  await call('const sum = a + b;▏');
  assert.equal(model.requests.length, 2);
  completer.dispose();
});

test('a request that was adopted lives on when the call before it has gone', async () => {
  const { model, clock, call } = typist();
  await call('return ▏');
  const { result } = await call('return i▏');
  await model.last.say(' items;\n');
  assert.equal((await result)?.text, 'tems;');
  await clock.pass(600);
  assert.equal(model.last.aborted, false);
});

test('the model reads a window before it is needed, once, and a request waits for that', async () => {
  const { model, completer, call, windows } = typist();
  const warming = completer.warmUp(windowOf('return ▏', windows));
  await settled();
  assert.equal(model.last.options.maxTokens, 1);
  const { result } = await call('return i▏');
  assert.equal(model.requests.length, 1);
  await model.last.end('length');
  await warming;
  await settled();
  assert.equal(model.requests.length, 2);
  await model.last.say('tems;');
  await model.last.end();
  assert.equal((await result)?.text, 'tems;');
  await completer.warmUp(windowOf('return it▏', windows));
  assert.equal(model.requests.length, 2);
});

test('a request for a text that was left makes way for reading the next one', async () => {
  const { model, completer, call, windows } = typist();
  await call('return ▏');
  const [request] = model.requests;
  const { text, cursor } = drawn('next▏');
  const other = new DrawnText(text.lines, 'typescript', 'file:///b.ts');
  const window = windows.at(other, cursor, () => windowSize(4000, 2.2));
  assert.ok(window);
  void completer.warmUp(window);
  await settled();
  assert.equal(request?.aborted, true);
  assert.equal(model.requests.length, 2);
  assert.equal(model.last.options.maxTokens, 1);
});

test('an adopted request that comes to disagree is aborted, and the place is asked for itself', async () => {
  const { model, clock, call } = typist();
  await call('return ▏');
  const { result } = await call('return n▏');
  assert.equal(model.requests.length, 1);
  await model.last.say(' items');
  await clock.pass(200);
  assert.equal(model.requests[0]?.aborted, true);
  assert.equal(model.requests.length, 2);
  await model.last.say('ame;');
  await model.last.end();
  assert.equal((await result)?.text, 'ame;');
});

test('a change elsewhere in the text makes the request stale', async () => {
  const { model, call } = typist();
  await call('const a = 1;\nreturn ▏');
  await call('const abc = 1;\nreturn ▏');
  assert.equal(model.requests[0]?.aborted, true);
  assert.equal(model.requests.length, 2);
});

test('the first line is shown at once, the rest waits in the cache', async () => {
  const { model, call, shown } = typist();
  const { result } = await call('function f() {\n  ▏\n}');
  await model.last.say(' const a = 1;\n');
  assert.deepEqual(await result, { text: 'const a = 1;', replaces: 0 });
  await model.last.say('  return a;');
  await model.last.end();
  assert.equal(await shown('function f() {\n  const a = 1;▏\n}'), '\n  return a;');
  assert.equal(model.requests.length, 1);
});

test('an explanation comes with the code that it speaks of, not before', async () => {
  const { model, call } = typist();
  const { result } = await call('function f() {\n  ▏\n}');
  const pending = Symbol('pending');
  await model.last.say(' // Возвращаем сумму\n');
  assert.equal(await Promise.race([result, settled().then(() => pending)]), pending);
  await model.last.say('  return sum;\n');
  assert.equal((await result)?.text, '// Возвращаем сумму\n  return sum;');
});

test('when more lines have come for what is shown, it is told; not when the line was all', async () => {
  const { model, call, shown, more } = typist();
  const { result } = await call('function f() {▏\n}');
  await model.last.say('\n  const a = 1;\n');
  assert.equal((await result)?.text, '\n  const a = 1;');
  assert.equal(more(), 0);
  await model.last.say('  return a;\n');
  await model.last.end();
  assert.equal(more(), 1);
  const asked = await call('function f() {▏\n}', true);
  assert.equal((await asked.result)?.text, '\n  const a = 1;\n  return a;');
  const { result: line } = await call('let x = ▏\n');
  await model.last.say(' 1;\n');
  assert.equal((await line)?.text, '1;');
  await model.last.say('let y = 2;\n');
  await model.last.end();
  assert.equal(more(), 1);
  assert.equal(await shown('let x = 1;▏\n'), '\nlet y = 2;');
});

test('a cancelled call leaves its request to the next one, but not for long', async () => {
  const { model, clock, call, cancel } = typist();
  const { result } = await call('return ▏');
  cancel();
  assert.equal(await result, undefined);
  await clock.pass(400);
  assert.equal(model.last.aborted, false);
  await clock.pass(200);
  assert.equal(model.last.aborted, true);
});

test('keys that follow each other quickly cost one request', async () => {
  const { model, clock, completer } = typist();
  const windows = new AnchoredWindows();
  let controller = new AbortController();
  for (const typed of ['c', 'co', 'con', 'cons', 'const']) {
    controller.abort();
    controller = new AbortController();
    const options = { invoked: false, signal: controller.signal };
    void completer.complete(windowOf(`${typed}▏`, windows), options);
    await clock.pass(10);
  }
  await clock.pass(100);
  assert.equal(model.requests.length, 1);
});

test('an answer that is cut keeps its whole lines only', async () => {
  const { model, call, shown } = typist();
  const { result } = await call('{\n▏\n');
  await model.last.say('first();\nsecond(un');
  await model.last.end('length');
  await result;
  assert.equal(await shown('{\n▏\n'), 'first();');
  const { result: single } = await call('let a = 1;\nlet b = ▏\n');
  await model.last.say(' unfinis');
  await model.last.end('length');
  assert.equal(await single, undefined);
});

test('an answer that runs on is aborted after a few lines', async () => {
  const { model, call } = typist();
  const { result } = await call('{\n▏\n');
  for (let line = 0; line < 20 && !model.last.aborted; line++) await model.last.say(`call${line}();\n`);
  assert.ok((await result)?.text.startsWith('call0();'));
  await model.last.say('x');
  const { result: after } = await call('{\ncall0();▏\n');
  assert.ok(((await after)?.text.split('\n').length ?? 0) <= 6);
});

for (const [name, answer] of [
  ['nothing but blanks', ' '.repeat(100_000)],
  ['a megabyte without a line end', 'x'.repeat(1_000_000)],
  ['the same token for ever', 'foo '.repeat(5000)],
  ['a megabyte of the same line', 'foo();\n'.repeat(150_000)],
  ['prose', 'Конечно! Вот как можно продолжить этот код:\n\n'.repeat(50)],
] as const) {
  test(`an answer that is ${name} ends, shows nothing stale, and leaves the next key free`, async () => {
    const { model, call } = typist();
    const { result } = await call('x = 1;\n▏');
    await model.last.say(answer);
    const text = (await result)?.text ?? '';
    assert.ok(text === '' || text === 'foo();', text.slice(0, 50));
    const { result: next } = await call('x = 1;\n(▏');
    await model.last.say('a);');
    await model.last.end();
    assert.equal((await next)?.text, 'a);');
  });
}

test('what the model does not know at a place is not asked again until the user insists', async () => {
  const { model, call, shown } = typist();
  const { result } = await call('x▏');
  await model.last.end();
  assert.equal(await result, undefined);
  assert.equal(await shown('x▏'), undefined);
  assert.equal(model.requests.length, 1);
  await call('x▏', true);
  assert.equal(model.requests.length, 2);
});

test('in the middle of a line only the user asks, and the model is told what follows', async () => {
  const { model, call } = typist();
  assert.equal(await (await call('foo(▏bar, baz)')).result, undefined);
  assert.equal(model.requests.length, 0);
  const { result } = await call('foo(▏bar, baz)', true);
  assert.ok(JSON.stringify(model.last.prompt).includes('bar, baz)'));
  await model.last.say('first, ');
  await model.last.end();
  assert.deepEqual(await result, { text: 'first, ', replaces: 0 });
});

test('failures are silent; after five the requests back off, and come back by themselves', async () => {
  const { model, clock, call } = typist();
  const fail = async (picture: string): Promise<void> => {
    const asked = model.requests.length;
    const { result } = await call(picture);
    assert.equal(model.requests.length, asked + 1);
    await model.last.fail(new ModelError('unreachable'));
    assert.equal(await result, undefined);
  };
  for (const picture of ['a▏', '(▏', 'c▏', '[▏', 'e▏']) {
    await fail(picture);
    assert.equal(await (await call('x▏')).result, undefined);
    await clock.pass(1000);
  }
  // Four seconds after the fifth, and eight after the next.
  assert.equal(await (await call('y▏')).result, undefined);
  assert.equal(model.requests.length, 5);
  await clock.pass(3000);
  await fail('{▏');
  await clock.pass(4000);
  assert.equal(await (await call('z▏')).result, undefined);
  assert.equal(model.requests.length, 6);
  // Whoever asks by key is not kept waiting.
  const { result } = await call('w▏', true);
  assert.equal(model.requests.length, 7);
  await model.last.say('orks();');
  await model.last.end();
  assert.equal((await result)?.text, 'orks();');
  await call('v = ▏');
  assert.equal(model.requests.length, 8);
});

test('nothing is asked without a model', async () => {
  const clock = new HandClock();
  const completer = new Completer({ open: async () => undefined, clock });
  const result = completer.complete(windowOf('a▏'), { invoked: true, signal: new AbortController().signal });
  assert.equal(await result, undefined);
});

test('a closed document is forgotten, and its request aborted', async () => {
  const { model, completer, call, shown } = typist();
  await call('a▏');
  completer.forget('file:///a.ts');
  assert.equal(model.last.aborted, true);
  const { result } = await call('let b = ▏');
  await model.last.say(' 1;');
  await model.last.end();
  await result;
  completer.forget('file:///a.ts');
  await call('let b = ▏');
  assert.equal(model.requests.length, 3);
  await model.last.say(' 2;');
  await model.last.end();
  assert.equal(await shown('let b = ▏'), '2;');
});
