import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../support/hostTests.ts';

test('what was sent is shown as a document that belongs to no file', async () => {
  await vscode.commands.executeCommand('tolmach.showRequests');
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, 'tolmach-request');
  assert.ok((document?.getText() ?? '').length > 20);
  assert.equal(document?.isDirty, false);
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
});
