import assert from 'node:assert/strict';
import { startOpenAiServer } from '../support/openaiServer.ts';
import { windowTest } from '../support/windowTest.ts';
import type { Workbench } from '../support/workbench.ts';

const ANSWER_TIMEOUT = 60_000;

async function ask({ panel }: Workbench, question: string): Promise<void> {
  const field = panel.getByRole('textbox', { name: 'Вопрос Толмачу' });
  await field.fill(question);
  await field.press('Enter');
}

/** Waits for the end of the answer with this number, from 0. */
async function answered({ panel }: Workbench, index = 0): Promise<string> {
  const answer = panel.locator('article.answer').nth(index);
  await answer.and(panel.locator('[aria-busy=false]')).waitFor({ timeout: ANSWER_TIMEOUT });
  return (await answer.textContent()) ?? '';
}

for (const theme of ['dark', 'light', 'highContrast'] as const) {
  windowTest(
    `a question is answered by the engine on this machine, ${theme}`,
    { theme, models: 'training' },
    async (window) => {
      const { panel } = window;
      await window.openPanel();
      await window.resizePanel(420);
      await panel.getByText('Отвечает учебная модель').waitFor();
      await window.screenshot(`${theme}-1-empty`);

      await ask(window, 'Чем множество отличается от списка?');
      assert.match(await answered(window), /Для проверки «есть ли такое значение» берите множество/);
      await window.screenshot(`${theme}-2-answered`);

      await ask(window, 'Отвечай без остановки');
      const stop = panel.getByRole('button', { name: 'Остановить' });
      await panel.locator('article.answer').nth(1).getByText('тик-так').first().waitFor();
      await window.screenshot(`${theme}-3-writing`);
      await stop.click();
      assert.match(await answered(window, 1), /Ответ остановлен/);

      await panel.locator('.model-chip').click();
      await panel.getByRole('listbox').waitFor();
      await window.screenshot(`${theme}-4-models`);
      await window.page.keyboard.press('Escape');

      await window.runCommand('tolmach.history');
      await panel.getByRole('textbox', { name: 'Искать в чатах' }).waitFor();
      await window.screenshot(`${theme}-5-history`);
      assert.deepEqual(window.panelErrors, []);
    },
  );
}

windowTest('the first run offers both ways, and a server is set up from the panel', {}, async (window) => {
  await using server = await startOpenAiServer({ key: 'secret-1', answer: 'Это ответ **сервера**.' });
  const { panel } = window;
  await window.openPanel();
  await window.resizePanel(420);
  await panel.getByText('Где будет работать модель?').waitFor();
  await window.screenshot('first-run');

  await panel.getByRole('button', { name: 'Подключиться к серверу' }).click();
  await panel.getByLabel('Адрес сервера').fill(server.url);
  await panel.getByLabel('Ключ доступа', { exact: true }).fill('wrong');
  await panel.getByRole('button', { name: 'Проверить соединение' }).click();
  await panel.getByRole('button', { name: 'Проверить ещё раз' }).waitFor();
  await window.screenshot('server-wrong-key');

  await panel.getByLabel('Ключ доступа', { exact: true }).fill('secret-1');
  await panel.getByRole('button', { name: 'Проверить ещё раз' }).click();
  const start = panel.getByRole('button', { name: 'Начать работу' });
  await start.waitFor({ timeout: ANSWER_TIMEOUT });
  await window.screenshot('server-checked');
  await start.click();

  await ask(window, 'Кто отвечает?');
  assert.match(await answered(window), /Это ответ сервера/);
  assert.equal(server.generations().at(-1)?.headers.authorization, 'Bearer secret-1');
  await window.screenshot('server-answered');
  assert.deepEqual(window.panelErrors, []);
});
