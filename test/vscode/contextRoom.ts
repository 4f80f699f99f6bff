/** What tests of attached items need: files of the workspace, and the way to list them. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { createSourceFiles } from '../../src/codebase/listFiles.ts';

const extension = vscode.extensions.getExtension('tolmach.tolmach');
export const sources = createSourceFiles(
  path.join(extension?.extensionPath ?? '', 'dist/threads/listThread.mjs'),
);

/** A folder of its own in the workspace, gone at the end, with every editor closed. */
export async function withFolder(
  files: Readonly<Record<string, string | Buffer>>,
  body: (folder: vscode.Uri, uri: (file: string) => vscode.Uri) => Promise<void>,
): Promise<void> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(root, 'no folder is open');
  const folder = path.join(root, `контекст-${crypto.randomUUID().slice(0, 8)}`);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  try {
    await body(vscode.Uri.file(folder), (file) => vscode.Uri.file(path.join(folder, file)));
  } finally {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
