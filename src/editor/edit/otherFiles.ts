import * as vscode from 'vscode';
import type { ProposedFile } from '../../core/edit/proposedFiles.ts';
import type { Warning } from '../../core/edit/refusal.ts';
import { isThere, openDocument } from './review/documents.ts';
import type { OtherEdit } from './review/otherEdit.ts';
import type { Reviews } from './review/reviews.ts';

/**
 * The other files of an answer, where they can be changed: those that were shown and are as they were, and new ones in
 * the workspace folder of a document. The rest is told.
 */
export async function otherEdits(
  files: readonly ProposedFile[],
  beside: vscode.Uri,
  reviews: Reviews,
): Promise<{ readonly edits: readonly OtherEdit[]; readonly leftOut: readonly Warning[] }> {
  const edits: OtherEdit[] = [];
  const leftOut: Warning[] = [];
  for (const file of files) {
    const edit = await otherEdit(file, beside, reviews);
    if (edit) edits.push(edit);
    else leftOut.push({ kind: 'fileLeftOut', path: file.path });
  }
  return { edits, leftOut };
}

async function otherEdit(
  { path, language, edit, isNew }: ProposedFile,
  beside: vscode.Uri,
  reviews: Reviews,
): Promise<OtherEdit | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(beside);
  if (!folder) return undefined;
  const uri = vscode.Uri.joinPath(folder.uri, path);
  if (reviews.has(uri)) return undefined;
  if (isNew) {
    const free = (await isInside(folder.uri, path)) && !(await isThere(uri));
    return free ? { target: { uri, languageId: language, isNew }, edit } : undefined;
  }
  const target = await openDocument(uri);
  return target?.getText() === edit.document ? { target, edit } : undefined;
}

/** None of its folders leads elsewhere. */
async function isInside(root: vscode.Uri, path: string): Promise<boolean> {
  const names = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= names.length; depth++) {
    try {
      const { type } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(root, ...names.slice(0, depth)));
      if (type !== vscode.FileType.Directory) return false;
    } catch {
      // Folders that are not there yet are made.
      return true;
    }
  }
  return true;
}
