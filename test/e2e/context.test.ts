import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import type { Locator } from 'playwright-core';
import { dragInto } from '../support/dragInto.ts';
import { startOpenAiServer } from '../support/openaiServer.ts';
import { windowTest } from '../support/windowTest.ts';
import type { Workbench } from '../support/workbench.ts';

const ANSWER_TIMEOUT = 60_000;

const server = await startOpenAiServer({ answer: 'Понятно.' });
after(() => server[Symbol.asyncDispose]());

const settings = { 'tolmach.servers': [{ name: 'проба', url: server.url }], 'tolmach.context.auto': false };

const field = ({ panel }: Workbench) => panel.getByRole('textbox', { name: 'Вопрос Толмачу' });
const option = ({ panel }: Workbench, name: string) => panel.getByRole('option').filter({ hasText: name });
const chip = ({ panel }: Workbench, name: string) =>
  panel.locator('.composer .chip:not(.chip--suggested)').filter({ hasText: name });

/** Takes an item of a context menu: the editor may take the first click for the end of the one that opened the menu. */
async function take(item: Locator): Promise<void> {
  for (let clicks = 0; clicks < 5; clicks++) {
    await item.click();
    const closed = await item.waitFor({ state: 'detached', timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (closed) return;
  }
  throw new Error('the menu does not take clicks');
}

/** Sends what is in the field. @returns the messages that the server got, as text */
async function sent(window: Workbench): Promise<string> {
  const before = server.generations().length;
  await field(window).press('Enter');
  const { panel } = window;
  await panel.locator('article.answer[aria-busy=false]').last().waitFor({ timeout: ANSWER_TIMEOUT });
  const last = server.generations()[before];
  assert.ok(last, 'nothing was asked');
  return (last.body as { messages: { content: string }[] }).messages.map(({ content }) => content).join('\n');
}

// The panel's own pictures show every theme; a window of each would take a minute more.
const theme = 'light';
windowTest(
  `a file and a folder are attached by @ and reach the server`,
  { theme, settings },
  async (window) => {
    const { page, panel, folder } = window;
    mkdirSync(path.join(folder, 'склад'));
    writeFileSync(path.join(folder, 'склад/остатки.py'), 'def left_in_stock():\n    return 0\n');
    writeFileSync(path.join(folder, 'AGENTS.md'), 'Отступ — два пробела.\n');
    await window.openPanel();
    await window.resizePanel(420);
    await window.openFile('orders.py');
    await panel.locator('.model-chip').getByText('T-Pro').waitFor();
    await field(window).click();
    await page.keyboard.type('Где остатки? @');
    await option(window, 'Файл').first().waitFor();
    await window.screenshot(`${theme}-mention-kinds`);
    await option(window, 'Файл').first().click();
    await chip(window, 'orders.py').waitFor();

    await page.keyboard.type('@j');
    await page.keyboard.type('cnfnrb');
    // «остатки» in the other layout.
    await option(window, 'остатки.py').waitFor();
    await window.screenshot(`${theme}-mention-found`);
    await page.keyboard.press('Escape');
    await field(window).fill('');
    await page.keyboard.type('Где остатки? @склад');
    await option(window, 'склад').first().waitFor();
    await option(window, 'склад').first().click();
    await chip(window, 'склад').waitFor();
    await window.screenshot(`${theme}-attached`);
    assert.equal(await field(window).inputValue(), 'Где остатки? ');

    const prompt = await sent(window);
    assert.match(prompt, /def order_total/);
    assert.match(prompt, /def left_in_stock/);
    assert.match(prompt, /Правила проекта из файла AGENTS\.md:\nОтступ — два пробела\./);
    assert.ok(prompt.trimEnd().endsWith('Где остатки?'));

    await panel.locator('.gauge').click();
    await panel.getByRole('button', { name: 'AGENTS.md' }).waitFor();
    await window.screenshot(`${theme}-rules`);
    await panel.getByRole('button', { name: 'AGENTS.md' }).click();
    await page.locator('.tab.active[data-resource-name="AGENTS.md"]').waitFor();
    assert.deepEqual(window.panelErrors, []);
  },
);

windowTest('a file comes from the explorer by its menu', { settings }, async (window) => {
  const { page, panel } = window;
  await window.openPanel();
  await panel.locator('.model-chip').getByText('T-Pro').waitFor();
  await page.keyboard.press('Control+Shift+E');
  const row = (name: string) =>
    page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: name });
  await row('catalog.ts').click({ button: 'right' });
  const item = page.locator('.monaco-menu .action-item').filter({ hasText: 'Добавить к вопросу Толмачу' });
  await item.waitFor();
  await window.screenshot('explorer-menu');
  await take(item);
  await chip(window, 'catalog.ts').waitFor();
  const prompt = await field(window)
    .fill('Что это?')
    .then(() => sent(window));
  assert.match(prompt, /catalog\.ts/);
  assert.deepEqual(window.panelErrors, []);
});

windowTest(
  'a terminal’s last output and what is selected in it go with the question',
  { settings },
  async (window) => {
    const { page, panel } = window;
    await window.openPanel();
    await panel.locator('.model-chip').getByText('T-Pro').waitFor();
    await window.runCommand('Terminal: Create New Terminal');
    const screen = page.locator('.terminal .xterm-screen');
    await screen.waitFor();
    // The shell tells the editor that it listens.
    await page.locator('.terminal-command-decoration').first().waitFor();
    await page.keyboard.type('sleep 1; echo сборка $((40 + 2)) упала', { delay: 20 });
    await page.keyboard.press('Enter');
    await page.locator('.codicon-terminal-decoration-success').first().waitFor();
    await field(window).click();
    await page.keyboard.type('Почему? @терм');
    await option(window, 'Терминал').waitFor();
    await window.screenshot('terminal-mention');
    await page.keyboard.press('Enter');
    await chip(window, 'Терминал').waitFor();
    assert.match(await sent(window), /Терминал: bash \(последний вывод\)[\s\S]*сборка 42 упала/);

    await screen.dblclick({ position: { x: 30, y: 30 } });
    await screen.click({ position: { x: 30, y: 30 }, button: 'right' });
    const item = page
      .locator('.monaco-menu .action-item')
      .filter({ hasText: 'Добавить выделение к вопросу' });
    await item.waitFor();
    await window.screenshot('terminal-menu');
    await take(item);
    await chip(window, 'Терминал').waitFor();
    await field(window).fill('Что тут?');
    await field(window).press('Enter');
    await panel.locator('article.answer[aria-busy=false]').nth(1).waitFor({ timeout: ANSWER_TIMEOUT });

    await screen.dblclick({ position: { x: 30, y: 30 } });
    await screen.click({ position: { x: 30, y: 30 }, button: 'right' });
    const explain = page.locator('.monaco-menu .action-item').filter({ hasText: 'Объяснить выделенное' });
    await explain.waitFor();
    const before = server.generations().length;
    await take(explain);
    await panel.getByText('Объясни этот вывод терминала').waitFor();
    await panel.locator('article.answer[aria-busy=false]').nth(2).waitFor({ timeout: ANSWER_TIMEOUT });
    assert.match(JSON.stringify(server.generations()[before]?.body), /Терминал: bash/);
    assert.deepEqual(window.panelErrors, []);
  },
);

windowTest('a tab is dragged into the panel with Shift', { settings }, async (window) => {
  const { page, panel } = window;
  await window.openPanel();
  await panel.locator('.model-chip').getByText('T-Pro').waitFor();
  await window.openFile('orders.py');
  await window.openFile('catalog.ts');
  const tab = page.locator('.tab[data-resource-name="orders.py"]');
  const drop = await dragInto(page, tab, page.locator('iframe.webview.ready'));
  await panel.getByText('Отпустите, чтобы добавить к вопросу').waitFor();
  await drop();
  await chip(window, 'orders.py').waitFor();
  // Dropped and open are one file: it is not offered once more.
  await tab.click();
  await panel.locator('.chip--suggested').waitFor({ state: 'detached' });
  const prompt = await field(window)
    .fill('Что это?')
    .then(() => sent(window));
  assert.match(prompt, /def order_total/);
  assert.doesNotMatch(prompt, /vscode-remote|project\/orders/);
  assert.deepEqual(window.panelErrors, []);
});
