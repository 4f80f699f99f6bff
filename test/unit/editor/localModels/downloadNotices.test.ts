import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { DownloadError } from '../../../../src/core/model/downloadError.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import { download, failed, LITE } from '../../../support/fakeLibrary.ts';
import { editor, fakePanel, localRooms, SERVER, settled } from './localRooms.ts';

const { DownloadNotices } = await import('../../../../src/editor/localModels/downloadNotices.ts');

mock.timers.enable({ apis: ['setTimeout'] });
/** Past the rest between two reports. */
const rest = (): void => mock.timers.tick(300);

function noticed(...given: Parameters<typeof localRooms>) {
  const rooms = localRooms(...given);
  const seen = fakePanel();
  const notices = new DownloadNotices(rooms.local, seen.panel);
  return { ...rooms, ...seen, notices };
}

test('a progress is shown while the panel is closed, and only then', async () => {
  const { library, show } = noticed();
  show('chat');
  library.put(download());
  rest();
  assert.equal(editor.progresses.length, 0);
  show();
  rest();
  const [shown] = editor.progresses;
  assert.ok(shown);
  assert.equal(shown.cancellable, true);
  library.put(download({ done: 4.2e9 }));
  rest();
  assert.match(shown.reports.at(-1)?.message ?? '', /^4,2/);
  assert.equal(
    shown.reports.reduce((sum, { increment }) => sum + increment, 0),
    83,
  );
  show('chat');
  rest();
  await settled();
  assert.equal(shown.closed, true);
  assert.equal(editor.progresses.length, 1);
});

test('reports are at most four a second', () => {
  const { library } = noticed();
  for (let part = 0; part < 100; part++) library.put(download({ done: part * 1e7 }));
  assert.equal(editor.progresses[0]?.reports.length, 1);
  rest();
  assert.equal(editor.progresses[0]?.reports.length, 2);
});

test('to cancel the progress is to pause, and the way on is offered', async () => {
  const { library, taken } = noticed();
  library.put(download());
  rest();
  editor.presses.push('Продолжить');
  editor.progresses[0]?.cancel();
  await settled();
  assert.deepEqual(library.asked, [`pause ${LITE.id}`]);
  assert.match(editor.asked[0]?.text ?? '', /приостановлена: 2,1/);
  assert.deepEqual(taken, ['resumeDownload']);
});

test('the end is told once, with the way to the chat; not where its screen is seen', async () => {
  const { library, show, taken } = noticed();
  editor.presses.push('Открыть чат');
  library.comes();
  await settled();
  assert.deepEqual(
    editor.asked.map(({ text }) => text),
    ['T-Lite 2.1 загружена и\u00a0выбрана для чата и\u00a0подсказок.'],
  );
  assert.deepEqual(taken, ['openChat']);
  show('download');
  library.comes();
  await settled();
  assert.equal(editor.asked.length, 1);
});

test('that another model goes on answering is told with both names', async () => {
  const { library, taken } = noticed(SERVER);
  editor.presses.push('Выбрать');
  library.comes();
  await settled();
  assert.match(editor.asked[0]?.text ?? '', /T-Lite 2\.1.*T-Pro 2\.1/);
  assert.deepEqual(taken, ['useDownloaded']);
});

test('a failure is one message with its next steps', async () => {
  const { library, taken } = noticed();
  editor.presses.push('зеркало');
  library.fails(new DownloadError('network', { reason: 'dns', host: 'huggingface.co' }));
  rest();
  await settled();
  assert.equal(editor.asked.length, 1);
  assert.match(editor.asked[0]?.text ?? '', /huggingface\.co/);
  assert.deepEqual(taken, ['setMirror']);
});

test('that a model did not load is one message without words of a question', async () => {
  const { library } = noticed(undefined, async () => {
    throw new ModelError('outOfMemory');
  });
  library.comes();
  await settled();
  assert.equal(editor.asked.length, 2);
  assert.match(editor.asked[1]?.text ?? '', /памяти/);
  assert.ok(!editor.asked[1]?.buttons.includes('Повторить'));
});

test('after a restart one quiet message offers to go on', async () => {
  const { library, taken } = noticed();
  editor.presses.push('Продолжить');
  library.put(download({ phase: 'paused' }));
  library.put(download({ phase: 'paused' }));
  rest();
  await settled();
  assert.equal(editor.asked.length, 1);
  assert.match(editor.asked[0]?.text ?? '', /не\u00a0закончена: 2,1/);
  assert.deepEqual(taken, ['resumeDownload']);
  assert.equal(editor.progresses.length, 0);
});

test('nothing is said of a download that another window is bringing, or that was paused just now', async () => {
  const elsewhere = noticed();
  elsewhere.library.put({ ...failed('busy'), phase: 'paused' });
  await settled();
  assert.deepEqual(editor.asked, []);
  const here = noticed();
  here.library.put(download());
  here.library.put(download({ phase: 'paused' }));
  await settled();
  assert.deepEqual(editor.asked, []);
});
