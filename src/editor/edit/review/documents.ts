import * as vscode from 'vscode';

export async function inLanguage(document: vscode.TextDocument, language: string): Promise<void> {
  if (document.languageId !== language) await vscode.languages.setTextDocumentLanguage(document, language);
}

/** The last part of a path. */
export function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Nothing when there is no such document. */
export async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    // Deleted meanwhile.
    return undefined;
  }
}
