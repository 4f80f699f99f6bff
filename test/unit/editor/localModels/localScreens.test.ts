import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ToPanel } from '../../../../src/core/chat/protocol.ts';
import { LocalScreens } from '../../../../src/editor/chat/localScreens.ts';
import { paced } from '../../../../src/editor/paced.ts';
import { download } from '../../../support/fakeLibrary.ts';
import { localRooms } from './localRooms.ts';

mock.timers.enable({ apis: ['setTimeout'] });

test('at once, then at most once in so long, and the last word is not lost', () => {
  let runs = 0;
  const { call, dispose } = paced(() => void runs++, 250);
  for (let calls = 0; calls < 10; calls++) call();
  assert.equal(runs, 1);
  mock.timers.tick(250);
  assert.equal(runs, 2);
  mock.timers.tick(1000);
  assert.equal(runs, 2, 'nothing was called since');
  call();
  call();
  dispose();
  mock.timers.tick(1000);
  assert.equal(runs, 3);
});

function shown() {
  const rooms = localRooms();
  const posted: ToPanel[] = [];
  const screens = new LocalScreens(rooms.local, (message) => posted.push(message));
  return { ...rooms, screens, posted };
}

test('a panel that is new is told everything, and then what changed, four times a second at most', () => {
  const { library, screens, posted } = shown();
  screens.show();
  assert.deepEqual(
    posted.map(({ type }) => type),
    ['offer', 'download'],
  );
  for (let part = 0; part < 100; part++) library.put(download({ done: part * 1e8 }));
  mock.timers.tick(250);
  mock.timers.tick(250);
  assert.deepEqual(
    posted.slice(2).map(({ type }) => type),
    ['download', 'download'],
  );
  library.put(...library.downloads());
  mock.timers.tick(250);
  assert.equal(posted.length, 4, 'nothing changed');
  screens.show();
  assert.equal(posted.length, 6);
});

test('nothing is told after the end', () => {
  const { library, screens, posted } = shown();
  screens.dispose();
  library.put(download());
  mock.timers.tick(250);
  assert.equal(posted.length, 0);
});
