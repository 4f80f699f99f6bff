import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CompletionStatistics,
  type DayCounts,
  medianWait,
  totalOf,
} from '../../../../src/core/completion/statistics.ts';

function statistics() {
  let days: readonly DayCounts[] = [];
  let day = '2026-01-30';
  const store = {
    read: () => days,
    write: (written: readonly DayCounts[]) => {
      days = written;
    },
  };
  return {
    counts: new CompletionStatistics(store, () => day),
    next: (name: string) => {
      day = name;
    },
  };
}

test('what is shown, accepted and kept is counted a day at a time', () => {
  const { counts, next } = statistics();
  counts.shown(50);
  counts.shown(300);
  counts.accepted();
  counts.kept('halfMinute');
  next('2026-01-31');
  counts.shown(9000);
  counts.accepted();
  counts.kept('halfMinute');
  counts.kept('fiveMinutes');
  assert.deepEqual(
    counts.days.map(({ day, shown, accepted, kept }) => ({ day, shown, accepted, kept })),
    [
      { day: '2026-01-30', shown: 2, accepted: 1, kept: [1, 0] },
      { day: '2026-01-31', shown: 1, accepted: 1, kept: [1, 1] },
    ],
  );
  assert.deepEqual(totalOf(counts.days), {
    shown: 3,
    accepted: 2,
    kept: [2, 1],
    waits: [1, 0, 1, 0, 0, 0, 1],
  });
});

test('only the last thirty days are kept', () => {
  const { counts, next } = statistics();
  for (let day = 1; day <= 40; day++) {
    next(`day ${day}`);
    counts.shown(1);
  }
  assert.equal(counts.days.length, 30);
  assert.equal(counts.days[0]?.day, 'day 11');
});

test('half of the texts came within a bound', () => {
  assert.equal(medianWait([1, 0, 3, 0, 0, 0, 0]), 400);
  assert.equal(medianWait([0, 0, 0, 0, 0, 0, 3]), undefined);
});
