import * as vscode from 'vscode';
import type { NameInReach } from '../../../core/completion/snippets/namesInReach.ts';
import { definitionPiece } from '../../../core/completion/snippets/pieces.ts';
import type { CodeSnippet } from '../../../core/completion/snippets/snippet.ts';
import { isSecret } from '../../convert.ts';
import { inTime } from '../../inTime.ts';
import { DocumentText } from '../documentText.ts';

/** Libraries are known to the model, or too many to be of use. */
const FOREIGN = /\/(?:node_modules|site-packages|dist-packages|\.venv|venv|vendor|\.git)\//;

/** Of a language server that is being started, or hangs. */
const MOST_MILLISECONDS = 5000;

/**
 * The definitions of these names that stand in other files of the workspace, as the language server tells them; in the
 * order of the names. A server that is slow or fails costs its names.
 * @param allowed documents that may be shown
 */
export async function definitionsOf(
  names: readonly NameInReach[],
  { uri }: vscode.TextDocument,
  allowed: (document: vscode.TextDocument) => boolean,
): Promise<readonly CodeSnippet[]> {
  const found = await Promise.all(names.map((name) => inTime(placeOf(name, uri), MOST_MILLISECONDS)));
  const pieces = await Promise.all(found.map((place) => place && pieceAt(place, allowed)));
  return pieces.filter((piece) => piece !== undefined);
}

async function placeOf(
  { line, character }: NameInReach,
  uri: vscode.Uri,
): Promise<vscode.Location | undefined> {
  try {
    const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      uri,
      new vscode.Position(line, character),
    );
    const [first] = found.map((one) =>
      'targetUri' in one
        ? new vscode.Location(one.targetUri, one.targetSelectionRange ?? one.targetRange)
        : one,
    );
    return first && isOfProject(first.uri) && first.uri.toString() !== uri.toString() ? first : undefined;
  } catch {
    // Without a language server there are no definitions.
    return undefined;
  }
}

function isOfProject(uri: vscode.Uri): boolean {
  return !FOREIGN.test(uri.path) && !isSecret(uri) && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

async function pieceAt(
  { uri, range }: vscode.Location,
  allowed: (document: vscode.TextDocument) => boolean,
): Promise<CodeSnippet | undefined> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    return allowed(document) ? definitionPiece(new DocumentText(document), range.start.line) : undefined;
  } catch {
    // It was deleted meanwhile, or is too large for the editor.
    return undefined;
  }
}
