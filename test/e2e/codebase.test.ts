import assert from 'node:assert/strict';
import { startOpenAiServer } from '../support/openaiServer.ts';
import { windowTest } from '../support/windowTest.ts';
import type { Workbench } from '../support/workbench.ts';

const TIMEOUT = 60_000;

async function ask({ panel }: Workbench, question: string): Promise<void> {
  const field = panel.getByRole('textbox', { name: 'Вопрос Толмачу' });
  await field.fill(question);
  await field.press('Enter');
}

async function answered({ panel }: Workbench, index: number): Promise<void> {
  const answer = panel.locator('article.answer').nth(index);
  await answer.and(panel.locator('[aria-busy=false]')).waitFor({ timeout: TIMEOUT });
}

/** The file is shown, lines of it selected. */
async function selectionShown({ page }: Workbench, tab: string): Promise<void> {
  await page.locator(`.tab.active[data-resource-name="${tab}"]`).waitFor();
  await page.locator('.selected-text').first().waitFor();
}

// The panel's own pictures show every theme; a window of each would take a minute more.
const theme = 'highContrast';
windowTest(`«Кодовая база» sends what the index finds, and citations open it`, { theme }, async (window) => {
  await using server = await startOpenAiServer({
    answer: ({ body }) =>
      JSON.stringify(body['messages']).includes('помогаешь искать по исходному коду')
        ? 'order_total, discount, coupon'
        : 'Скидка по купону вычитается в `order_total` [1].',
  });
  const { panel } = window;
  await window.openPanel();
  await window.resizePanel(420);
  await panel.getByRole('button', { name: 'Подключиться к серверу' }).click();
  await panel.getByLabel('Адрес сервера').fill(server.url);
  await panel.getByRole('button', { name: 'Проверить соединение' }).click();
  await panel.getByRole('button', { name: 'Начать работу' }).click({ timeout: TIMEOUT });

  const field = panel.getByRole('textbox', { name: 'Вопрос Толмачу' });
  await field.pressSequentially('@Кодовая');
  await panel.getByRole('option', { name: /Кодовая база/ }).waitFor();
  await field.press('Enter');
  await panel.locator('.composer .chip').getByText('Кодовая база').waitFor();
  await field.press('End');
  await field.pressSequentially('Как учитывается купон заказа?');
  await field.press('Enter');
  await answered(window, 0);

  const [names, question] = server
    .generations()
    .slice(-2)
    .map(({ body }) => JSON.stringify(body['messages']));
  assert.match(names ?? '', /Как учитывается купон заказа\?/);
  assert.match(question ?? '', /\[1\] Файл orders\.py/);
  assert.match(question ?? '', /if coupon ==/);
  await panel.locator('.sources > summary').first().click();
  await panel.getByText('Имена для поиска назвала модель: order_total, discount, coupon').waitFor();
  await window.screenshot(`codebase-${theme}-1-answer`);

  await panel.getByRole('button', { name: /^Источник 1: orders\.py/ }).click();
  await selectionShown(window, 'orders.py');

  await ask(window, '/где товары по метке');
  await answered(window, 1);
  const place = panel.getByRole('button', { name: /^catalog\.ts:\d/ }).first();
  await place.waitFor();
  await window.screenshot(`codebase-${theme}-2-places`);
  await place.click();
  await selectionShown(window, 'catalog.ts');

  await window.runCommand('tolmach.manageIndex');
  await window.page.locator('.quick-input-list').getByText('Построить заново').waitFor();
  await window.screenshot(`codebase-${theme}-3-manage`);
  await window.page.keyboard.press('Escape');
  assert.deepEqual(window.panelErrors, []);
});

windowTest('/где needs no model', {}, async (window) => {
  await window.openPanel();
  const { panel } = window;
  await panel.getByRole('button', { name: 'Решить позже' }).click();
  await ask(window, '/где сумма заказа');
  await answered(window, 0);
  await panel
    .getByRole('button', { name: /^orders\.py:\d/ })
    .first()
    .click();
  await selectionShown(window, 'orders.py');
});
