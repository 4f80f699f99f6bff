import * as vscode from 'vscode';

/** Changes come in crowds, when a branch is switched: they are told together. Milliseconds. */
const REST = 200;
/** More than this many files at once: looking at all costs less than naming each. */
const MOST_PATHS = 5000;
/** Neither holds code of the user's; what changes in them changes often. */
const NEVER = /[\\/](node_modules|\.git)[\\/]/;
const GIT_EXCLUDE = /[\\/]\.git[\\/]info[\\/]exclude$/;

export interface FeedListener {
  /** Absolute paths of files and folders that were created, changed or deleted; each once. */
  readonly changed: (paths: readonly string[]) => void;
  /** Too much changed, or the rules by which files are left out: everything is to be looked at again. */
  readonly rescan: () => void;
}

/** What changes on the disk in the workspace's folders, from now on. */
export function followWorkspace(listener: FeedListener): vscode.Disposable {
  const paths = new Set<string>();
  let all = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => {
    timer = undefined;
    if (all) listener.rescan();
    else listener.changed([...paths]);
    all = false;
    paths.clear();
  };
  const heard = ({ scheme, fsPath }: vscode.Uri): void => {
    if (scheme !== 'file') return;
    if (GIT_EXCLUDE.test(fsPath)) all = true;
    else if (NEVER.test(fsPath)) return;
    else if (paths.size < MOST_PATHS) paths.add(fsPath);
    else all = true;
    timer ??= setTimeout(tell, REST);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(heard),
    watcher.onDidChange(heard),
    watcher.onDidDelete(heard),
    // The watcher hears of a saved file a second later.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (vscode.workspace.getWorkspaceFolder(uri)) heard(uri);
    }),
    { dispose: () => clearTimeout(timer) },
  );
}
