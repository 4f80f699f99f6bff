import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToPanel } from '../../src/core/chat/protocol.ts';
import {
  CITED_CHIPS,
  CITED_TEXT,
  chat,
  composer,
  FULL_REPORT,
  LITE,
  models,
  PLACES_TEXT,
  turn,
} from '../support/panelStates/samples.ts';
import { panelForTests } from '../support/panelTest.ts';

const withPanel = panelForTests();
const opened = (messages: readonly { type: string }[]) => messages.filter(({ type }) => type === 'openChip');
const cited: ToPanel[] = [
  models(LITE),
  chat(turn('t1', { text: CITED_TEXT, report: FULL_REPORT, search: { names: ['reserve'] } }, CITED_CHIPS)),
];

test('numbers of sources in an answer open their places; what is no source stays text', () =>
  withPanel(async ({ page, send, sent, errors }) => {
    await send(...cited);
    const names = await page
      .locator('.cite:not(.cite--place)')
      .evaluateAll((cites) => cites.map((cite) => cite.getAttribute('aria-label')));
    assert.deepEqual(names, [
      'Источник 1: orders.py:41–63',
      'Источник 2: stock.py',
      'Источник 4: 0007_reservations.sql:1–14',
      'Источник 5: test_orders.py:120–151',
    ]);
    await page.getByRole('button', { name: 'Источник 4' }).click();
    await page.locator('.cite--place').click();
    assert.deepEqual(opened(await sent()), [
      { type: 'openChip', turn: 't1', id: 'found:0007_reservations.sql:1–14' },
      { type: 'openChip', turn: 't1', id: 'found:test_orders.py:120–151' },
    ]);
    assert.match(
      (await page.locator('.prose').textContent()) ?? '',
      /источник \[9\] и индекс items\[1\] остаются/,
    );
    assert.deepEqual(errors, []);
  }));

test('numbers in code are code, and those of an answer that is being written are links, too', () =>
  withPanel(async ({ page, send }) => {
    await send(models(LITE), chat(turn('t1', { status: 'writing', text: '' }, CITED_CHIPS)));
    for (const text of ['Бронь [', '1] и `x = [1]`.\n\n```py\na = [', '1]\n```\n\nА также [2', '].'])
      await send({ type: 'delta', turn: 't1', text });
    assert.deepEqual(await page.locator('.cite').allTextContents(), ['[1]', '[2]']);
  }));

test('what was found is listed under the answer by the same numbers, with the names that the model gave', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(...cited);
    await page.locator('.sources > summary').click();
    const rows = await page.locator('.source').allTextContents();
    assert.ok(
      rows.some((row) => row.startsWith('40007_reservations.sql:1–14')),
      rows.join(' | '),
    );
    await page.getByText('Имена для поиска назвала модель: reserve').waitFor();
    await page.locator('.sources').getByRole('button', { name: 'test_orders.py:120–151' }).click();
    assert.deepEqual(opened(await sent()), [
      { type: 'openChip', turn: 't1', id: 'found:test_orders.py:120–151' },
    ]);
    // Chips of the question are what the user attached.
    assert.equal(await page.locator('.question .chip').count(), 3);
  }));

test('places for `/где` can be asked for without a model, and each opens', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(models(), composer([]));
    const field = page.locator('.composer textarea');
    await field.fill('вопрос к модели');
    await field.press('Enter');
    await field.fill('/где хранятся брони');
    await field.press('Enter');
    assert.deepEqual(
      (await sent()).filter(({ type }) => type === 'send'),
      [{ type: 'send', text: '/где хранятся брони' }],
    );
    await send(chat(turn('t1', { text: PLACES_TEXT, model: '' }, CITED_CHIPS.slice(3, 5))));
    await page.getByRole('button', { name: 'tests/test_orders.py:120–151' }).click();
    assert.deepEqual(opened(await sent()), [
      { type: 'openChip', turn: 't1', id: 'found:test_orders.py:120–151' },
    ]);
  }));
