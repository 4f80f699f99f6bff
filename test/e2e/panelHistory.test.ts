import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatSummary, ToPanel } from '../../src/core/chat/protocol.ts';
import { panelForTests } from '../support/panelTest.ts';

const withPanel = panelForTests();

const summary = (id: string): ChatSummary => ({
  id,
  title: `чат ${id}`,
  changed: Date.now(),
  turns: 2,
  model: 'T-Pro',
});

const history = (...ids: string[]): ToPanel => ({ type: 'history', chats: ids.map(summary), query: '' });
const deleted = (id: string): ToPanel => ({ type: 'deleted', id, title: `чат ${id}` });
const historyScreen: ToPanel = { type: 'screen', screen: 'history' };

test('history by keys: rename, delete, bring back', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(history('а', 'б', 'в'), { type: 'screen', screen: 'history' });
    await page.locator('.chat__open').nth(1).press('F2');
    const name = page.getByRole('textbox', { name: 'Название чата' });
    await name.fill('новое имя');
    await name.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'renameChat', id: 'б', title: 'новое имя' });
    await page.locator('.chat__open').nth(1).press('Delete');
    assert.deepEqual((await sent()).at(-1), { type: 'deleteChat', id: 'б' });
    await send(history('а', 'в'), { type: 'deleted', id: 'б', title: 'чат б' });
    assert.match(String(await page.evaluate('document.activeElement.textContent')), /чат в/);
    await page.keyboard.press('Control+z');
    assert.deepEqual((await sent()).at(-1), { type: 'restoreChat', id: 'б' });
  }));

test('Esc leaves a name as it was, and Enter gives it once', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(history('а', 'б'), historyScreen);
    const renames = async () => (await sent()).filter(({ type }) => type === 'renameChat');
    const name = page.getByRole('textbox', { name: 'Название чата' });
    for (const key of ['Escape', 'Enter']) {
      await page.locator('.chat__open').nth(1).press('F2');
      await name.fill(`имя ${key}`);
      await name.press(key);
      await name.waitFor({ state: 'detached' });
      assert.match(String(await page.evaluate('document.activeElement.textContent')), /чат б/);
    }
    assert.deepEqual(await renames(), [{ type: 'renameChat', id: 'б', title: 'имя Enter' }]);
  }));

test('several deletions are taken back one after the other, however quick the keys', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(history('а', 'б', 'в'), historyScreen);
    await send(history('б', 'в'), deleted('а'));
    await send(history('в'), deleted('б'));
    await page.locator('.chat__open').focus();
    // Both in one frame: nothing is drawn between them.
    await page.evaluate(`for (let i = 0; i < 3; i++) document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', { code: 'KeyZ', key: 'я', ctrlKey: true, bubbles: true, cancelable: true }))`);
    const asked = async () => (await sent()).filter(({ type }) => type === 'restoreChat');
    assert.deepEqual(await asked(), [
      { type: 'restoreChat', id: 'б' },
      { type: 'restoreChat', id: 'а' },
    ]);
    assert.equal(await page.getByRole('button', { name: 'Вернуть' }).count(), 0);
  }));

test('after the only chat is deleted the keys take it back, and in a search that is written they do not', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(history('а'), historyScreen);
    await page.locator('.chat__open').press('Delete');
    await send(history(), deleted('а'));
    const search = page.getByRole('textbox', { name: 'Искать в чатах' });
    assert.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Искать в\u00a0чатах');
    await search.fill('зайцы');
    await search.press('Control+z');
    assert.ok(!(await sent()).some(({ type }) => type === 'restoreChat'));
    await search.fill('');
    await search.press('Control+z');
    assert.deepEqual((await sent()).at(-1), { type: 'restoreChat', id: 'а' });
  }));

test('a notice is read on the history screen too, and can be closed there', () =>
  withPanel(async ({ page, send, sent }) => {
    const card = { severity: 'warning', title: 'Этого чата больше нет', body: '', steps: [] } as const;
    await send(history('а'), historyScreen, { type: 'notice', card });
    const notice = page.getByRole('alert');
    assert.match(String(await notice.textContent()), /Этого чата больше нет/);
    await notice.getByRole('button', { name: 'Закрыть' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'dismissNotice' });
    await send({ type: 'notice' });
    assert.equal(await notice.count(), 0);
  }));

test('the offer to bring a chat back goes away, but not under the focus', () =>
  withPanel(async ({ page, send }) => {
    await page.clock.install();
    await send({ type: 'screen', screen: 'history' }, { type: 'deleted', id: 'б', title: 'чат б' });
    const restore = page.getByRole('button', { name: 'Вернуть' });
    await restore.focus();
    await page.clock.runFor(20_000);
    assert.equal(await restore.count(), 1);
    await page.getByRole('textbox', { name: 'Искать в чатах' }).focus();
    await page.clock.runFor(9_000);
    assert.equal(await restore.count(), 0);
  }));
