import * as vscode from 'vscode';

/** The review in front, when one is. */
export function reviewTab(): { readonly tab: vscode.Tab; readonly uri: vscode.Uri } | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const input = tab?.input;
  if (!tab || !(input instanceof vscode.TabInputText) || input.uri.scheme !== 'tolmach-edit')
    return undefined;
  return { tab, uri: input.uri };
}

export async function textOf(uri: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText();
}
