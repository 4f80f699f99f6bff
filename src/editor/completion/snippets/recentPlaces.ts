import * as vscode from 'vscode';
import { isUserDocument } from '../../convert.ts';

/** Where the user was in an open document; the line counts from 0. */
export interface RecentPlace {
  readonly document: vscode.TextDocument;
  readonly line: number;
}

/** Documents that are remembered of each kind. */
const MOST = 12;

/** The last places that were edited, and the last that were looked at, one a document. Only while they are open. */
export class RecentPlaces implements vscode.Disposable {
  /** Each with the last at the end. */
  readonly #edited = new Map<vscode.TextDocument, number>();
  readonly #seen = new Map<vscode.TextDocument, number>();
  readonly #following: vscode.Disposable;

  constructor() {
    for (const editor of vscode.window.visibleTextEditors) this.#look(editor);
    this.#following = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges: [change] }) => {
        if (change && isUserDocument(document)) remember(this.#edited, document, change.range.start.line);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#look(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.#look(editor)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#edited.delete(document);
        this.#seen.delete(document);
      }),
    );
  }

  /** What was edited before what was only looked at, the last first. */
  get all(): readonly RecentPlace[] {
    const latest = (places: ReadonlyMap<vscode.TextDocument, number>): RecentPlace[] =>
      [...places].map(([document, line]) => ({ document, line })).toReversed();
    return [...latest(this.#edited), ...latest(this.#seen)];
  }

  dispose(): void {
    this.#following.dispose();
  }

  #look({ document, selection }: vscode.TextEditor): void {
    if (isUserDocument(document)) remember(this.#seen, document, selection.active.line);
  }
}

function remember(
  places: Map<vscode.TextDocument, number>,
  document: vscode.TextDocument,
  line: number,
): void {
  places.delete(document);
  places.set(document, line);
  const [oldest] = places.keys();
  if (places.size > MOST && oldest) places.delete(oldest);
}
