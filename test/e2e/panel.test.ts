import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelsView, ToPanel, TurnView } from '../../src/core/chat/protocol.ts';
import { panelForTests } from '../support/panelTest.ts';

const withPanel = panelForTests();

const MODELS: ModelsView = {
  rows: [
    { ref: 's/pro', name: 'T-Pro', where: 'сервер', note: 'Код уходит', facts: '', state: 'ready' },
    {
      ref: 'local/lite',
      name: 'T-Lite',
      where: 'этот компьютер',
      note: 'Код здесь',
      facts: '',
      state: 'idle',
    },
  ],
  chosen: 's/pro',
  none: false,
};
const ready: ToPanel = { type: 'models', models: MODELS };

const turn = (id: string, text: string, change: Partial<TurnView['answer']> = {}): TurnView => ({
  id,
  question: { text: `вопрос ${id}`, chips: [] },
  answer: { text, reasoning: '', status: 'done', model: 'T-Pro', startedAt: 0, elapsed: 1000, ...change },
});
const chat = (...turns: TurnView[]): ToPanel => ({ type: 'chat', chat: { id: 'c', title: '', turns } });

const HOSTILE = `
<script>window.broken = 1</script><img src="https://evil.example/a.png" onerror="window.broken = 2">
<svg onload="window.broken = 3"></svg><style>body { display: none }</style><form action="https://evil.example"><input></form>

[js](javascript:window.broken=4) [data](data:text/html,x) [command](command:workbench.action.quit) [vscode](vscode://x)
[файл](file:///etc/passwd) ![пиксель](https://evil.example/pixel.png) <a href="javascript:window.broken=5" id="root">x</a>
[ссылка](https://good.example/путь) \u001b[31mкрасный\u001b[0m \u202eтекст\u202c

- <iframe src="https://evil.example"></iframe>
  \`\`\`html" onmouseover="window.broken = 6
  <script>window.broken = 7</script>\u202e
  \`\`\`

| <b onclick="window.broken = 8">а</b> |
|---|
| <object data="https://evil.example"></object> |

\`\`\`js
const x = "</code></pre><script>window.broken = 9</script>";
`;

test('a hostile answer is inert: nothing runs, nothing is fetched, no link leads astray', () =>
  withPanel(async ({ page, send, sent }) => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await send(ready, chat(turn('1', '', { status: 'writing' })));
    // Piece by piece, so that every half-written state is shown too.
    for (let from = 0; from < HOSTILE.length; from += 7) {
      await send({ type: 'delta', turn: '1', text: HOSTILE.slice(from, from + 7) });
    }
    await send({ type: 'turn', turn: turn('1', HOSTILE, { reasoning: HOSTILE }) });
    await page.locator('.thinking > summary').click();
    await page.waitForTimeout(800);
    assert.equal(await page.evaluate('window.broken'), undefined);
    assert.deepEqual(requests, []);
    const found: { tags: string[]; links: string[]; attributes: string[]; text: string } =
      await page.evaluate(`{
      const all = [...document.querySelectorAll('.prose *')];
      ({
        tags: [...new Set(all.map((node) => node.tagName.toLowerCase()))],
        links: [...new Set(all.filter((node) => node.tagName === 'A').map((node) => node.href))],
        attributes: [...new Set(all.flatMap((node) => node.getAttributeNames()))],
        text: document.querySelector('.prose').textContent,
      });
    }`);
    for (const tag of ['script', 'img', 'svg', 'style', 'form', 'input', 'iframe', 'object', 'b']) {
      assert.ok(!found.tags.includes(tag), tag);
    }
    assert.deepEqual(found.links.sort(), [
      'https://evil.example/pixel.png',
      'https://good.example/%D0%BF%D1%83%D1%82%D1%8C',
    ]);
    assert.deepEqual(
      found.attributes.filter((name) => /^on|^style$|^id$|^src$/.test(name)),
      [],
    );
    for (const hidden of ['\u001b', '\u202e', '\u202c']) assert.ok(!found.text.includes(hidden));
    assert.match(found.text, /<script>window\.broken = 7<\/script>/);
    await page.getByRole('link', { name: 'ссылка' }).first().click();
    assert.deepEqual((await sent()).at(-1), {
      type: 'openLink',
      href: 'https://good.example/%D0%BF%D1%83%D1%82%D1%8C',
    });
    assert.match(page.url(), /127\.0\.0\.1/);
  }));

test('an answer drawn piece by piece looks like the same answer drawn at once', () =>
  withPanel(async ({ page, send }) => {
    const text =
      '# Да\n\nтекст **жирный\nи** `код`\n\n1. один\n   - вложен\n2. два\n\n   абзац\n\n```ts\nconst a = 1;\n\n```\n> цитата\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\nконец';
    const html = `document.querySelector('.prose').innerHTML`;
    await send(ready, chat(turn('1', '', { status: 'writing' })));
    for (const char of text) await send({ type: 'delta', turn: '1', text: char });
    await send({ type: 'turn', turn: turn('1', text) });
    await page.waitForTimeout(800);
    const streamed = await page.evaluate(html);
    await send({ type: 'chat', chat: { id: 'other', title: '', turns: [turn('2', text)] } });
    await page.waitForTimeout(800);
    assert.equal(streamed, await page.evaluate(html));
    assert.match(String(streamed), /token-keyword/);
  }));

test('code goes out exactly as it is shown', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(ready, chat(turn('1', '```ts\nconst \u202ea = 1;\n```')));
    await page.locator('.code').hover();
    for (const name of ['Скопировать', 'Вставить', 'В новый файл']) {
      await page.locator('.code').getByRole('button', { name, exact: true }).click();
    }
    const code = { type: 'code', text: 'const a = 1;\n', language: 'ts', turn: '1' };
    assert.deepEqual((await sent()).slice(-3), [
      { ...code, action: 'copy' },
      { ...code, action: 'insert' },
      { ...code, action: 'newFile' },
    ]);
  }));

test('whole blocks of an answer can be applied; one that is being written or was cut off cannot', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(ready, chat(turn('1', '')));
    const apply = page.getByRole('button', { name: 'Применить' });
    await send({
      type: 'delta',
      turn: '1',
      status: 'writing',
      text: '```ts\na();\n```\n\n```ts src/b.ts\nb(',
    });
    await page.locator('.code').nth(1).waitFor();
    assert.equal(await apply.count(), 1);
    await apply.click();
    assert.deepEqual((await sent()).at(-1), {
      ...{ type: 'code', action: 'apply', text: 'a();\n', language: 'ts', turn: '1' },
    });
    await send({ type: 'delta', turn: '1', status: 'stopped' });
    await page.locator('article.answer[aria-busy=false]').waitFor();
    assert.equal(await apply.count(), 1);
  }));

test('rare actions of code unfold where the view is narrow', () =>
  withPanel(
    async ({ page, send, sent }) => {
      await send(ready, chat(turn('1', '```\nтекст\n```')));
      const insert = page.getByRole('button', { name: 'Вставить' });
      assert.equal(await insert.isVisible(), false);
      await page.getByRole('button', { name: 'Ещё действия' }).click();
      await insert.click();
      assert.equal((await sent()).at(-1)?.type, 'code');
    },
    { width: 260 },
  ));

test('the composer: sending, keys, history, and the draft that outlives a reload', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(ready, { type: 'composer', chips: [{ id: 'f', kind: 'file', label: 'a.py', title: 'a.py' }] });
    const field = page.getByRole('textbox', { name: 'Вопрос Толмачу' });
    const types = async (): Promise<string[]> => (await sent()).map(({ type }) => type);
    await field.press('Enter');
    assert.ok(!(await types()).includes('send'), 'nothing to send');
    await field.fill('первый');
    await field.press('Shift+Enter');
    await page.keyboard.type('второй ');
    await field.press('Enter');
    assert.deepEqual(
      (await sent()).find(({ type }) => type === 'send'),
      { type: 'send', text: 'первый\nвторой' },
    );
    assert.equal(await field.inputValue(), '');
    await field.press('ArrowUp');
    assert.equal(await field.inputValue(), 'первый\nвторой', 'recalled');
    await field.press('ArrowDown');
    await field.press('ArrowDown');
    assert.equal(await field.inputValue(), '', 'back at the draft');
    await field.press('Backspace');
    assert.deepEqual((await sent()).at(-1), { type: 'removeChip', id: 'f' });
    await field.fill('черновик');
    assert.deepEqual(await page.evaluate('keptState'), { draft: 'черновик', asked: ['первый\nвторой'] });
    await page.waitForTimeout(250);
    assert.deepEqual((await sent()).at(-1), { type: 'draft', text: 'черновик' });
    await send({ type: 'composer', chips: [], text: 'замена', focus: true });
    assert.equal(await field.inputValue(), 'замена');
  }));

test('a kept draft is there again', () =>
  withPanel(
    async ({ page, send }) => {
      await send(ready);
      assert.equal(await page.locator('.composer textarea').inputValue(), 'недописанное');
    },
    { kept: { draft: 'недописанное', asked: [] } },
  ));

test('Esc closes the list first, and only then stops the answer', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(ready, chat(turn('1', 'да', { status: 'writing' })), { type: 'busy', busy: true });
    await page.locator('.composer textarea').press('Alt+m');
    const list = page.getByRole('listbox');
    await list.waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(await list.getAttribute('aria-activedescendant'), 'model-1');
    await page.keyboard.press('Escape');
    assert.equal(await list.count(), 0);
    assert.notEqual((await sent()).at(-1)?.type, 'stop');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
    await page.keyboard.press('Escape');
    assert.deepEqual((await sent()).at(-1), { type: 'stop' });
  }));

test('Alt+M opens the list of models and closes it, and the focus is in the field again', () =>
  withPanel(async ({ page, send }) => {
    await send(ready);
    await page.locator('.composer textarea').press('Alt+m');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Alt+m');
    assert.equal(await page.getByRole('listbox').count(), 0);
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
  }));

test('text from the extension stands in the field once, and never over what is written later', () =>
  withPanel(async ({ page, send }) => {
    const field = page.locator('.composer textarea');
    await send(ready, { type: 'composer', chips: [], text: 'Объясни код', focus: true });
    assert.equal(await field.inputValue(), 'Объясни код');
    await field.fill('другой вопрос');
    await send({ type: 'screen', screen: 'history' });
    await send({ type: 'screen', screen: 'chat' });
    assert.equal(await field.inputValue(), 'другой вопрос');
  }));

test('a model is chosen by keys alone', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(ready);
    await page.locator('.composer textarea').press('Alt+m');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    assert.deepEqual(
      (await sent()).findLast(({ type }) => type === 'chooseModel'),
      {
        type: 'chooseModel',
        ref: 'local/lite',
      },
    );
  }));

test('↑ in the empty field changes the question before, in its place', () =>
  withPanel(async ({ page, send, sent }) => {
    await send(ready, chat(turn('1', 'один'), turn('2', 'два')));
    await page.locator('.composer textarea').press('ArrowUp');
    const editor = page.getByRole('textbox', { name: 'Изменённый вопрос' });
    assert.equal(await editor.inputValue(), 'вопрос 2');
    await editor.press('ArrowUp');
    assert.equal(await editor.inputValue(), 'вопрос 1');
    await editor.fill('иначе');
    await editor.press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'resend', turn: '1', text: 'иначе' });
    assert.equal(await page.evaluate('document.activeElement.closest(".composer") !== null'), true);
  }));

test('the end stays in view while the reader is there, and is left when he goes up', () =>
  withPanel(async ({ page, send }) => {
    const line = 'строка ответа\n\n';
    await send(ready, chat(turn('1', line.repeat(80), { status: 'writing' })));
    await page.waitForTimeout(200);
    const gap = `{ const s = document.querySelector('.scroll'); s.scrollHeight - s.scrollTop - s.clientHeight; }`;
    await send({ type: 'delta', turn: '1', text: line.repeat(40) });
    await page.waitForTimeout(100);
    assert.ok(Number(await page.evaluate(gap)) < 2);
    await page.locator('.scroll').hover();
    await page.mouse.wheel(0, -600);
    await page.waitForTimeout(200);
    await send({ type: 'delta', turn: '1', text: line.repeat(40) });
    assert.ok(Number(await page.evaluate(gap)) > 600);
    await page.getByRole('button', { name: 'К последнему' }).click();
    await page.waitForTimeout(100);
    assert.ok(Number(await page.evaluate(gap)) < 2);
  }));

test('the live region says how an answer goes, and a failure is an alert only when it happens now', () =>
  withPanel(async ({ page, send }) => {
    const status = page.getByRole('status');
    const error = { severity: 'error', title: 'Сервер не отвечает', body: '', steps: [] } as const;
    await send(ready, chat(turn('0', '', { status: 'failed', error })));
    assert.equal(await page.getByRole('alert').count(), 0);
    await send({ type: 'turn', turn: turn('1', '', { status: 'waiting' }) });
    assert.equal(await status.textContent(), 'Модель отвечает');
    await send({ type: 'turn', turn: turn('1', 'да', { elapsed: 14_000 }) });
    assert.equal(await status.textContent(), 'Ответ готов за\u00a014\u00a0с');
    await send({ type: 'turn', turn: turn('2', '', { status: 'waiting' }) });
    await send({ type: 'turn', turn: turn('2', '', { status: 'failed', error }) });
    assert.equal(await page.getByRole('alert').count(), 1);
  }));

test('the server: the check, its lines, and the start of work', () =>
  withPanel(async ({ page, send, sent }) => {
    const server = {
      type: 'server',
      url: '',
      hasKey: false,
      running: false,
      lines: [],
      usable: false,
    } as const;
    await send(server, { type: 'screen', screen: 'server' });
    await page.getByLabel('Адрес сервера').fill(' http://gpu:8000/v1 ');
    await page.getByLabel('Ключ доступа', { exact: true }).fill('тайна');
    await page.getByLabel('Ключ доступа', { exact: true }).press('Enter');
    assert.deepEqual((await sent()).at(-1), { type: 'checkServer', url: 'http://gpu:8000/v1', key: 'тайна' });
    await send({
      ...server,
      url: 'http://gpu:8000/v1',
      usable: true,
      lines: [{ id: 'address', verdict: 'ok', text: 'Сервер отвечает' }],
    });
    await page.getByRole('button', { name: 'Начать работу' }).click();
    assert.deepEqual((await sent()).at(-1), { type: 'saveServer', url: 'http://gpu:8000/v1', key: 'тайна' });
  }));
