import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ToPanel } from '../../src/core/chat/protocol.ts';
import { Composer } from '../../src/editor/chat/composer.ts';
import { test } from '../support/hostTests.ts';
import { openFile, until } from './project.ts';

test('the file or the selection that the user is in is offered, attached by one click, and goes as it stands', async () => {
  let last: Extract<ToPanel, { type: 'composer' }> | undefined;
  const composer = new Composer((message) => {
    if (message.type === 'composer') last = message;
  });
  const offered = (label: string) =>
    until(label, () => (last?.suggestion?.label === label ? true : undefined));
  const editor = await openFile('поле.py', 'a = 1\nb = 2\nc = 3\n');
  try {
    await offered('поле.py');
    editor.selection = new vscode.Selection(1, 2, 2, 0);
    await offered('поле.py:2');
    composer.attachSuggestion();
    assert.deepEqual(
      composer.items.map(({ kind, text }) => [kind, text]),
      [['selection', 'b = 2']],
    );
    assert.equal(last?.suggestion, undefined);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await offered('поле.py');
    composer.attachSuggestion();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'z = 0\n'));
    // The file goes as it stands now, the selection as it was.
    assert.deepEqual(
      composer.take().map(({ text }) => text),
      ['b = 2', 'z = 0\na = 1\nb = 2\nc = 3\n'],
    );
    assert.deepEqual(composer.items, []);
  } finally {
    composer.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    rmSync(editor.document.uri.fsPath, { force: true });
  }
});

test('a file of keys is not offered', async () => {
  let last: Extract<ToPanel, { type: 'composer' }> | undefined;
  const composer = new Composer((message) => {
    if (message.type === 'composer') last = message;
  });
  const editor = await openFile('.env', 'KEY=1\n');
  try {
    await until('the editor', () => (composer.editor === editor ? true : undefined));
    composer.show();
    assert.equal(last?.suggestion, undefined);
  } finally {
    composer.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(editor.document.uri.fsPath, { force: true });
  }
});
