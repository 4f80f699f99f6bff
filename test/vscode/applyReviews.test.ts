import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hunksOfEdit } from '../../src/core/edit/hunks.ts';
import { applied } from '../../src/editor/edit/review/applyReviews.ts';
import { ShownReview } from '../../src/editor/edit/review/shownReview.ts';
import { test } from '../support/hostTests.ts';
import { openFile } from './project.ts';

const BEFORE = 'a = 1\nb = 2\n';

/** A review of this document, all of it accepted. */
function accepted(document: vscode.TextDocument): ShownReview {
  const place = { uri: document.uri.toString(), path: 'a.py' };
  const piece = { document: BEFORE, start: 0, end: BEFORE.length, place, language: 'python' };
  const shown = new ShownReview(document, 1, piece, async () => {});
  shown.propose(hunksOfEdit({ document: BEFORE, start: 0, end: 5, newText: 'a = 10' }));
  shown.review.decide('open', 'accepted');
  return shown;
}

test('what a document does not take any more is told, with what was accepted', async () => {
  const { document } = await openFile('внести 1.py', BEFORE);
  const shown = accepted(document);
  const change = new vscode.WorkspaceEdit();
  change.insert(document.uri, new vscode.Position(1, 0), 'c = 3\n');
  await vscode.workspace.applyEdit(change);
  assert.deepEqual(await applied([shown]), [shown]);
  assert.equal(document.getText(), 'a = 1\nc = 3\nb = 2\n');
  assert.equal(shown.review.proposal, 'a = 10\nb = 2\n');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
});

test('what a document takes is in it, and nothing is left over', async () => {
  const { document } = await openFile('внести 2.py', BEFORE);
  assert.deepEqual(await applied([accepted(document)]), []);
  assert.equal(document.getText(), 'a = 10\nb = 2\n');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
});
