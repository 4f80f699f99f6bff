import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DownloadError } from '../../../../src/core/model/downloadError.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { download, fileOf, known, LITE, PLAIN_MACHINE } from '../../../support/fakeLibrary.ts';
import { gate } from '../../../support/scriptedModel.ts';
import { editor, entry, localRooms, SERVER, SILENT, settled } from './localRooms.ts';

const REF = `local/${LITE.name}`;
const PRO = known('T-pro-it-2.0-Q8_0');

test('while the machine is looked at the offer says so, and then names a file', async () => {
  const { local, library } = localRooms();
  const looking = gate();
  library.inspecting = looking.passed;
  const looked = local.look();
  assert.equal(local.offer().standing, 'inspecting');
  looking.open();
  await looked;
  assert.equal(local.offer().download?.id, LITE.id);
});

test('what was found stays in view while the machine is looked at again', async () => {
  const { local, library } = localRooms();
  await local.look();
  library.inspecting = new Promise(() => {});
  void local.look();
  assert.equal(local.offer().standing, 'offered');
});

test('of two looks the later counts', async () => {
  const { local, library } = localRooms();
  const first = gate();
  library.inspecting = first.passed;
  library.machine = { ...PLAIN_MACHINE, totalMemory: 4e9, freeMemory: 1e9 };
  const early = local.look();
  library.inspecting = Promise.resolve();
  library.machine = PLAIN_MACHINE;
  await local.look();
  library.machine = { ...PLAIN_MACHINE, totalMemory: 4e9, freeMemory: 1e9 };
  first.open();
  await early;
  assert.equal(local.offer().standing, 'offered');
});

test('a download begins and its screen is shown; nothing is asked', async () => {
  const { local, library, shows } = localRooms();
  await local.begin(LITE.id);
  assert.deepEqual(library.asked, [`download ${LITE.id}`]);
  assert.equal(shows(), 1);
  assert.deepEqual(editor.asked, []);
  assert.equal(local.course()?.standing, 'running');
});

test('what the catalogue does not know is not fetched', async () => {
  const { local, library } = localRooms();
  await local.begin('../../etc/passwd');
  assert.deepEqual(library.asked, []);
});

test('a model that this machine cannot carry is fetched only after a question', async () => {
  const { local, library } = localRooms();
  await local.look();
  await local.begin(PRO.id);
  assert.match(editor.asked[0]?.detail ?? '', /не\u00a0получится/);
  assert.deepEqual(library.asked, []);
  editor.presses.push('Загрузить');
  await local.begin(PRO.id);
  assert.deepEqual(library.asked, [`download ${PRO.id}`]);
});

test('little is given up without a question; much is named first, and can be paused instead', async () => {
  const { local, library } = localRooms();
  library.put(download({ done: 499e6 }));
  await local.cancel(LITE.id);
  assert.deepEqual([library.asked, editor.asked], [[`cancel ${LITE.id}`], []]);

  library.put(download({ done: 2.1e9 }));
  await local.cancel(LITE.id);
  assert.match(editor.asked[0]?.detail ?? '', /2,1\u00a0ГБ/);
  assert.equal(library.asked.length, 1, 'the question was closed');
  editor.presses.push('Приостановить');
  await local.cancel(LITE.id);
  assert.equal(library.asked.at(-1), `pause ${LITE.id}`);
  editor.presses.push('Отменить загрузку');
  await local.cancel(LITE.id);
  assert.equal(library.asked.at(-1), `cancel ${LITE.id}`);
  assert.deepEqual(editor.asked.at(-1)?.buttons, ['Отменить загрузку'], 'a paused one is not paused again');
});

for (const [what, chosen] of [
  ['none', undefined],
  ['a server that is silent', SILENT],
  ['the training model', entry('local/training', { card: { ...entry('a/b').card, training: true } })],
  ['the same file, missing until now', entry(REF, { state: 'unreachable' })],
] as const) {
  test(`a model that has come is chosen and loaded where the chosen one is ${what}`, async () => {
    const { library, local, loaded, news } = localRooms(chosen);
    library.put(download());
    library.comes();
    await settled();
    assert.equal(editor.written.get('chatModel'), REF);
    assert.deepEqual(loaded, [LITE.name]);
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['came', 'ready'],
    );
    assert.equal(local.course(), undefined);
  });
}

test('a server that answers is not replaced; the new model is chosen when the user says so', async () => {
  const { library, local, loaded, news } = localRooms(SERVER);
  library.comes();
  await settled();
  assert.equal(editor.written.size, 0);
  assert.deepEqual(loaded, []);
  assert.deepEqual(news, [{ kind: 'came', file: LITE, instead: 'T-Pro 2.1' }]);
  assert.equal(local.course()?.standing, 'done');
  local.seen();
  assert.equal(local.course(), undefined);
  await local.use();
  assert.equal(editor.written.get('chatModel'), REF);
  assert.deepEqual(loaded, [LITE.name]);
});

test('a server that the user has named stays chosen, though it is silent now', async () => {
  const { library, state, loaded, news } = localRooms(SILENT);
  state.chatModel = SILENT.ref;
  library.comes();
  await settled();
  assert.equal(editor.written.size, 0);
  assert.deepEqual(loaded, []);
  assert.deepEqual(news, [{ kind: 'came', file: LITE, instead: SILENT.card.name }]);
});

test('loading into memory shows how far the engine is', async () => {
  const { library, local, state } = localRooms(undefined, () => new Promise(() => {}));
  library.comes();
  await settled();
  state.entries = [entry(REF, { state: 'loading', progress: 0.42 })];
  assert.deepEqual([local.course()?.standing, local.course()?.fraction], ['loading', 0.42]);
  local.seen();
  assert.equal(local.course()?.standing, 'loading', 'what is under way does not go by being seen');
});

test('a model that does not load says why, and can be tried again', async () => {
  let fails = true;
  const { library, local, news } = localRooms(undefined, async () => {
    if (fails) throw new ModelError('outOfMemory');
  });
  library.comes();
  await settled();
  assert.equal(local.course()?.card?.steps[0]?.step, 'useDownloaded');
  assert.equal(news.at(-1)?.kind, 'notLoaded');
  fails = false;
  await local.use();
  assert.equal(local.course(), undefined);
  assert.equal(news.at(-1)?.kind, 'ready');
});

test('a file that is there is not fetched again', async () => {
  const { library, local, loaded, shows } = localRooms(SERVER);
  library.has(fileOf(LITE, { id: LITE.name.toUpperCase() }));
  await local.begin(LITE.id);
  assert.deepEqual(library.asked, []);
  assert.equal(editor.written.get('chatModel'), REF);
  assert.equal(loaded.length, 1);
  assert.equal(shows(), 1);
});

test('of several downloads the one that moves is shown', () => {
  const { library, local } = localRooms();
  library.put(download({ phase: 'paused' }), download({ file: PRO, phase: 'verifying' }));
  assert.equal(local.course()?.id, PRO.id);
});

test('a failure is told with its cause, and the download goes on from the same screen', async () => {
  const { library, local, news } = localRooms();
  const error = new DownloadError('stalled', { seconds: 60 });
  library.fails(error);
  assert.deepEqual(news, [{ kind: 'failed', file: LITE, error }]);
  assert.equal(local.course()?.standing, 'failed');
  await local.resume();
  assert.deepEqual(library.asked, [`download ${LITE.id}`]);
});
