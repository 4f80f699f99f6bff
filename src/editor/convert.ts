import * as vscode from 'vscode';
import type { ContextItem, Place } from '../core/context/contextItem.ts';
import { isSecretFile, isSecretFolder } from '../core/context/secretFiles.ts';

/** Characters of one attached file that are read at all: far more than any window holds. */
export const MOST_CHARACTERS = 400_000;

/** Files that usually hold keys and passwords: never offered or read. */
export function isSecret(uri: vscode.Uri): boolean {
  return isSecretFile(uri.path) || uri.path.split('/').some(isSecretFolder);
}

/** Errors and warnings; what the editor only hints at is no problem. */
export function isProblem({ severity }: vscode.Diagnostic): boolean {
  return severity <= vscode.DiagnosticSeverity.Warning;
}

/** Documents that are the user's own texts, not output, diffs or settings of the editor. */
export function isUserDocument({ uri }: vscode.TextDocument): boolean {
  return ['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote', 'vscode-vfs'].includes(uri.scheme);
}

/** @param lines whole lines of the document; without them, the document itself */
export function placeOf(document: vscode.TextDocument, lines?: vscode.Range): Place {
  const place = { uri: document.uri.toString(), path: vscode.workspace.asRelativePath(document.uri) };
  return lines ? { ...place, firstLine: lines.start.line + 1, lastLine: lines.end.line + 1 } : place;
}

/** The whole lines that a selection touches; a selection that ends at a line's start does not touch it. */
export function wholeLines(document: vscode.TextDocument, selection: vscode.Range): vscode.Range {
  const { start, end } = selection;
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return new vscode.Range(start.line, 0, last, document.lineAt(last).range.end.character);
}

/** The whole lines of a selection, when there is one. */
export function selectedLines({ document, selection }: vscode.TextEditor): vscode.Range | undefined {
  return selection.isEmpty ? undefined : wholeLines(document, selection);
}

/** The same place is the same item: it is not attached twice. */
export function itemId({ uri, firstLine, lastLine }: Place): string {
  return firstLine === undefined ? uri : `${uri}#${firstLine}-${lastLine}`;
}

/** @param range whole lines; without them, the whole document */
export function itemOf(document: vscode.TextDocument, range?: vscode.Range): ContextItem {
  const place = placeOf(document, range);
  return {
    id: itemId(place),
    kind: range ? 'selection' : 'file',
    place,
    language: document.languageId,
    text: plainText(textOf(document, range)),
  };
}

function textOf(document: vscode.TextDocument, range?: vscode.Range): string {
  if (range) return document.getText(range);
  // A huge document is not copied whole on the extension host's thread.
  const end = document.positionAt(MOST_CHARACTERS);
  return document.getText(new vscode.Range(new vscode.Position(0, 0), end));
}

/** Without what no model's tokenizer and no server can take: half of a surrogate pair, a NUL. */
export function plainText(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', '');
}

/** Opens a place in the editor, its lines selected. */
export async function revealPlace(place: Place): Promise<void> {
  const uri = vscode.Uri.parse(place.uri, true);
  const editor = await vscode.window.showTextDocument(uri, { preview: true });
  if (place.firstLine === undefined) return;
  const range = editor.document.validateRange(
    new vscode.Range(
      place.firstLine - 1,
      0,
      (place.lastLine ?? place.firstLine) - 1,
      Number.MAX_SAFE_INTEGER,
    ),
  );
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
