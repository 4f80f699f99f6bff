import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromPanel, MentionRow, ToPanel } from '../../src/core/chat/protocol.ts';
import type { PanelPage } from '../support/panelPage.ts';
import { panelForTests } from '../support/panelTest.ts';

const withPanel = panelForTests();

const ready: ToPanel = {
  type: 'models',
  models: {
    rows: [{ ref: 's/pro', name: 'T-Pro', where: 'сервер', note: '', facts: '', state: 'ready' }],
    chosen: 's/pro',
    none: false,
  },
};
const KINDS: readonly MentionRow[] = [
  { id: 'kind:file', kind: 'file', label: 'Файл', hint: 'orders.py', tokens: 1140 },
  { id: 'kind:selection', kind: 'selection', label: 'Выделение', hint: 'строки 41–63', tokens: 412 },
  { id: 'kind:terminal', kind: 'terminal', label: 'Терминал', hint: 'терминал не открыт', disabled: true },
  { id: 'kind:folder', kind: 'folder', label: 'Папка', hint: 'выбрать', narrows: true },
];

type Find = Extract<FromPanel, { type: 'findMentions' }>;

/** The searches that the panel has asked for. */
const searches = async ({ sent }: PanelPage): Promise<Find[]> =>
  (await sent()).filter((message) => message.type === 'findMentions');

/** Answers the last search. */
async function answer(panel: PanelPage, rows: readonly MentionRow[]): Promise<void> {
  const request = (await searches(panel)).at(-1)?.request ?? '';
  await panel.send({ type: 'mentions', request, rows, more: false });
}

/** Types into the field, the list of the kinds open. */
async function open(panel: PanelPage, text: string): Promise<void> {
  await panel.send(ready);
  const field = panel.page.getByRole('textbox');
  await field.focus();
  await field.pressSequentially(text);
  await answer(panel, KINDS);
  await panel.page.getByRole('listbox').waitFor();
}

const active = (panel: PanelPage) => panel.page.locator('[role=option][aria-selected=true]').textContent();
const value = (panel: PanelPage) => panel.page.getByRole('textbox').inputValue();

test('an @ opens the list; Enter attaches the row, takes the @ out of the field and sends nothing', () =>
  withPanel(async (panel) => {
    await open(panel, 'Почему дважды? @');
    assert.deepEqual(
      (await searches(panel)).map(({ query }) => query),
      [''],
    );
    await panel.page.keyboard.press('ArrowDown');
    assert.match((await active(panel)) ?? '', /^Выделение/);
    await panel.page.keyboard.press('Enter');
    assert.equal(await value(panel), 'Почему дважды? ');
    assert.equal(await panel.page.getByRole('listbox').count(), 0);
    const sent = await panel.sent();
    assert.deepEqual(
      sent.filter(({ type }) => type === 'takeMention' || type === 'send'),
      [{ type: 'takeMention', id: 'kind:selection' }],
    );
    assert.deepEqual(panel.errors, []);
  }));

test('the keys go round the rows that can be picked, and the field points at the active one', () =>
  withPanel(async (panel) => {
    await open(panel, '@');
    const { keyboard } = panel.page;
    const seen: string[] = [];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End']) {
      await keyboard.press(key);
      seen.push((await active(panel))?.slice(0, 4) ?? '');
    }
    assert.deepEqual(seen, ['Выде', 'Папк', 'Файл', 'Папк', 'Файл', 'Папк']);
    const pointed = await panel.page.getByRole('textbox').getAttribute('aria-activedescendant');
    assert.equal(await panel.page.locator(`#${pointed}`).getAttribute('aria-selected'), 'true');
    assert.equal(await panel.page.locator('[aria-disabled=true]').count(), 1);
  }));

test('Esc closes the list alone and leaves the text; typing on does not open it again', () =>
  withPanel(async (panel) => {
    await open(panel, 'a @');
    await panel.send({ type: 'busy', busy: true });
    await panel.page.keyboard.press('Escape');
    assert.equal(await panel.page.getByRole('listbox').count(), 0);
    assert.equal(await value(panel), 'a @');
    assert.ok(!(await panel.sent()).some(({ type }) => type === 'stop'));
    const before = (await searches(panel)).length;
    await panel.page.keyboard.type('или');
    assert.equal((await searches(panel)).length, before);
  }));

test('what follows the @ is searched; a click picks; an undo brings the words back', () =>
  withPanel(async (panel) => {
    await open(panel, '@');
    await panel.page.keyboard.type('ord');
    assert.equal((await searches(panel)).at(-1)?.query, 'ord');
    await answer(panel, [{ id: 'file:1', kind: 'file', label: 'order.py', hint: 'src' }]);
    await panel.page.getByRole('option').click();
    assert.equal(await value(panel), '');
    assert.equal(await panel.page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
    assert.deepEqual((await panel.sent()).at(-1), { type: 'takeMention', id: 'file:1' });
    await panel.page.keyboard.press('Control+Z');
    assert.equal(await value(panel), '@ord');
  }));

test('a row that narrows goes on with its kind; Backspace comes back to all', () =>
  withPanel(async (panel) => {
    await open(panel, '@па');
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.press('Enter');
    assert.equal(await value(panel), '@');
    const last = async () => {
      const { request: _, ...search } = (await searches(panel)).at(-1) ?? { request: '' };
      return search;
    };
    assert.deepEqual(await last(), { type: 'findMentions', query: '', kind: 'folder' });
    await panel.page.keyboard.press('Backspace');
    assert.equal(await value(panel), '@');
    assert.deepEqual(await last(), { type: 'findMentions', query: '' });
  }));

test('an answer to an older search is dropped', () =>
  withPanel(async (panel) => {
    await open(panel, '@');
    await panel.page.keyboard.type('or');
    const [, older] = await searches(panel);
    await answer(panel, [{ id: 'file:new', kind: 'file', label: 'new.py', hint: '' }]);
    await panel.send({
      type: 'mentions',
      request: older?.request ?? '',
      rows: [{ id: 'file:old', kind: 'file', label: 'old.py', hint: '' }],
      more: false,
    });
    assert.match((await active(panel)) ?? '', /new\.py/);
  }));

test('where nothing answers, no list stands in the way and Enter sends', () =>
  withPanel(async (panel) => {
    await open(panel, '@');
    await panel.page.keyboard.type('zzz');
    await answer(panel, []);
    assert.equal(await panel.page.getByRole('listbox').count(), 0);
    await panel.page.keyboard.press('Enter');
    assert.deepEqual((await panel.sent()).at(-1)?.type, 'send');
  }));

test('an @ within a word, and one that is pasted, open nothing', () =>
  withPanel(async (panel) => {
    await panel.send(ready);
    const field = panel.page.getByRole('textbox');
    await field.focus();
    await field.pressSequentially('ivan@corp');
    await panel.page.evaluate(`document.execCommand('insertText', false, ' @app.route')`);
    assert.deepEqual(await searches(panel), []);
  }));

test('Alt+A types the sign, also in the Russian layout, with a space where one is needed', () =>
  withPanel(async (panel) => {
    await panel.send(ready);
    const field = panel.page.getByRole('textbox');
    await field.focus();
    await field.pressSequentially('что это');
    await panel.page.evaluate(`document.querySelector('textarea').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ф', code: 'KeyA', altKey: true, bubbles: true }))`);
    await panel.page.waitForFunction(`document.querySelector('textarea').value === 'что это @'`);
    assert.equal((await searches(panel)).length, 1);
    await field.fill('');
    await panel.page.getByRole('button', { name: /Добавить контекст/ }).click();
    assert.equal(await value(panel), '@');
  }));

test('files that are dropped on the panel are attached, and their addresses do not land in the field', () =>
  withPanel(async (panel) => {
    await panel.send(ready);
    const drag = (type: string, name: string, data: string): Promise<unknown> =>
      panel.page.evaluate(`{
        const data = new DataTransfer();
        data.setData(${JSON.stringify(name)}, ${JSON.stringify(data)});
        document.querySelector('textarea').dispatchEvent(
          new DragEvent('${type}', { dataTransfer: data, bubbles: true, cancelable: true }));
      }`);
    await drag('dragenter', 'text/uri-list', 'file:///p/a.py');
    await panel.page.getByText('Отпустите, чтобы добавить').waitFor();
    await drag('drop', 'text/uri-list', 'file:///p/a.py\r\nfile:///p/b.py');
    assert.deepEqual((await panel.sent()).at(-1), {
      type: 'attachFiles',
      uris: 'file:///p/a.py\r\nfile:///p/b.py',
    });
    assert.equal(await panel.page.getByText('Отпустите, чтобы добавить').count(), 0);
    await drag('drop', 'resourceurls', '["file:///p/c.py"]');
    assert.deepEqual((await panel.sent()).at(-1), { type: 'attachFiles', uris: 'file:///p/c.py' });
    const before = (await panel.sent()).length;
    await drag('drop', 'text/plain', 'слова');
    assert.equal((await panel.sent()).length, before);
    assert.equal(await value(panel), '');
  }));
