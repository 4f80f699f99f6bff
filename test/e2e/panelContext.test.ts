import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chat,
  composer,
  FULL_REPORT,
  gauge,
  models,
  PRO,
  SELECTION,
  TOO_LONG_REPORT,
  turn,
} from '../support/panelStates/samples.ts';
import { panelForTests } from '../support/panelTest.ts';

const withPanel = panelForTests();
const talked = [
  models(PRO),
  chat(turn('t0', { text: 'Да.' }), turn('t1', { text: 'Нет.' })),
  composer([SELECTION]),
  gauge(FULL_REPORT, 1024),
];

/** Numbers of the list's rows that are there now, in its own words. */
const AMOUNTS = `[...document.querySelectorAll('.report-row')]
  .filter((row) => !row.querySelector('.swatch--left-out'))
  .map((row) => Number(row.querySelector('.number').textContent.split(' из ')[0].replace(/[^0-9]/g, '')))`;

test('the rows of the list add up to the window', () =>
  withPanel(async ({ page, send }) => {
    await send(...talked);
    await page.locator('.gauge').click();
    const amounts = await page.evaluate<number[]>(AMOUNTS.replaceAll(' из ', '\u00a0из\u00a0'));
    const sum = amounts.reduce((total, amount) => total + amount, 0);
    assert.equal(sum, FULL_REPORT.window);
  }));

test('each row is cured with one click', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(...talked);
    await page.locator('.gauge').click();
    await page.getByRole('button', { name: 'Открепить: orders.py' }).click();
    await page.getByRole('button', { name: 'сокращать: stock.py' }).click();
    await page.getByRole('button', { name: 'Убрать: order.py:9–52' }).click();
    await page.getByRole('button', { name: /^Пересказать раннее\s*освободит\s≈\s1\s024$/ }).click();
    await page.getByRole('button', { name: 'Показать запрос целиком' }).click();
    assert.deepEqual((await sent()).slice(-5), [
      { type: 'unpin', id: 'attached:orders.py:41–63' },
      { type: 'pin', id: 'attached:stock.py' },
      { type: 'removeChip', id: 'found:order.py:9–52' },
      { type: 'condense' },
      { type: 'showPrompt' },
    ]);
    await send({ type: 'condensing', running: true });
    await page.getByRole('button', { name: 'Идёт пересказ' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'stopCondensing' });
  }));

test('a question and its answer are pinned where they stand', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(...talked);
    const pin = page.locator('.turn').first().locator('.question__tools button').first();
    await pin.click();
    assert.deepEqual((await sent()).at(-1), { type: 'pin', id: 't0', turn: 't0' });
    await send({ type: 'turn', turn: { ...turn('t0', { text: 'Да.' }), pinned: true } });
    assert.equal(await pin.getAttribute('aria-pressed'), 'true');
    await pin.click();
    assert.deepEqual((await sent()).at(-1), { type: 'unpin', id: 't0', turn: 't0' });
  }));

test('what stands for early turns is told below them, and unfolds', () =>
  withPanel(async ({ page, send }) => {
    await send(...talked, { type: 'summary', summary: { text: 'Говорили о *складе*.', until: 't0' } });
    const line = page.locator('.turn:first-child + .summary-line');
    assert.equal(await line.locator('summary').textContent(), '1\u00a0ранняя реплика заменена пересказом');
    await line.locator('summary').click();
    await line.locator('em').waitFor();
    await send({ type: 'summary' });
    assert.equal(await page.locator('.summary-line').count(), 0);
  }));

test('a question that is too long goes only when the reader says so', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(...talked);
    await page.locator('.composer textarea').fill('Длинный вопрос');
    await send({ type: 'tooLong', report: TOO_LONG_REPORT });
    const card = page.locator('.too-long');
    assert.match((await card.textContent()) ?? '', /12[\s\u00a0]480 → 5[\s\u00a0]116/);
    await card.getByRole('button', { name: 'Выбрать, что убрать' }).click();
    await page.locator('.report').waitFor();
    await card.getByRole('button', { name: 'Отправить сокращённый' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'send', text: 'Длинный вопрос', shortened: 'yes' });
    await send({ type: 'tooLong' });
    assert.equal(await card.count(), 0);
  }));
