import * as vscode from 'vscode';

/** The editor would not let the user change the document: by its file system, the file itself, or the user's settings. */
export async function isReadOnly(document: vscode.TextDocument): Promise<boolean> {
  const { uri } = document;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
  if (uri.scheme === 'untitled') return false;
  const files = vscode.workspace.getConfiguration('files', uri);
  if (matches(document, files.get('readonlyExclude'))) return false;
  if (matches(document, files.get('readonlyInclude'))) return true;
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    // A document that is on no disk yet, or not any more, can be written.
    return false;
  }
}

/** One of the patterns that are switched on. */
function matches(document: vscode.TextDocument, patterns: unknown): boolean {
  if (typeof patterns !== 'object' || patterns === null) return false;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return Object.entries(patterns).some(([pattern, on]) => {
    if (on !== true) return false;
    const within = folder ? new vscode.RelativePattern(folder, pattern) : pattern;
    return vscode.languages.match({ pattern: within }, document) > 0;
  });
}
