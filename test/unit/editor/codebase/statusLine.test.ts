import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IndexState } from '../../../../src/core/retrieval/codebase.ts';
import { statusLine } from '../../../../src/editor/codebase/statusLine.ts';

const state = (change: Partial<IndexState>): IndexState => ({
  activity: 'ready',
  files: 1,
  scanned: 0,
  unreadable: [],
  ...change,
});
const line = (now: IndexState | undefined, more: { forbidden?: 'untrusted'; trouble?: 'unsupported' } = {}) =>
  statusLine({ state: now, forbidden: more.forbidden, trouble: more.trouble })?.replaceAll('\u00a0', ' ');

const STATES: readonly (readonly [state: IndexState, line: string | undefined])[] = [
  [state({}), 'Индекс кода: 1 файл'],
  [state({ files: 22 }), 'Индекс кода: 22 файла'],
  [state({ files: 12_011 }), 'Индекс кода: 12 011 файлов'],
  [state({ activity: 'scanning', scanned: 13 }), 'Индекс кода строится: просмотрено 13 файлов'],
  [state({ activity: 'paused', files: 5 }), 'Индекс кода приостановлен: 5 файлов'],
  [state({ activity: 'reading', files: 4 }), 'Индекс кода ведёт другое окно: 4 файла'],
  [state({ activity: 'idle' }), undefined],
  [
    state({ unreadable: ['/a', '/b', '/c', '/d'] }),
    'Индекс кода: 1 файл\nНе удалось прочитать: /a, /b, /c и ещё 1',
  ],
];
for (const [now, said] of STATES) {
  test(`the index's line: ${said?.split('\n')[0] ?? 'none'}`, () => assert.equal(line(now), said));
}

test('what does not work is said, and nothing where there is to be no index', () => {
  const failed = state({ activity: 'failed', error: { kind: 'unsupported', detail: '' } });
  assert.match(line(failed, { trouble: 'unsupported' }) ?? '', /^Поиск по коду не работает: .*SQLite$/);
  assert.equal(line(state({}), { forbidden: 'untrusted' }), undefined);
});
