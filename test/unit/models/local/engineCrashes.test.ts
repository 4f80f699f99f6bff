import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { childDied, withGpuLoss } from '../../../../src/models/local/childEnd.ts';
import { EngineFailures } from '../../../../src/models/local/engineFailures.ts';
import type { Pace } from '../../../../src/models/local/protocol.ts';
import { ask, FAKE_WORKER, prefill, QuickClock, wantedModel, withEngine } from './engineHarness.ts';

const FILE = '/модели/чат.gguf';
const MINUTE = 60_000;
const workerPath = FAKE_WORKER;
const never = new AbortController().signal;

const failed = (kind: ModelError['kind'], trouble?: string) => (error: unknown) =>
  error instanceof ModelError && error.kind === kind && error.details.trouble === trouble;

test('a dead engine is started again at once, then after a second, and not a third time', async () => {
  const clock = new QuickClock();
  await withEngine({ workerPath, clock }, async ({ engine, model, states, told }) => {
    for (const [pauses, trouble] of [[[]], [[]], [[1000], 'gaveUp']] as const) {
      let text = '';
      const dying = ask(model(FILE), 'умри', { onText: (so) => (text = so) });
      await assert.rejects(dying, failed('engineCrashed', trouble));
      assert.equal(text, 'да', 'what had arrived is kept');
      assert.deepEqual(clock.pauses, pauses);
    }
    assert.equal(told.at(-1)?.error?.details.trouble, 'gaveUp', 'the list of models says it too');
    const before = states.length;
    await assert.rejects(ask(model(FILE), 'Что?'), failed('engineCrashed', 'gaveUp'));
    await assert.rejects(
      ask(model(FILE), prefill('x'), { purpose: 'completion' }),
      failed('engineCrashed', 'gaveUp'),
    );
    assert.deepEqual([engine.pids, states.length], [[], before], 'nothing was started');

    clock.time += 5 * MINUTE;
    assert.equal((await ask(model(FILE), 'Что?')).text, 'да', 'after a while it is tried again');
  });
});

test('given up, a model is tried again when it is asked for, and with other settings', async () => {
  for (const again of ['load', 'settings', 'file'] as const) {
    await withEngine({ workerPath, clock: new QuickClock() }, async ({ engine, model }) => {
      for (let death = 0; death < 3; death++) await assert.rejects(ask(model(FILE), 'умри'));
      await assert.rejects(ask(model(FILE), 'Что?'), failed('engineCrashed', 'gaveUp'));
      if (again === 'load') await engine.load(wantedModel(FILE), 'chat', never);
      const { settings } = wantedModel(FILE);
      const changed =
        again === 'settings'
          ? { settings: { ...settings, threads: 2 } }
          : again === 'file'
            ? { version: 'second' }
            : {};
      assert.equal((await ask(model(FILE, {}, changed), 'Что?')).text, 'да');
    });
  }
});

test('deaths of one model leave the other alone', async () => {
  await withEngine({ workerPath, clock: new QuickClock() }, async ({ engine, model }) => {
    const other = '/модели/другая.gguf';
    await ask(model(other), 'Что?');
    const [pid] = engine.pids;
    for (let death = 0; death < 3; death++) await assert.rejects(ask(model(FILE), 'умри'));
    await assert.rejects(ask(model(FILE), 'Что?'), failed('engineCrashed', 'gaveUp'));
    assert.equal((await ask(model(other), 'Что?')).text, 'да');
    assert.deepEqual(engine.pids, [pid]);
  });
});

test('an engine that dies while it loads is given up too', async () => {
  await withEngine({ workerPath, clock: new QuickClock() }, async ({ model }) => {
    const falling = model('/модели/падает.gguf');
    const ends = await Promise.allSettled([1, 2, 3, 4].map(() => ask(falling, 'Что?')));
    for (const end of ends) assert.ok(end.status === 'rejected' && failed('engineCrashed')(end.reason));
    await assert.rejects(ask(falling, 'Что?'), failed('engineCrashed'));
    await assert.rejects(ask(falling, 'Что?'), failed('engineCrashed', 'gaveUp'));
    await assert.rejects(ask(falling, 'Что?'), failed('engineCrashed', 'gaveUp'));
  });
});

test('what cannot be loaded is tried again by questions, not by completions', async () => {
  const clock = new QuickClock();
  await withEngine({ workerPath, clock }, async ({ model, told }) => {
    const damaged = model('/модели/битая.gguf');
    const loads = (): number => told.filter(({ progress }) => progress === 0).length;
    const complete = () => ask(damaged, prefill('x'), { purpose: 'completion' });
    for (let question = 0; question < 4; question++) {
      await assert.rejects(ask(damaged, 'Что?'), failed('modelDamaged'));
    }
    assert.equal(loads(), 4);
    await assert.rejects(complete(), failed('modelDamaged'));
    assert.equal(loads(), 4, 'they are told what was found');
    clock.time += 20_000;
    await assert.rejects(complete(), failed('modelDamaged'));
    assert.equal(loads(), 5, 'and look again after a while');
  });
});

test('crashes count for five minutes', () => {
  const clock = new QuickClock();
  const failures = new EngineFailures(clock);
  const crash = new ModelError('engineCrashed', { detail: 'SIGSEGV' });
  failures.crashed(crash);
  assert.equal(failures.pause, 0);
  clock.time = 3 * MINUTE;
  failures.crashed(crash);
  assert.equal(failures.pause, 1000);
  clock.time += 400;
  assert.equal(failures.pause, 600);
  clock.time = 5 * MINUTE + 1;
  failures.crashed(crash);
  assert.equal(failures.refusal('chat'), undefined, 'the first is forgotten');
  clock.time = 6 * MINUTE;
  failures.crashed(crash);
  assert.deepEqual(failures.refusal('chat')?.details, { detail: 'SIGSEGV', trouble: 'gaveUp' });
  clock.time = 11 * MINUTE;
  assert.equal(failures.refusal('chat'), undefined);
  assert.equal(failures.pause, 0);
});

test('the reason of a death is read from what the engine and the system say', () => {
  const end = { file: '/м/а.gguf', how: 'exit code 1', output: '', loaded: true, starved: false };
  const cases: readonly [Partial<typeof end>, ModelError['kind'], string?][] = [
    [{}, 'engineCrashed'],
    [{ how: 'SIGKILL' }, 'engineCrashed'],
    [{ how: 'SIGKILL', starved: true }, 'outOfMemory'],
    [{ how: 'SIGSEGV', starved: true }, 'engineCrashed'],
    [{ how: 'SIGKILL', loaded: false }, 'outOfMemory'],
    [{ output: 'ggml: failed to allocate buffer' }, 'outOfMemory'],
    [{ output: 'CUDA error: out of memory' }, 'outOfMemory'],
    [{ output: 'CUDA error: unspecified launch failure' }, 'engineCrashed', 'gpuLost'],
    [{ output: 'vk::Queue::submit: ErrorDeviceLost' }, 'engineCrashed', 'gpuLost'],
  ];
  for (const [given, kind, trouble] of cases) {
    const error = childDied({ ...end, ...given });
    assert.deepEqual([error.kind, error.details.trouble], [kind, trouble], JSON.stringify(given));
    assert.equal(error.details.model, 'а.gguf');
  }
  const reported = new ModelError('engineCrashed', {
    detail: 'Error: vk::Device::waitForFences: ErrorDeviceLost',
  });
  assert.equal(withGpuLoss(reported).details.trouble, 'gpuLost');
  assert.equal(withGpuLoss(new ModelError('engineCrashed', { detail: 'x' })).details.trouble, undefined);
});

test('a model is loaded before it is asked; whoever waited with it may leave', async () => {
  await withEngine({ workerPath }, async ({ engine, model, states }) => {
    await engine.load(wantedModel(FILE), 'chat', never);
    assert.deepEqual(states, ['loading', 'ready']);
    await engine.load(wantedModel(FILE), 'chat', never);
    await ask(model(FILE), 'Что?');
    assert.deepEqual(states, ['loading', 'ready'], 'once');
    await engine.load(wantedModel('/м/x.gguf'), 'chat', AbortSignal.abort());
    assert.equal(engine.pids.length, 1);
    await assert.rejects(engine.load(wantedModel('/м/битая.gguf'), 'chat', never), failed('modelDamaged'));
  });
});

test('to stop loading stops it only when nobody else waits', async () => {
  await withEngine({ workerPath }, async ({ engine, model }) => {
    const file = '/м/вечно.gguf';
    const controller = new AbortController();
    const other = new AbortController();
    const loading = engine.load(wantedModel(file), 'chat', controller.signal);
    const answer = ask(model(file), 'Что?', { signal: other.signal });
    while (engine.pids.length === 0) await new Promise(setImmediate);
    controller.abort();
    await loading;
    assert.equal(engine.pids.length, 1);
    other.abort();
    assert.equal((await answer).finish, 'aborted');
    await engine.unload(file);
    assert.deepEqual(engine.pids, []);
  });
});

test('a processor that serves instead of the GPU is told of', async () => {
  await withEngine({ workerPath }, async ({ engine, told, logged }) => {
    await engine.load(wantedModel(FILE), 'chat', never);
    assert.equal(told.at(-1)?.note, undefined);
    await engine.load(wantedModel('/м/без gpu.gguf'), 'chat', never);
    assert.deepEqual(told.at(-1), { id: 'без gpu.gguf', state: 'ready', note: 'fellBackToProcessor' });
    assert.ok(logged.some((line) => line.includes('no device')));
  });
});

test('the pace of requests that were long enough, and wrote nothing off, is told', async () => {
  const told: [id: string, pace: Pace, device: string][] = [];
  const onPace = (...pace: (typeof told)[number]) => told.push(pace);
  await withEngine({ workerPath, onPace }, async ({ model }) => {
    await ask(model(FILE), 'Что?');
    await ask(model(FILE), 'Ответь коротко');
    await ask(model(FILE), 'Что?', { purpose: 'edit' });
  });
  const pace = { read: { tokens: 100, milliseconds: 1000 }, written: { tokens: 20, milliseconds: 2000 } };
  assert.deepEqual(told, [['чат.gguf', pace, 'cpu']]);
});
