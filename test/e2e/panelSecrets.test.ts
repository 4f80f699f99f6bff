import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chat, composer, gauge, models, PRO, SECRETS_REPORT, turn } from '../support/panelStates/samples.ts';
import { panelForTests } from '../support/panelTest.ts';

const withPanel = panelForTests();
const SENT = { ...SECRETS_REPORT, secrets: { count: 3, rows: [], asIs: true } };

test('the list of what will go in tells which secrets are hidden, and sends them this once', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(models(PRO), chat(), composer([]), gauge(SECRETS_REPORT));
    await page.locator('.gauge').click();
    const list = page.locator('.report');
    assert.match(await list.innerText(), /Скрыто секретов: 3[\s\S]*пароль подключения · orders\.py:44/);
    await list.getByRole('button', { name: /^Отправить/ }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'nextSecrets', fate: 'sent' });

    await send(gauge(SENT));
    assert.match(await list.innerText(), /Секретов уйдёт как\sесть: 3/);
    await list.getByRole('button', { name: 'Скрыть' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'nextSecrets', fate: 'hidden' });
  }));

test('under an answer stands what its model did not see, and a way to ask again with it', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(models(PRO), chat(turn('t1', { text: 'Да.', report: SECRETS_REPORT })));
    await page.locator('.secrets > summary').click();
    await page
      .locator('.secrets')
      .getByRole('button', { name: /^Отправить/ })
      .click();
    assert.deepEqual((await sent()).at(-1), { type: 'sendAsIs', turn: 't1' });

    await send({ type: 'turn', turn: { ...turn('t1', { text: 'Да.', report: SENT }) } });
    assert.match(await page.locator('.secrets > summary').innerText(), /Секретов отправлено как\sесть: 3/);
    assert.equal(await page.locator('.secrets').getByRole('button').count(), 0);
  }));

test('without secrets nothing is said of them', () =>
  withPanel(async ({ page, send }) => {
    const { secrets: _, ...report } = SECRETS_REPORT;
    await send(models(PRO), chat(turn('t1', { text: 'Да.', report })), gauge(report));
    await page.locator('.gauge').click();
    assert.doesNotMatch(await page.locator('body').innerText(), /секрет/i);
  }));
