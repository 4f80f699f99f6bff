import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MentionRow, ToPanel } from '../../src/core/chat/protocol.ts';
import type { ContextItem } from '../../src/core/context/contextItem.ts';
import { Attaching, type AttachingRooms } from '../../src/editor/context/attaching.ts';
import { countProblems } from '../../src/editor/context/problemsItem.ts';
import { TerminalRecorder } from '../../src/editor/context/terminalRecorder.ts';
import { test } from '../support/hostTests.ts';
import { sources, withFolder } from './contextRoom.ts';

/** The composer's part of attaching, with what came of it. */
function attachingWith(change: Partial<AttachingRooms> = {}) {
  const items: ContextItem[] = [];
  const posted: ToPanel[] = [];
  const told: string[] = [];
  const terminals = new TerminalRecorder();
  const attaching = new Attaching({
    sources,
    terminals,
    composer: {
      items,
      get editor() {
        return vscode.window.activeTextEditor;
      },
      attach: (more) => void items.push(...more),
    },
    post: (message) => void posted.push(message),
    tell: (_title, body) => void told.push(body),
    ...change,
  });
  const find = async (query: string, kind?: MentionRow['kind']): Promise<readonly MentionRow[]> => {
    await attaching.find('1', query, kind);
    const last = posted.at(-1);
    return last?.type === 'mentions' ? last.rows : [];
  };
  return {
    attaching,
    items,
    posted,
    told,
    find,
    [Symbol.dispose]: () => {
      attaching.dispose();
      terminals.dispose();
    },
  };
}

test('the list behind @ offers the kinds, with what each would attach and why one cannot be had', () =>
  withFolder({ 'a.py': 'x = 1\ny = 2\n' }, async (_folder, uri) => {
    using one = attachingWith({ codebase: () => ({ unavailable: 'индекс кода выключен' }) });
    const editor = await vscode.window.showTextDocument(uri('a.py'));
    editor.selection = new vscode.Selection(0, 0, 1, 2);
    const rows = await one.find('');
    const row = (label: string) => rows.find((found) => found.label === label);
    assert.deepEqual(
      rows.map(({ label }) => label),
      [
        ...['Файл', 'Другой файл', 'Выделение', 'Символ', 'Проблемы', 'Изменения git', 'Терминал'],
        ...['Открытые вкладки', 'Папка', 'Кодовая база'],
      ],
    );
    assert.equal(row('Файл')?.hint, 'a.py');
    assert.equal(row('Выделение')?.hint, 'строки 1–2');
    assert.ok((row('Выделение')?.tokens ?? 0) > 0);
    // Files that other tests opened may have some.
    const problems = countProblems() > 0;
    assert.equal(row('Проблемы')?.disabled ?? false, !problems);
    assert.equal(row('Кодовая база')?.hint, 'индекс кода выключен');
    assert.equal(row('Папка')?.narrows, true);
    await one.attaching.take(row('Выделение')?.id ?? '');
    assert.equal(one.items[0]?.text, 'x = 1\ny = 2');
    await one.attaching.take(row('Проблемы')?.id ?? '');
    assert.equal(one.items.length, problems ? 2 : 1);
  }));

test('typing finds files, folders and symbols in either layout; a file that is attached is not offered again', () =>
  withFolder({ 'заказы/order_service.py': 'x\n', 'заказы/invoice.py': 'y\n' }, async () => {
    using one = attachingWith();
    const labels = async (query: string, kind?: MentionRow['kind']) =>
      (await one.find(query, kind)).map(({ label }) => label);
    assert.equal((await labels('order'))[0], 'order_service.py');
    assert.equal((await labels('щквук'))[0], 'order_service.py');
    assert.ok((await labels('pfrfps')).includes('заказы'));
    assert.equal((await labels('afqk'))[0], 'Файл');
    const found = (await one.find('invoice', 'file'))[0];
    assert.equal(found?.label, 'invoice.py');
    await one.attaching.take(found?.id ?? '');
    assert.equal(one.items[0]?.text, 'y\n');
    assert.deepEqual(await labels('invoice', 'file'), ['Ничего не\u00a0нашлось']);
    const folder = (await one.find('заказы', 'folder'))[0];
    await one.attaching.take(folder?.id ?? '');
    assert.equal(one.items[1]?.files?.length, 2);
    assert.deepEqual(await labels('нетничегоподобного'), []);
    assert.deepEqual(await labels('нетничегоподобного', 'folder'), ['Ничего не\u00a0нашлось']);
  }));

test('what cannot be attached is told once for all, and what can be is attached', () =>
  withFolder({ 'a.py': 'x\n', '.env': 'K=1', 'b.bin': Buffer.alloc(100) }, async (_folder, uri) => {
    using one = attachingWith();
    const all = ['a.py', '.env', 'b.bin', 'none.py', 'a.py'].map((file) => uri(file).toString());
    await one.attaching.dropped([...all, 'https://evil.example/x', 'это не адрес', ''].join('\r\n'));
    assert.equal(one.items.length, 1);
    assert.equal(one.told.length, 1);
    assert.match(one.told[0] ?? '', /\.env\u00a0— может содержать.*b\.bin\u00a0— не\u00a0текст.*none\.py/);
  }));

test('a search that another one follows says nothing more', () =>
  withFolder({ 'a.py': 'x\n' }, async () => {
    using one = attachingWith();
    const first = one.attaching.find('1', 'a', undefined);
    await one.attaching.find('2', '', undefined);
    await first;
    assert.ok(one.posted.every((message) => message.type === 'mentions' && message.request === '2'));
  }));
