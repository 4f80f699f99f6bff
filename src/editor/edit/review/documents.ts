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

/** A file that is not there yet: it is shown as an empty document, and made when it is accepted. */
export interface NewFile {
  readonly uri: vscode.Uri;
  readonly languageId: string;
  readonly isNew: true;
}

export type Target = vscode.TextDocument | NewFile;

export function isNewFile(target: Target): target is NewFile {
  return 'isNew' in target;
}

export function textOf(target: Target): string {
  return isNewFile(target) ? '' : target.getText();
}

export async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    // Whatever cannot be looked at must not be written over.
    return !(error instanceof vscode.FileSystemError && error.code === 'FileNotFound');
  }
}

/** Closes the tabs of these documents, comparisons with them too. */
export async function closeTabs(uris: readonly vscode.Uri[]): Promise<void> {
  const own = new Set(uris.map(String));
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  await vscode.window.tabGroups.close(
    tabs.filter(({ input }) => {
      if (input instanceof vscode.TabInputText) return own.has(input.uri.toString());
      return input instanceof vscode.TabInputTextDiff && own.has(input.modified.toString());
    }),
  );
}
