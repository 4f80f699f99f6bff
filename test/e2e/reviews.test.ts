import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { startOpenAiServer } from '../support/openaiServer.ts';
import { windowTest } from '../support/windowTest.ts';
import type { Workbench } from '../support/workbench.ts';

const TIMEOUT = 60_000;
const ANSWERS: readonly (readonly [asked: string, answer: string])[] = [
  // `receipt` would be gone while it may be in use; its bracket is not closed.
  [
    'Упрости фрагмент',
    '```python\ndef receipt(lines: list[Line]) -> str:\n    return "\\n".join(map(str, lines)\n```',
  ],
  [
    'Отрефакторь фрагмент',
    '```python\ndef receipt(lines: list[Line]) -> str:\n    return "\\n".join(f"{line.title}" for line in lines)\n```',
  ],
];
const server = await startOpenAiServer({
  answer: ({ body }) =>
    ANSWERS.find(([asked]) => JSON.stringify(body).includes(asked))?.[1] ?? 'Нечего сказать.',
});
after(() => server[Symbol.asyncDispose]());
const settings = {
  'tolmach.servers': [{ name: 'проба', url: server.url }],
  'tolmach.completion.enabled': false,
};

function fileOf({ folder }: Workbench, name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

/** Puts the cursor into a line of the document in front, by its number from 1. */
async function goToLine({ page }: Workbench, line: number): Promise<void> {
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget input[type=text]').fill(`:${line}`);
  await page.keyboard.press('Enter');
  await page.locator('#status\\.editor\\.selection').getByText(`Ln ${line},`).waitFor();
}

/** The lines of `receipt` are selected in orders.py. */
async function selectReceipt(window: Workbench): Promise<void> {
  const { page } = window;
  await window.openFile('orders.py');
  await goToLine(window, 32);
  for (let line = 32; line < 35; line++) await page.keyboard.press('Shift+ArrowDown');
  await page.locator('#status\\.editor\\.selection').getByText('selected').waitFor();
}

/** A task that the palette has not by itself. */
async function runTask({ page, runCommand }: Workbench, name: string): Promise<void> {
  await runCommand('tolmach.chooseTask');
  await page.locator('.quick-input-title').getByText('Что сделать с\u00a0кодом?').waitFor();
  await page.keyboard.type(name);
  await page.locator('.quick-input-list .monaco-list-row.focused').getByText(name).waitFor();
  await page.keyboard.press('Enter');
}

windowTest(
  'a proposal that a guard kept back is shown when the user asks for it',
  { settings },
  async (window) => {
    const { page } = window;
    const before = fileOf(window, 'orders.py');
    await selectReceipt(window);
    await runTask(window, 'Упростить');
    const message = page.locator('.notifications-toasts').getByText('не сходятся скобки');
    await message.waitFor({ timeout: TIMEOUT });
    const lens = page.locator('.codelens-decoration');
    assert.equal(await lens.count(), 0);
    await page.locator('.notifications-toasts').getByRole('button', { name: 'Показать правку' }).click();
    await lens.getByText('Эту правку Толмач отклонил').waitFor();
    await window.screenshot('guarded');
    assert.equal(fileOf(window, 'orders.py'), before);
    await page.keyboard.press('Alt+N');
    await lens.first().waitFor({ state: 'detached' });
    assert.equal(fileOf(window, 'orders.py'), before);
  },
);

windowTest(
  'an edit whose lines were changed meanwhile is told as a conflict, and the change stays',
  { settings, theme: 'light' },
  async (window) => {
    const { page } = window;
    await selectReceipt(window);
    await window.runCommand('tolmach.refactor');
    const lens = page.locator('.codelens-decoration');
    await lens.getByText('Принять Alt+Y').waitFor({ timeout: TIMEOUT });
    await page.locator('.tab[data-resource-name="orders.py"]').click();
    await goToLine(window, 34);
    await page.keyboard.press('End');
    await page.keyboard.type('  # моё');
    await page.keyboard.press('Control+S');
    await page.locator('.tab').getByText('orders.py · правка').click();
    await lens.getByText('Код под правкой изменился').waitFor();
    await window.screenshot('conflict-light');
    await page.keyboard.press('Alt+Y');
    await page.locator('.notifications-toasts').getByText('можно только отклонить').first().waitFor();
    await page.keyboard.press('Alt+N');
    await lens.first().waitFor({ state: 'detached' });
    assert.match(fileOf(window, 'orders.py'), /# моё/);
  },
);
