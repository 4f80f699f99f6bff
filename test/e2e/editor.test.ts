import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { savedFile } from '../support/savedFile.ts';
import { windowTest } from '../support/windowTest.ts';
import type { Workbench } from '../support/workbench.ts';

const ANSWER_TIMEOUT = 60_000;

/** Selects whole lines of the open file, by their numbers from 1. */
async function selectLines(window: Workbench, first: number, last: number): Promise<void> {
  await goToLine(window, first);
  for (let line = first; line <= last; line++) await window.page.keyboard.press('Shift+ArrowDown');
  await window.page.locator('#status\\.editor\\.selection').getByText('selected').waitFor();
}

/** Opens a submenu of the context menu that is open, by keys alone. */
async function openSubmenu({ page }: Workbench, name: string): Promise<void> {
  const item = page.locator('.monaco-menu .action-item').filter({ hasText: name });
  await item.waitFor();
  const focused = item.and(page.locator('.focused'));
  for (let steps = 0; steps < 20 && (await focused.count()) === 0; steps++) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('ArrowRight');
}

/** Puts the cursor into a line of the open file, by its number from 1. */
async function goToLine({ page }: Workbench, line: number): Promise<void> {
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget input[type=text]').fill(`:${line}`);
  await page.keyboard.press('Enter');
  await page.locator('#status\\.editor\\.selection').getByText(`Ln ${line},`).waitFor();
}

function fileOf({ folder }: Workbench, name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

windowTest(
  'code is explained and refactored from the context menu',
  { models: 'training' },
  async (window) => {
    const { page, panel } = window;
    const before = fileOf(window, 'orders.py');
    await window.openFile('orders.py');
    await selectLines(window, 13, 29);
    await page.keyboard.press('Shift+F10');
    await openSubmenu(window, 'Толмач');
    // The item that holds the submenu has its words too: the last is the one in it.
    const explain = page.locator('.monaco-menu .action-item.focused').filter({ hasText: 'Объяснить' }).last();
    await explain.waitFor();
    await window.screenshot('menu');
    await page.keyboard.press('Enter');
    await panel.getByText('Функция считает сумму заказа в три шага').waitFor({ timeout: ANSWER_TIMEOUT });
    await panel.locator('article.answer[aria-busy=false]').waitFor({ timeout: ANSWER_TIMEOUT });
    await window.screenshot('explained');

    await window.openFile('orders.py');
    await selectLines(window, 13, 29);
    await window.runCommand('tolmach.refactor');
    const actions = page.locator('.codelens-decoration').getByText('Принять Alt+Y');
    await actions.waitFor({ timeout: ANSWER_TIMEOUT });
    await window.screenshot('refactored');
    assert.equal(fileOf(window, 'orders.py'), before, 'nothing is written before it is accepted');

    await page.keyboard.press('Shift+Alt+Y');
    await actions.waitFor({ state: 'detached' });
    const after = await savedFile(window, 'orders.py', (text) => /def line_total/.test(text));
    assert.match(after, /def receipt/);
    assert.deepEqual(window.panelErrors, []);
  },
);

/** A refactoring of the training model that waits for decisions; resolves to the file as it was. */
async function underReview(window: Workbench): Promise<string> {
  const before = fileOf(window, 'orders.py');
  await window.openFile('orders.py');
  await selectLines(window, 13, 29);
  await window.runCommand('tolmach.refactor');
  await window.page
    .locator('.codelens-decoration')
    .getByText('Принять Alt+Y')
    .waitFor({ timeout: ANSWER_TIMEOUT });
  return before;
}

const AUTOSAVE = { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 50 };

windowTest(
  'a refactoring is taken in parts by keys, and one undo takes it back; autosave writes nothing undecided',
  { models: 'training', theme: 'highContrast', settings: AUTOSAVE },
  async (window) => {
    const { page } = window;
    const before = await underReview(window);
    const status = page.locator('.statusbar').getByText('Толмач: правка');
    await status.getByText('1 из\u00a03').waitFor();
    await page.keyboard.press('Alt+]');
    await status.getByText('2 из\u00a03').waitFor();
    await window.screenshot('review-hc');
    await page.keyboard.press('Alt+N');
    await status.getByText('2 из\u00a02').waitFor();
    await page.keyboard.press('Alt+[');
    await status.getByText('1 из\u00a02').waitFor();
    await page.keyboard.press('Alt+Y');
    await status.getByText('1 из\u00a01').waitFor();
    assert.equal(fileOf(window, 'orders.py'), before, 'one decision is missing');
    await page.keyboard.press('Alt+N');
    await status.waitFor({ state: 'detached' });
    const after = await savedFile(window, 'orders.py', (text) => /sum\(line_total/.test(text));
    assert.match(after, /total = total \* 0\.93/);
    assert.doesNotMatch(after, /total -= 500/);
    await page.keyboard.press('Control+Z');
    assert.equal(await savedFile(window, 'orders.py', (text) => /for line in lines:/.test(text)), before);
  },
);

windowTest(
  'a rejected refactoring leaves no trace',
  { models: 'training', theme: 'light' },
  async (window) => {
    const { page } = window;
    const before = await underReview(window);
    await window.screenshot('review-light');
    await window.runCommand('tolmach.dismissAllEdits');
    await page.locator('.codelens-decoration').first().waitFor({ state: 'detached' });
    await page.locator('.tab.active:not(.dirty)').getByText('orders.py').waitFor();
    assert.equal(fileOf(window, 'orders.py'), before);
  },
);

// Without the editor's own list of words: while it is open, a suggestion has to go on from its choice.
const NO_LIST = { 'editor.quickSuggestions': false, 'editor.suggestOnTriggerCharacters': false };
const TYPING = { models: 'training', settings: NO_LIST } as const;

windowTest('a suggestion at the cursor is shown and taken', TYPING, async (window) => {
  const { page } = window;
  await window.openFile('catalog.ts');
  await page.locator('.statusbar').getByText('Учебная модель').waitFor();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('const ', { delay: 30 });
  await page.locator('.ghost-text, .ghost-text-decoration').first().waitFor({ timeout: ANSWER_TIMEOUT });
  await window.screenshot('ghost-text');
  await page.keyboard.press('Tab');
  await savedFile(window, 'catalog.ts', (text) => /const title = 'Самовар';\n?$/.test(text));
});
