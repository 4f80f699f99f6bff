import * as vscode from 'vscode';
import { isThere, openDocument } from './documents.ts';
import type { ShownReview } from './shownReview.ts';
import { reviewTexts } from './texts.ts';

/**
 * Puts what was accepted into the documents, as one step of undo, unsaved; new files are made. Nothing is done while
 * some of it is in conflict: it is open again then.
 * @returns why there is nothing, or not all of it, in the documents
 */
export async function applyReviews(reviews: readonly ShownReview[]): Promise<string | undefined> {
  const accepted = reviews.filter(({ review }) => review.accepted > 0);
  const documents = new Map<ShownReview, vscode.TextDocument>();
  let missing = false;
  for (const shown of accepted) {
    if (shown.isNew) {
      if (await isThere(shown.target)) shown.review.displace();
      continue;
    }
    const document = await openDocument(shown.target);
    if (!document) missing = true;
    else {
      shown.review.follow(document.getText());
      documents.set(shown, document);
    }
  }
  if (accepted.some(({ isNew, review }) => isNew && review.open > 0)) return reviewTexts.appeared;
  if (accepted.some(({ review }) => review.open > 0)) return reviewTexts.inConflict;
  const change = new vscode.WorkspaceEdit();
  const changed = accepted.filter((shown) => shown.isNew || documents.has(shown));
  for (const shown of changed) addTo(change, shown, documents.get(shown));
  if (changed.length > 0 && !(await vscode.workspace.applyEdit(change))) missing = true;
  else if (changed[0]) await show(changed[0], documents.get(changed[0]));
  return missing ? reviewTexts.notApplied : undefined;
}

function addTo(change: vscode.WorkspaceEdit, shown: ShownReview, document?: vscode.TextDocument): void {
  const { replacements } = shown.review;
  if (!document) {
    const contents = new TextEncoder().encode(replacements.map(({ text }) => text).join(''));
    change.createFile(shown.target, { contents });
    return;
  }
  for (const { start, end, text } of replacements) {
    const lines = new vscode.Range(document.positionAt(start), document.positionAt(end));
    change.replace(shown.target, lines, text);
  }
}

async function show(shown: ShownReview, document: vscode.TextDocument | undefined): Promise<void> {
  const cursor = document?.positionAt(shown.review.replacements[0]?.start ?? 0) ?? new vscode.Position(0, 0);
  const selection = new vscode.Range(cursor, cursor);
  await vscode.window.showTextDocument(shown.target, { selection, preview: false });
}
