import * as vscode from 'vscode';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { isSecret } from '../convert.ts';
import { type Attached, attached, refused } from './attached.ts';
import { nameOf } from './fileItem.ts';
import { listed, readFiles } from './severalFiles.ts';

/** Files of one folder that are looked at. */
const MOST_FILES = 2000;

/** A folder: the paths of the project's own files in it, and the texts of the first ones. */
export async function folderItem(
  uri: vscode.Uri,
  sources: SourceFiles,
  signal: AbortSignal,
): Promise<Attached> {
  const name = nameOf(uri);
  if (isSecret(vscode.Uri.joinPath(uri, 'x'))) return refused(name, 'secret');
  let files: readonly vscode.Uri[];
  try {
    files = await filesIn(uri, sources, signal);
  } catch {
    signal.throwIfAborted();
    return refused(name, 'unreadable');
  }
  if (files.length === 0) return refused(name, 'empty');
  const ordered = mostWantedFirst(files);
  const read = await readFiles(ordered, sources);
  const root = vscode.workspace.getWorkspaceFolder(uri);
  const isRoot = root?.uri.toString() === uri.toString();
  return attached({
    id: `folder:${uri.toString()}`,
    kind: 'folder',
    place: { uri: uri.toString(), path: isRoot ? name : vscode.workspace.asRelativePath(uri) },
    language: '',
    text: listed(files.map((file) => vscode.workspace.asRelativePath(file))),
    files: read,
  });
}

async function filesIn(
  uri: vscode.Uri,
  sources: SourceFiles,
  signal: AbortSignal,
): Promise<readonly vscode.Uri[]> {
  if (uri.scheme === 'file') {
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? uri;
    const paths = await sources.list(root.fsPath, uri.fsPath, MOST_FILES, signal);
    return paths.map((path) => vscode.Uri.joinPath(root, path));
  }
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(uri, '**/*'), null, MOST_FILES);
  return found
    .filter((file) => !isSecret(file) && !/\/(\.git|node_modules)\//.test(file.path))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** What is open in the editor, then what lies least deep. */
function mostWantedFirst(files: readonly vscode.Uri[]): readonly vscode.Uri[] {
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
  const depth = (uri: vscode.Uri): number =>
    uri.path.split('/').length + (open.has(uri.toString()) ? 0 : 1000);
  return files
    .map((uri) => ({ uri, depth: depth(uri) }))
    .sort((one, other) => one.depth - other.depth)
    .map(({ uri }) => uri);
}
