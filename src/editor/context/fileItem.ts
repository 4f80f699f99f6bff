import * as vscode from 'vscode';
import { languageId } from '../../core/code/languageName.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { type Attached, attached, refused } from './attached.ts';
import { readText } from './readText.ts';

/** A file by its address, open in the editor or not. */
export async function fileItem(uri: vscode.Uri, sources: SourceFiles): Promise<Attached> {
  const read = await readText(uri, sources);
  if ('refused' in read) return refused(nameOf(uri), read.refused);
  return attached({
    id: uri.toString(),
    kind: 'file',
    place: { uri: uri.toString(), path: vscode.workspace.asRelativePath(uri) },
    language: languageOf(uri),
    text: read.text,
  });
}

export const nameOf = (uri: vscode.Uri): string => uri.path.split('/').findLast((part) => part !== '') ?? '';

/** The editor's language id: of an open document as it says, else by the name. */
export function languageOf(uri: vscode.Uri): string {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  return open?.languageId ?? languageId(/\.(\w+)$/.exec(uri.path)?.[1] ?? nameOf(uri));
}
