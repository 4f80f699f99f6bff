import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../support/hostTests.ts';
import type { OpenAiServer } from '../support/openaiServer.ts';
import { openFile, until, withDistantServer, withServer } from './project.ts';

/** Made here: nothing of it is a secret of anybody's. */
const PASSWORD = ['q7Wz', '81kk', '!x'].join('');
const BEFORE = `def connect():\n    host = "db"\n    password = "${PASSWORD}"\n    return open(host, password)\n`;
const FUNCTION = new vscode.Selection(0, 0, 3, 30);
const MARK = /⟨секрет [a-z0-9]{5}: пароль⟩/;

/** The code with the mark that stands for the password, as a model would give it back. */
const refactored = (mark: string): string =>
  `\`\`\`python\ndef connect():\n    return open("db", "${mark}")\n\`\`\``;

async function refactor(name: string, server: OpenAiServer): Promise<string> {
  const editor = await openFile(name, BEFORE);
  editor.selection = FUNCTION;
  await vscode.commands.executeCommand('tolmach.refactor');
  return JSON.stringify(server.generations().at(-1)?.body);
}

/** The document under review, old lines above new ones, once it holds `text`. */
async function reviewed(text: string): Promise<void> {
  await until(`the review of ${text}`, async () => {
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    if (!(input instanceof vscode.TabInputText) || input.uri.scheme !== 'tolmach-edit') return undefined;
    return (await vscode.workspace.openTextDocument(input.uri)).getText().includes(text);
  });
}

test('a password does not leave with a refactoring, and the edit keeps it', async () => {
  let mark = '';
  await withDistantServer({ answer: 'ничего' }, async (server) => {
    const sent = await refactor('секрет 1.py', server);
    assert.ok(!sent.includes(PASSWORD), sent);
    mark = MARK.exec(sent)?.[0] ?? '';
    assert.notEqual(mark, '', sent);
  });
  await withDistantServer({ answer: refactored(mark) }, async (server) => {
    const sent = await refactor('секрет 2.py', server);
    // The same mark in another request.
    assert.ok(sent.includes(mark), sent);
    await reviewed(`return open("db", "${PASSWORD}")`);
    await vscode.commands.executeCommand('tolmach.dismissEdit');
  });
});

test('a password does not leave with a completion', () =>
  withDistantServer({ answer: 'y = 2' }, async (server) => {
    const editor = await openFile('секрет 3.py', `password = "${PASSWORD}"\nx = 1\n`);
    const end = editor.document.lineAt(2).range.end;
    editor.selection = new vscode.Selection(end, end);
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    const { body } = await until('the request', () => server.generations()[0]);
    const sent = JSON.stringify(body);
    assert.ok(!sent.includes(PASSWORD), sent);
    assert.match(sent, MARK);
  }));

test('to a server of this machine code goes as it is', () =>
  withServer({ answer: 'ничего' }, async (server) => {
    const sent = await refactor('секрет 4.py', server);
    assert.ok(sent.includes(PASSWORD), sent);
  }));

test('who wants nothing hidden sends all', () =>
  withDistantServer({ answer: 'ничего' }, async (server) => {
    const settings = vscode.workspace.getConfiguration('tolmach.privacy');
    await settings.update('mask', false, vscode.ConfigurationTarget.Global);
    try {
      const sent = await refactor('секрет 5.py', server);
      assert.ok(sent.includes(PASSWORD), sent);
    } finally {
      await settings.update('mask', undefined, vscode.ConfigurationTarget.Global);
    }
  }));
