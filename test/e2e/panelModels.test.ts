import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelRow, ModelsView, ToPanel } from '../../src/core/chat/protocol.ts';
import type { PanelPage } from '../support/panelPage.ts';
import { panelForTests } from '../support/panelTest.ts';

const withPanel = panelForTests();

const row = (server: string): ModelRow => ({
  ref: `${server}/T-pro`,
  name: 'T-Pro',
  where: server,
  note: 'Код уходит',
  facts: '',
  state: 'ready',
});
const FAILED: ModelRow = {
  ...row('отдел'),
  ref: 'отдел/',
  name: 'отдел',
  where: 'llm.corp',
  note: 'Сервер не принял ключ доступа',
  state: 'unauthorized',
  action: 'Ввести ключ доступа…',
};
const models = (rows: readonly ModelRow[], change: Partial<ModelsView> = {}): ToPanel => ({
  type: 'models',
  models: { rows, none: rows.length === 0, ...change },
});

const pointed = ({ page }: PanelPage) => page.locator('.option[aria-selected=true]');

test('the model pointed at stays the one pointed at when the list changes under it', () =>
  withPanel(async (panel) => {
    const { page, send, sent } = panel;
    const [cloud, office] = [row('облако'), row('отдел')];
    await send(models([cloud, office], { chosen: cloud.ref }));
    await page.locator('.composer textarea').press('Alt+m');
    await page.keyboard.press('ArrowDown');
    await send(models([office, cloud, row('запас')], { chosen: cloud.ref }));
    assert.match((await pointed(panel).textContent()) ?? '', /отдел/);
    await page.keyboard.press('Enter');
    assert.deepEqual(
      (await sent()).findLast(({ type }) => type === 'chooseModel'),
      { type: 'chooseModel', ref: office.ref },
    );
  }));

test('Enter chooses nothing when the model pointed at has gone', () =>
  withPanel(async (panel) => {
    const { page, send, sent } = panel;
    const [cloud, office] = [row('облако'), row('отдел')];
    await send(models([cloud, office], { chosen: office.ref }));
    await page.locator('.composer textarea').press('Alt+m');
    await send(models([cloud], { chosen: office.ref }));
    assert.equal(await pointed(panel).count(), 0);
    await page.keyboard.press('Enter');
    assert.equal(
      (await sent()).some(({ type }) => type === 'chooseModel'),
      false,
    );
    await page.keyboard.press('ArrowDown');
    assert.match((await pointed(panel).textContent()) ?? '', /облако/);
  }));

test('a server that does not answer is a row that says what picking it does', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(models([FAILED], { chosen: FAILED.ref }));
    assert.match((await page.locator('.model-chip').textContent()) ?? '', /отдел/);
    await page.locator('.model-chip').click();
    const option = page.getByRole('option', { name: /отдел/ });
    assert.match((await option.textContent()) ?? '', /Сервер не принял ключ доступа.*Ввести ключ доступа…/);
    await option.click();
    assert.deepEqual(
      (await sent()).findLast(({ type }) => type === 'chooseModel'),
      { type: 'chooseModel', ref: 'отдел/' },
    );
  }));

test('a question can be sent to a server that did not answer before', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(models([FAILED], { chosen: FAILED.ref }));
    const field = page.locator('.composer textarea');
    await field.fill('Ты тут?');
    await field.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'send', text: 'Ты тут?' });
  }));

test('work begins only with the address and the key that were checked', () =>
  withPanel(async ({ page, send }) => {
    const server = {
      type: 'server',
      url: 'https://known/v1',
      hasKey: true,
      running: false,
      lines: [],
      usable: false,
    } as const;
    await send(server, { type: 'screen', screen: 'server' });
    const saved = page.getByText('Ключ сохранён');
    const start = page.getByRole('button', { name: 'Начать работу' });
    const address = page.getByLabel('Адрес сервера');
    const key = page.getByLabel('Ключ доступа', { exact: true });
    assert.equal(await saved.count(), 1);
    await address.fill('https://other/v1');
    assert.equal(await saved.count(), 0);

    await address.fill('https://known/v1');
    await key.fill('тайна');
    await key.press('Enter');
    await send({ ...server, usable: true });
    assert.equal(await start.count(), 1);
    await key.fill('иная');
    assert.equal(await start.count(), 0);
    await key.fill('тайна');
    assert.equal(await start.count(), 1);
  }));

test('an address typed as soon as the field is there stays', () =>
  withPanel(async ({ page, send }) => {
    await page.evaluate(`new MutationObserver((_, observer) => {
      const field = document.querySelector('#server-url');
      if (!field) return;
      observer.disconnect();
      field.value = 'https://typed/v1';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }).observe(document.body, { childList: true, subtree: true })`);
    await send({ type: 'screen', screen: 'server' });
    await page.waitForTimeout(300);
    assert.equal(await page.getByLabel('Адрес сервера').inputValue(), 'https://typed/v1');
  }));
