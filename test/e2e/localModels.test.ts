import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { startFileServer } from '../support/fileServer.ts';
import { trainingFolder } from '../support/trainingFolder.ts';
import { windowTest } from '../support/windowTest.ts';
import type { Workbench } from '../support/workbench.ts';

const WAIT = 60_000;
/** Bytes a second: time enough to look and to pause. */
const SLOW = 4e6;

/** A mirror that has the training model under every name of T-Lite 2.1, whichever this machine is advised to take. */
const mirror = await startFileServer(0);
mirror.bytes = readFileSync(path.join(await trainingFolder(), 'training.gguf'));
after(() => mirror[Symbol.asyncDispose]());
const { sha256 } = mirror;
const hub = ['Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0'].map((quantisation) => ({
  type: 'file',
  path: `T-lite-it-2.1-${quantisation}.gguf`,
  size: mirror.bytes.length,
  lfs: { oid: sha256, size: mirror.bytes.length },
}));

const button = ({ panel }: Workbench, name: RegExp | string) => panel.getByRole('button', { name });

async function begin(window: Workbench): Promise<void> {
  await window.openPanel();
  await window.resizePanel(420);
  await button(window, /^Загрузить T/).click({ timeout: WAIT });
  await window.panel
    .getByText(/ из .*МБ|ГБ/)
    .first()
    .waitFor({ timeout: WAIT });
}

windowTest(
  'T-Lite is fetched from a mirror, paused, gone on with after the window was opened again, and answers',
  { settings: { 'tolmach.local.mirror': mirror.origin } },
  async (window) => {
    mirror.options = { hub, speed: SLOW };
    const { panel, page } = window;
    await begin(window);
    await button(window, 'Приостановить').waitFor({ timeout: WAIT });
    await window.screenshot('local-1-downloading');
    await button(window, 'Приостановить').click();
    await button(window, 'Продолжить').waitFor({ timeout: WAIT });
    await window.screenshot('local-2-paused');
    const folder = path.join(window.home, 'models');
    const [part = ''] = readdirSync(folder).filter((name) => name.endsWith('.gguf.part'));
    assert.ok(statSync(path.join(folder, part)).size > 0, part);

    await window.reload();
    await button(window, /^Продолжить загрузку/).click({ timeout: WAIT });
    await panel.locator('.composer textarea').waitFor({ timeout: WAIT });
    assert.ok(
      mirror.ranges.some((range) => /^bytes=[1-9]/.test(range)),
      mirror.ranges.join(),
    );
    assert.deepEqual(
      readdirSync(folder).filter((name) => !/^(T-lite-it-2\.1-\w+\.gguf|records\.json)$/.test(name)),
      [],
    );

    const field = panel.getByRole('textbox', { name: 'Вопрос Толмачу' });
    await field.fill('Чем множество отличается от списка?');
    await field.press('Enter');
    const answer = panel.locator('article.answer').and(panel.locator('[aria-busy=false]'));
    await answer.waitFor({ timeout: WAIT });
    assert.match((await answer.textContent()) ?? '', /берите множество/);
    await window.screenshot('local-3-answered');

    await window.runCommand('tolmach.manageModels');
    await page.locator('.quick-input-list').getByText('T-lite-it-2.1').first().waitFor();
    await window.screenshot('local-4-files');
    assert.deepEqual(window.panelErrors, []);
  },
);

windowTest(
  'a mirror that shows a page instead of the file is named, and nothing of it stays',
  { settings: { 'tolmach.local.mirror': mirror.origin } },
  async (window) => {
    mirror.options = {
      hub,
      respond: (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Войдите в сеть</html>');
        return true;
      },
    };
    await window.openPanel();
    await button(window, /^Загрузить T/).click({ timeout: WAIT });
    const card = window.panel.getByRole('alert');
    await card.waitFor({ timeout: WAIT });
    await window.screenshot('local-5-not-the-file');
    assert.match((await card.textContent()) ?? '', /страниц/);
    const { length } = readdirSync(path.join(window.home, 'models')).filter((name) => name.endsWith('.gguf'));
    assert.equal(length, 0);
  },
);
