import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LITE, models } from '../support/panelStates/samples.ts';
import { panelForTests } from '../support/panelTest.ts';

const withPanel = panelForTests();

test('a slash that begins the field opens the commands; Enter takes one, and once more sends it', () =>
  withPanel(async ({ page, send, sent, errors }) => {
    await send(models(LITE));
    const field = page.getByRole('textbox');
    const list = page.getByRole('listbox', { name: 'Что сделать с кодом' });
    await field.focus();
    await field.pressSequentially('/');
    await list.waitFor();
    assert.equal(await page.getByRole('option').count(), 12);
    await field.pressSequentially('htaf');
    assert.deepEqual(await page.locator('.option__word').allTextContents(), ['/рефакторинг']);
    const pointed = await field.getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`#${pointed}`).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Enter');
    assert.equal(await field.inputValue(), '/рефакторинг ');
    assert.equal(await list.count(), 0);
    await field.pressSequentially('вынеси проверку');
    await page.keyboard.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'send', text: '/рефакторинг вынеси проверку' });
    assert.deepEqual(errors, []);
  }));

test('Esc closes the commands; a slash elsewhere or in a text that was pasted opens none', () =>
  withPanel(async ({ page, send }) => {
    await send(models(LITE));
    const field = page.getByRole('textbox');
    const list = page.getByRole('listbox');
    await field.pressSequentially('/и');
    await list.waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await list.count(), 0);
    assert.equal(await field.inputValue(), '/и');
    await field.fill('');
    await field.pressSequentially('см. /и');
    assert.equal(await list.count(), 0);
    await field.fill('/и');
    assert.equal(await list.count(), 0);
  }));
