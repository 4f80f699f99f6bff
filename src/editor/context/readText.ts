import * as vscode from 'vscode';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { isSecret, MOST_CHARACTERS, plainText } from '../convert.ts';
import type { RefusalReason } from './texts.ts';

/** Bytes of a file that is read at all: of more, no window holds a part worth having. */
const LARGEST_FILE = 2_000_000;

export type ReadText = { readonly text: string } | { readonly refused: RefusalReason };

/**
 * The text of a file: as it stands in the editor when it is open there, else as it stands on the disk. At most
 * `MOST_CHARACTERS` of it. What is a secret by its name, too large or no text is refused before it is read.
 */
export async function readText(uri: vscode.Uri, sources: SourceFiles): Promise<ReadText> {
  if (isSecret(uri)) return { refused: 'secret' };
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (open) {
    const end = open.positionAt(MOST_CHARACTERS);
    return { text: plainText(open.getText(new vscode.Range(new vscode.Position(0, 0), end))) };
  }
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) return { refused: 'unreadable' };
    if (size > LARGEST_FILE) return { refused: 'tooLarge' };
    const bytes = await vscode.workspace.fs.readFile(uri);
    // A file may have grown, and some file systems do not tell its size.
    if (bytes.length > LARGEST_FILE) return { refused: 'tooLarge' };
    const text = await sources.decode(bytes);
    return text === undefined ? { refused: 'binary' } : { text: plainText(text.slice(0, MOST_CHARACTERS)) };
  } catch {
    return { refused: 'unreadable' };
  }
}
