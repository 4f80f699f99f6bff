import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { PATIENCE, Turns } from '../../../../src/models/local/turns.ts';

interface Scene {
  readonly turns: Turns;
  /** Lets time pass. */
  pass(milliseconds: number): Promise<void>;
  /** The conversation asks for its next step; tells whether it has it. */
  chat(signal?: AbortSignal): { readonly goes: boolean };
}

function scene(t: TestContext): Scene {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const turns = new Turns(() => now);
  return {
    turns,
    async pass(milliseconds) {
      now += milliseconds;
      t.mock.timers.tick(milliseconds);
      await Promise.resolve();
    },
    chat(signal = new AbortController().signal) {
      const asked = { goes: false };
      void turns.next('chat', signal).then(() => {
        asked.goes = true;
      });
      return asked;
    },
  };
}

test('alone, the conversation never waits', async (t) => {
  const { chat, pass } = scene(t);
  const step = chat();
  await pass(0);
  assert.ok(step.goes);
});

test('a completion goes first, to its end', async (t) => {
  const { turns, chat, pass } = scene(t);
  const ended = turns.begin('completion');
  const step = chat();
  await pass(PATIENCE - 1);
  assert.ok(!step.goes);
  let completion = false;
  void turns.next('completion', new AbortController().signal).then(() => {
    completion = true;
  });
  await pass(0);
  assert.ok(completion, 'it waits for nobody');
  ended();
  await pass(0);
  assert.ok(step.goes);
});

test('every completion that was asked meanwhile goes first too', async (t) => {
  const { turns, chat, pass } = scene(t);
  const first = turns.begin('completion');
  const second = turns.begin('completion');
  const step = chat();
  first();
  await pass(0);
  assert.ok(!step.goes);
  second();
  await pass(0);
  assert.ok(step.goes);
});

test('completions without an end leave the conversation a step a second', async (t) => {
  const { turns, chat, pass } = scene(t);
  let ended = turns.begin('completion');
  let steps = 0;
  let step = chat();
  const DURATION = 20 * PATIENCE;
  for (let time = 0; time < DURATION; time += 50) {
    // The next one is there before the last has ended.
    const next = turns.begin('completion');
    ended();
    ended = next;
    await pass(50);
    if (!step.goes) continue;
    steps++;
    step = chat();
  }
  assert.equal(steps, DURATION / PATIENCE);
});

test('an abort ends the waiting', async (t) => {
  const { turns, chat, pass } = scene(t);
  turns.begin('completion');
  const controller = new AbortController();
  const step = chat(controller.signal);
  controller.abort();
  await pass(0);
  assert.ok(step.goes);
  const later = chat(controller.signal);
  await pass(0);
  assert.ok(later.goes);
});

test('steps are short while somebody types', async (t) => {
  const { turns, pass } = scene(t);
  turns.begin('chat');
  assert.ok(!turns.hurried);
  const ended = turns.begin('completion');
  assert.ok(turns.hurried);
  ended();
  await pass(20_000);
  assert.ok(turns.hurried);
  await pass(20_000);
  assert.ok(!turns.hurried);
  turns.begin('completion');
  await pass(60_000);
  assert.ok(turns.hurried, 'one is still open');
});
