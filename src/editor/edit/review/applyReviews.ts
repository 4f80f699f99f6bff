import * as vscode from 'vscode';
import { isThere, openDocument } from './documents.ts';
import type { ShownReview } from './shownReview.ts';
import { reviewTexts } from './texts.ts';

/**
 * Looks whether what was accepted still has its place; where it has not it is open again, in conflict.
 * @returns what to tell of that
 */
export async function conflictIn(reviews: readonly ShownReview[]): Promise<string | undefined> {
  let told: string | undefined;
  for (const { isNew, review, target } of acceptedOf(reviews)) {
    if (isNew && (await isThere(target))) review.displace();
    const document = isNew ? undefined : await openDocument(target);
    if (document) review.follow(document.getText());
    if (review.open > 0) told ??= isNew ? reviewTexts.appeared : reviewTexts.inConflict;
  }
  return told;
}

/** Puts what was accepted into the documents; what one does not take is not lost: it can be copied. */
export async function applyReviews(reviews: readonly ShownReview[]): Promise<void> {
  const failed = await applied(reviews);
  // Nothing waits for the answer to a message.
  if (failed.length > 0) void offerCopy(failed.map(({ review }) => review.proposal).join('\n'));
}

async function offerCopy(text: string): Promise<void> {
  const { notApplied, copyAccepted } = reviewTexts;
  const answer = await vscode.window.showWarningMessage(notApplied, copyAccepted);
  if (answer) await vscode.env.clipboard.writeText(text);
}

/**
 * Puts what was accepted into the documents, as one step of undo, unsaved; new files are made.
 * @returns those that could not be
 */
export async function applied(reviews: readonly ShownReview[]): Promise<readonly ShownReview[]> {
  const change = new vscode.WorkspaceEdit();
  const changed: (readonly [ShownReview, vscode.TextDocument | undefined])[] = [];
  const failed: ShownReview[] = [];
  for (const shown of acceptedOf(reviews)) {
    const document = shown.isNew ? undefined : await openDocument(shown.target);
    if (!shown.isNew && document?.getText() !== shown.review.document) failed.push(shown);
    else {
      addTo(change, shown, document);
      changed.push([shown, document]);
    }
  }
  const [first] = changed;
  if (first) {
    if (await vscode.workspace.applyEdit(change)) await show(...first);
    else failed.push(...changed.map(([shown]) => shown));
  }
  return failed;
}

function acceptedOf(reviews: readonly ShownReview[]): ShownReview[] {
  return reviews.filter(({ review }) => review.accepted > 0);
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
