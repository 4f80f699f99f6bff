import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LanguageModel } from '../../../../src/core/model/languageModel.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { type Answer, ask, FAKE_WORKER, prefill, wantedModel, withEngine } from './engineHarness.ts';

const CHAT = '/модели/чат.gguf';
const HINTS = '/модели/подсказки.gguf';
const OTHER = '/модели/третья.gguf';
const BOTH = ['чат.gguf', 'подсказки.gguf'];

const workerPath = FAKE_WORKER;
const complete = (model: LanguageModel): Promise<Answer> =>
  ask(model, prefill('x'), { purpose: 'completion' });
const tight = { freeMemory: () => 50 };
const large = { memory: 100 };

/** An answer that goes on until it is stopped. */
async function longAnswer(
  model: LanguageModel,
): Promise<{ stop(): Promise<void>; readonly done: Promise<Answer> }> {
  const controller = new AbortController();
  let done: Promise<Answer> | undefined;
  await new Promise<void>((begun) => {
    done = ask(model, 'думай', { signal: controller.signal, onText: () => begun() });
  });
  if (!done) throw new Error('it did not begin');
  const answer = done;
  return {
    done: answer,
    stop: async () => {
      controller.abort();
      assert.equal((await answer).finish, 'aborted');
    },
  };
}

function refused(error: unknown): true {
  assert.ok(error instanceof ModelError);
  const { trouble, model, other } = error.details;
  assert.deepEqual(
    [error.kind, trouble, model, other],
    ['outOfMemory', 'modelsTogether', 'подсказки.gguf', 'чат.gguf'],
  );
  return true;
}

test('two models are in memory at once when there is room for both', async () => {
  await withEngine({ workerPath, inUse: () => BOTH, freeMemory: () => 100 }, async ({ engine, model }) => {
    const chat = await longAnswer(model(CHAT, {}, large));
    assert.equal((await complete(model(HINTS, {}, large))).text, 'да', 'while the chat answers');
    const { pids } = engine;
    assert.equal(pids.length, 2);
    await chat.stop();
    await complete(model(HINTS, {}, large));
    await ask(model(CHAT, {}, large), 'Что?');
    assert.deepEqual(engine.pids, pids, 'neither was loaded again');
  });
});

test('without room, a model that is no longer chosen goes after its answers, and only then the other comes', async () => {
  await withEngine({ workerPath, inUse: () => ['подсказки.gguf'], ...tight }, async ({ told, model }) => {
    const old = await longAnswer(model(CHAT));
    const hint = complete(model(HINTS, {}, large));
    const late = ask(model(CHAT), 'Что?');
    await old.stop();
    assert.equal((await hint).text, 'да');
    assert.equal(
      (await late).text,
      'да',
      'what comes meanwhile for the one that goes waits, and is not lost',
    );
    const first = told.filter(({ state }) => state === 'idle' || state === 'ready').slice(0, 3);
    assert.deepEqual(
      first.map(({ id, state }) => `${id} ${state}`),
      ['чат.gguf ready', 'чат.gguf idle', 'подсказки.gguf ready'],
    );
  });
});

test('when both are chosen and do not fit together, completions do without, and the chat does not notice', async () => {
  let free = 50;
  const options = { workerPath, inUse: () => BOTH, freeMemory: () => free };
  await withEngine(options, async ({ engine, model, told, logged }) => {
    await ask(model(CHAT, {}, large), 'Что?');
    const { pids } = engine;
    await assert.rejects(complete(model(HINTS, {}, large)), refused);
    assert.deepEqual(engine.pids, pids);
    assert.deepEqual([told.at(-1)?.id, told.at(-1)?.error?.kind], ['подсказки.gguf', 'outOfMemory']);
    assert.ok(logged.some((line) => line.includes('modelsTogether') || line.includes('подсказки.gguf')));

    free = 200;
    await assert.rejects(complete(model(HINTS, {}, large)), refused, 'not measured again with every letter');
  });
});

test("the chat's model displaces the completions' one", async () => {
  await withEngine({ workerPath, inUse: () => BOTH, ...tight }, async ({ engine, model, told }) => {
    await complete(model(HINTS, {}, large));
    const [before] = engine.pids;
    assert.equal((await ask(model(CHAT, {}, large), 'Что?')).text, 'да');
    assert.equal(engine.pids.length, 1);
    assert.notEqual(engine.pids[0], before);
    assert.deepEqual(told.at(-1)?.id, 'чат.gguf');
  });
});

test('completions that come while the chat waits for room do not load their model again', async () => {
  await withEngine({ workerPath, inUse: () => BOTH, ...tight }, async ({ model, told }) => {
    const hint = await longAnswer(model(HINTS, {}, large));
    const chat = ask(model(CHAT, {}, large), 'Что?');
    await new Promise(setImmediate);
    const late = assert.rejects(complete(model(HINTS, {}, large)), refused);
    await new Promise(setImmediate);
    await hint.stop();
    assert.equal((await chat).text, 'да');
    await late;
    const starts = told.filter(({ progress }) => progress === 0).map(({ id }) => id);
    assert.deepEqual(starts, ['подсказки.gguf', 'чат.gguf']);
  });
});

test('what a model that is still loading will take is not free', async () => {
  const slow = '/модели/вечно чат.gguf';
  const options = { workerPath, inUse: () => ['вечно чат.gguf', 'подсказки.gguf'] };
  for (const [free, fits] of [
    [174, false],
    [175, true],
  ] as const) {
    await withEngine({ ...options, freeMemory: () => free }, async ({ engine, model, told }) => {
      const controller = new AbortController();
      const quarter = new Promise<void>((resolve) => {
        engine.onDidChangeState(({ progress }) => progress === 0.25 && resolve());
      });
      const loading = engine.load(wantedModel(slow, large), 'chat', controller.signal);
      await quarter;
      const [result] = await Promise.allSettled([complete(model(HINTS, {}, large))]);
      assert.equal(result.status, fits ? 'fulfilled' : 'rejected');
      controller.abort();
      await loading;
      assert.deepEqual(
        told.filter(({ id }) => id === 'вечно чат.gguf').map(({ state }) => state),
        ['loading', 'loading', 'idle'],
        'nobody waits for it any more',
      );
    });
  }
});

test('changed settings, and a changed file, replace that model alone, after its answers', async () => {
  const settings = { ...wantedModel(CHAT).settings, contextWindow: 4096 };
  for (const changed of [{ settings }, { version: 'second' }]) {
    await withEngine({ workerPath, inUse: () => BOTH }, async ({ engine, model }) => {
      await complete(model(HINTS));
      const [hints] = engine.pids;
      const old = await longAnswer(model(CHAT));
      const next = ask(model(CHAT, {}, changed), 'Что?');
      assert.equal((await complete(model(HINTS))).text, 'да', 'the other goes on meanwhile');
      const [, before] = engine.pids;
      await old.stop();
      assert.equal((await next).text, 'да');
      const [first, now] = engine.pids;
      assert.equal(first, hints);
      assert.notEqual(now, before);
    });
  }
});

test('a third model takes the place of one that is not in use, whatever memory there is', async () => {
  let inUse = BOTH;
  await withEngine({ workerPath, inUse: () => inUse }, async ({ engine, model }) => {
    await ask(model(CHAT), 'Что?');
    await complete(model(HINTS));
    const [, hints] = engine.pids;
    inUse = ['третья.gguf', 'подсказки.gguf'];
    assert.equal((await ask(model(OTHER), 'Что?')).text, 'да');
    assert.equal(engine.pids.length, 2);
    assert.equal(engine.pids[0], hints);
  });
});

test('requests that arrive at the same moment start no more than two models', async () => {
  await withEngine({ workerPath }, async ({ engine, model }) => {
    const most: number[] = [];
    engine.onDidChangeState(() => most.push(engine.pids.length));
    const answers = await Promise.all([CHAT, HINTS, OTHER, CHAT].map((file) => ask(model(file), 'Что?')));
    assert.deepEqual(
      answers.map(({ text }) => text),
      ['да', 'да', 'да', 'да'],
    );
    assert.equal(Math.max(...most), 2);
  });
});

test('only the idle one of two is unloaded after a while', async () => {
  await withEngine({ workerPath, unloadAfterMinutes: () => 0.002 }, async ({ engine, model, told }) => {
    const chat = await longAnswer(model(CHAT));
    const idle = new Promise<void>((resolve) => {
      engine.onDidChangeState(({ state }) => state === 'idle' && resolve());
    });
    await complete(model(HINTS));
    // The engine's own timer keeps no process alive: the test does.
    const waiting = setInterval(() => undefined, 1000);
    await idle;
    clearInterval(waiting);
    assert.deepEqual([told.at(-1)?.id, told.at(-1)?.state], ['подсказки.gguf', 'idle']);
    assert.equal(engine.pids.length, 1);
    await chat.stop();
  });
});
