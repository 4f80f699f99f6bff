import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DownloadCourse, ToPanel } from '../../src/core/chat/protocol.ts';
import { advise } from '../../src/core/model/advice.ts';
import type { DownloadView } from '../../src/core/model/modelLibrary.ts';
import { downloadCourse } from '../../src/editor/localModels/course.ts';
import { INSPECTING, localOffer } from '../../src/editor/localModels/offer.ts';
import { download, FakeLibrary, failed, LITE, PLAIN_MACHINE } from '../support/fakeLibrary.ts';
import type { PanelPage } from '../support/panelPage.ts';
import { panelForTests } from '../support/panelTest.ts';

const open = panelForTests();
const withPanel = (act: (panel: PanelPage) => Promise<void>): Promise<void> =>
  open(async (panel) => {
    await act(panel);
    assert.deepEqual(panel.errors, []);
  });

const FOUND = { machine: PLAIN_MACHINE, advice: advise(PLAIN_MACHINE, new Map(), 8192) };
const OFFER: ToPanel = { type: 'offer', offer: localOffer(FOUND, new FakeLibrary(), 'linux-x64') };
const course = (view: DownloadView): DownloadCourse => downloadCourse(view, { minutes: 4, freeDisk: 48e9 });
const shows = (view: DownloadView): ToPanel => ({ type: 'download', course: course(view) });

test('the offer stands where its card stood while the machine was looked at, and its button fetches the file', () =>
  withPanel(async ({ page, send, sent }) => {
    const main = page.locator('.choice').first().locator('.button--primary');
    await send({ type: 'offer', offer: INSPECTING }, { type: 'screen', screen: 'setup' });
    const before = await main.boundingBox();
    assert.equal(await main.isDisabled(), true);
    await send(OFFER);
    assert.equal((await main.boundingBox())?.y, before?.y);
    await main.click();
    assert.deepEqual((await sent()).at(-1), { type: 'download', id: LITE.id });
  }));

test('the bar has the length of what has come, under the policy that forbids styles in attributes', () =>
  withPanel(async ({ page, send }) => {
    await send(shows(download({ done: 1e9, total: 4e9 })), { type: 'screen', screen: 'download' });
    const bar = page.getByRole('progressbar');
    assert.equal(await bar.getAttribute('aria-valuenow'), '25');
    const [whole, done] = [await bar.boundingBox(), await bar.locator('span').boundingBox()];
    assert.equal(done?.width, (whole?.width ?? 0) / 4);
  }));

test('steps are read aloud, not every change of the amount; a failure is an alert', () =>
  withPanel(async ({ page, send }) => {
    const said = page.locator('[role=status]');
    await send(shows(download()), { type: 'screen', screen: 'download' });
    assert.equal(await said.textContent(), 'Загрузить файл модели');
    await page.evaluate(
      "new MutationObserver(() => { window.changes = (window.changes ?? 0) + 1; }).observe(document.querySelector('[role=status]'), { childList: true, characterData: true, subtree: true })",
    );
    for (const done of [2.2e9, 2.3e9, 2.4e9]) await send(shows(download({ done })));
    assert.equal(await page.evaluate('window.changes ?? 0'), 0);
    await send(shows(download({ phase: 'verifying' })));
    assert.match((await said.textContent()) ?? '', /контрольную сумму/);
    await send(shows(failed('stalled', { seconds: 60 })));
    assert.match((await page.getByRole('alert').textContent()) ?? '', /Загрузка замерла/);
  }));

test('the buttons of a download say what they do, as it stands', () =>
  withPanel(async ({ page, send, sent }) => {
    const press = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).click();
      return (await sent()).at(-1);
    };
    await send(shows(download()), { type: 'screen', screen: 'download' });
    assert.deepEqual(await press('Приостановить'), { type: 'pauseDownload', id: LITE.id });
    assert.deepEqual(await press('Отменить'), { type: 'cancelDownload', id: LITE.id });
    await send(shows(download({ phase: 'paused' })));
    assert.deepEqual(await press('Продолжить'), { type: 'download', id: LITE.id });
    await send(shows(failed('wrongDigest')));
    assert.deepEqual(await press('Загрузить заново'), { type: 'step', step: 'resumeDownload' });
  }));

test('the chat says in one line that a model is coming, and leads to it', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(shows(download({ done: 1e9, total: 4e9 })));
    assert.match((await page.locator('.strip').textContent()) ?? '', /25\u00a0%/);
    await page.getByRole('button', { name: 'Показать' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'show', screen: 'download' });
    await send({ type: 'download' });
    assert.equal(await page.locator('.strip').count(), 0);
  }));
