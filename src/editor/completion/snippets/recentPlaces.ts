import * as vscode from 'vscode';
import { isUserDocument } from '../../convert.ts';

/** Where the user was; the line counts from 0. */
export interface RecentPlace {
  readonly uri: vscode.Uri;
  readonly line: number;
  /** Milliseconds of the wall's clock. */
  readonly at: number;
}

/** Documents that are remembered of each kind. */
const MOST = 12;

/** The last places that were edited, and the last that were looked at. */
export class RecentPlaces implements vscode.Disposable {
  /** Each with the last at the end. */
  readonly #edited = new Map<string, RecentPlace>();
  readonly #seen = new Map<string, RecentPlace>();
  readonly #following: vscode.Disposable;

  constructor() {
    for (const editor of vscode.window.visibleTextEditors) this.#look(editor);
    this.#following = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges: [change] }) => {
        if (!change || !isUserDocument(document)) return;
        remember(this.#edited, { uri: document.uri, line: change.range.start.line, at: Date.now() });
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#look(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.#look(editor)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        // What is a file can be read again.
        if (vscode.workspace.getWorkspaceFolder(uri)) return;
        this.#edited.delete(uri.toString());
        this.#seen.delete(uri.toString());
      }),
    );
  }

  /** The last first, one a document: where it was edited, if it was. */
  get all(): readonly RecentPlace[] {
    const latest = (one: RecentPlace, other: RecentPlace): number => other.at - one.at;
    return [...new Map([...this.#seen, ...this.#edited]).values()].toSorted(latest);
  }

  /** Milliseconds since a document was edited. */
  sinceEdit(uri: string): number {
    return Date.now() - (this.#edited.get(uri)?.at ?? 0);
  }

  dispose(): void {
    this.#following.dispose();
  }

  #look({ document, selection }: vscode.TextEditor): void {
    if (!isUserDocument(document)) return;
    remember(this.#seen, { uri: document.uri, line: selection.active.line, at: Date.now() });
  }
}

function remember(places: Map<string, RecentPlace>, place: RecentPlace): void {
  const uri = place.uri.toString();
  places.delete(uri);
  places.set(uri, place);
  const [oldest] = places.keys();
  if (places.size > MOST && oldest !== undefined) places.delete(oldest);
}
