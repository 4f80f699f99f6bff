import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { retryWait, withRetries } from '../../../../src/models/remote/retry.ts';
import type { Answer } from '../../../support/openaiServer.ts';
import { ask, collect, openModel } from './harness.ts';

const busy = (seconds?: number) =>
  new ModelError('rateLimited', { status: 429, ...(seconds === undefined ? {} : { seconds }) });
const never = new AbortController().signal;

const WAITS: readonly (readonly [string, unknown, number, number, number | undefined])[] = [
  ['429', busy(), 1, 1, 500],
  ['429 again', busy(), 2, 1, 1000],
  ['429 shortened by chance', busy(), 1, 0, 250],
  ['Retry-After', busy(3), 1, 0.5, 3000],
  ['503', new ModelError('overloaded', { status: 503 }), 1, 1, 500],
  ['500', new ModelError('unreachable', { status: 500, reason: 'network' }), 1, 1, undefined],
  ['401', new ModelError('unauthorized', { status: 401 }), 1, 1, undefined],
  ['no connection', new ModelError('unreachable', { reason: 'refused' }), 1, 1, undefined],
  ['a time-out', new ModelError('timedOut', { phase: 'connect' }), 1, 1, undefined],
  ['an error of ours', new TypeError('x'), 1, 1, undefined],
];

for (const [name, error, tries, chance, expected] of WAITS) {
  test(`${name}: ${expected === undefined ? 'never repeated' : `after ${expected} ms`}`, () => {
    assert.equal(retryWait(error, tries, chance), expected);
  });
}

async function attempts(error: unknown): Promise<{ tries: number; waits: number[] }> {
  const waits: number[] = [];
  let tries = 0;
  const failing = async (): Promise<never> => {
    tries++;
    throw error;
  };
  await assert.rejects(
    withRetries(failing, never, async (wait) => waits.push(wait)),
    error as Error,
  );
  return { tries, waits };
}

test('three tries at most', async () => {
  assert.deepEqual(await attempts(busy(1)), { tries: 3, waits: [1000, 1000] });
});

test('waits that would be too long together are not begun', async () => {
  assert.deepEqual(await attempts(busy(20)), { tries: 2, waits: [20_000] });
  assert.deepEqual(await attempts(busy(3600)), { tries: 1, waits: [] });
});

for (const status of [429, 503]) {
  test(`${status} is repeated after Retry-After, and the answer comes`, async () => {
    const refusal = { kind: 'response', status, body: {}, headers: { 'retry-after': '0' } } as const;
    const answer: Answer[] = [{ text: '', fault: refusal }, { text: '', fault: refusal }, { text: 'да' }];
    await using opened = await openModel({ answer });
    assert.equal((await collect(ask(opened.model))).text, 'да');
    assert.equal(opened.server.generations().length, 3);
  });

  test(`${status} for good is an error that says how long to wait`, async () => {
    const refusal = { kind: 'response', status, body: {}, headers: { 'retry-after': '60' } } as const;
    await using opened = await openModel({ answer: { text: '', fault: refusal } });
    const { error } = await collect(ask(opened.model));
    assert.deepEqual(
      [error?.kind, error?.details.seconds],
      [status === 429 ? 'rateLimited' : 'overloaded', 60],
    );
    assert.equal(opened.server.generations().length, 1);
  });
}

test('Retry-After may be a date', async () => {
  const date = new Date(Date.now() + 90_000).toUTCString();
  const refusal = { kind: 'response', status: 429, body: {}, headers: { 'retry-after': date } } as const;
  await using opened = await openModel({ answer: { text: '', fault: refusal } });
  const { error } = await collect(ask(opened.model));
  const seconds = error?.details.seconds ?? 0;
  assert.ok(seconds > 80 && seconds <= 90, String(seconds));
});

test('a failure of the server is never repeated, nor is a broken stream', async () => {
  for (const fault of [
    { kind: 'response', status: 500, body: {} },
    { kind: 'cut', after: 1 },
  ] as const) {
    await using opened = await openModel({ answer: { text: 'раз два', fault } });
    await collect(ask(opened.model));
    assert.equal(opened.server.generations().length, 1);
  }
});
