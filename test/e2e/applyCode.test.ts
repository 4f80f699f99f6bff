import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { savedFile } from '../support/savedFile.ts';
import { windowTest } from '../support/windowTest.ts';

const ANSWER_TIMEOUT = 60_000;

windowTest(
  'code of an answer is applied to its file: reviewed, accepted, and one undo takes it back',
  { models: 'training' },
  async (window) => {
    const { page, panel } = window;
    const file = path.join(window.folder, 'orders.py');
    const before = readFileSync(file, 'utf8');
    await window.openFile('orders.py');
    await window.runCommand('tolmach.openChat');
    const field = panel.locator('.composer textarea');
    await field.fill('Перепиши order_total и верни его целиком в одном блоке кода.');
    await field.press('Enter');
    await panel.locator('article.answer[aria-busy=false]').waitFor({ timeout: ANSWER_TIMEOUT });
    await panel.getByRole('button', { name: 'Применить' }).click();
    const actions = page.locator('.codelens-decoration').getByText('Принять Alt+Y');
    await actions.waitFor({ timeout: ANSWER_TIMEOUT });
    await window.screenshot('apply-code');
    assert.equal(readFileSync(file, 'utf8'), before, 'nothing is written before it is accepted');
    await page.locator('.tab.active').getByText('orders.py').click();
    await page.keyboard.press('Shift+Alt+Y');
    await actions.waitFor({ state: 'detached' });
    const after = await savedFile(window, 'orders.py', (text) => text.includes('def line_total'));
    assert.match(after, /def receipt/, 'the rest of the file stays');
    await page.keyboard.press('Control+Z');
    await savedFile(window, 'orders.py', (text) => text === before);
    assert.deepEqual(window.panelErrors, []);
  },
);
