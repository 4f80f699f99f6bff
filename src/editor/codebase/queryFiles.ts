import * as vscode from 'vscode';

const MOST_RECENT = 20;
/** Of ten thousand tabs only so many are looked at. */
const MOST_OPEN = 100;

/** The files that a question is likelier about: those in the tabs, and those that were edited lately. */
export class QueryFiles implements vscode.Disposable {
  /** Absolute paths, the last edited at the end. */
  readonly #edited = new Set<string>();
  readonly #following: vscode.Disposable;

  constructor() {
    this.#following = vscode.workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
      if (uri.scheme !== 'file' || contentChanges.length === 0) return;
      this.#edited.delete(uri.fsPath);
      this.#edited.add(uri.fsPath);
      const [oldest] = this.#edited;
      if (this.#edited.size > MOST_RECENT && oldest !== undefined) this.#edited.delete(oldest);
    });
  }

  now(): { readonly openFiles: readonly string[]; readonly recentFiles: readonly string[] } {
    const openFiles = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs.slice(0, MOST_OPEN))
      .slice(0, MOST_OPEN)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri.fsPath] : []));
    return { openFiles, recentFiles: [...this.#edited] };
  }

  dispose(): void {
    this.#following.dispose();
  }
}
