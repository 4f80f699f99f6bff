import * as vscode from 'vscode';
import type { ToPanel } from '../../core/chat/protocol.ts';
import type { ContextItem } from '../../core/context/contextItem.ts';
import { Emitter } from '../../core/events.ts';
import { isSecret, isUserDocument, itemId, itemOf, placeOf, selectedLines } from '../convert.ts';
import { chipView } from './turnView.ts';

/** Milliseconds of rest after which the suggested chip follows the cursor. */
const REST = 150;

/** What will go with the next question, and what is offered to. */
export class Composer {
  readonly #post: (message: ToPanel) => void;
  readonly #changed = new Emitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #items: readonly ContextItem[] = [];
  /** Ids of pieces that were found for the question being written, and taken out. */
  #unwanted: readonly string[] = [];
  #editor: vscode.TextEditor | undefined;
  #resting: NodeJS.Timeout | undefined;

  constructor(post: (message: ToPanel) => void) {
    this.#post = post;
    this.#editor = usable(vscode.window.activeTextEditor);
    const follow = (): void => {
      clearTimeout(this.#resting);
      this.#resting = setTimeout(() => this.#follow(), REST);
    };
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(follow),
      vscode.window.onDidChangeTextEditorSelection(follow),
      vscode.workspace.onDidCloseTextDocument(follow),
    ];
  }

  /** Something was attached or removed, or another file is suggested. */
  readonly onDidChange = this.#changed.on;

  get items(): readonly ContextItem[] {
    return this.#items;
  }

  get unwanted(): readonly string[] {
    return this.#unwanted;
  }

  /** The editor that the user was in last: the panel itself takes the focus from it. */
  get editor(): vscode.TextEditor | undefined {
    return this.#editor?.document.isClosed ? undefined : this.#editor;
  }

  /** @param text replaces what is written */
  show(options: { readonly text?: string; readonly focus?: boolean } = {}): void {
    const suggestion = this.#suggestion();
    this.#post({
      type: 'composer',
      chips: this.#items.map((item) => chipView(item)),
      ...(suggestion ? { suggestion: chipView(suggestion) } : {}),
      ...options,
    });
  }

  attach(items: readonly ContextItem[]): void {
    const ids = new Set(items.map(({ id }) => id));
    this.#set([...this.#items.filter(({ id }) => !ids.has(id)), ...items]);
  }

  attachSuggestion(): void {
    const { editor } = this;
    if (editor && this.#suggestion()) this.attach([itemOf(editor.document, selectedLines(editor))]);
  }

  remove(id: string): void {
    if (!this.#items.some((item) => item.id === id)) this.#unwanted = [...this.#unwanted, id];
    this.#set(this.#items.filter((item) => item.id !== id));
  }

  pin(id: string, pinned: boolean): void {
    this.#set(
      this.#items.map(({ pinned: was, ...item }) =>
        item.id === id ? pinnedAs(item, pinned) : pinnedAs(item, was),
      ),
    );
  }

  /**
   * What goes with the question that is being sent; the next one starts with nothing attached. A file goes as it
   * stands now, a selection as it was attached: its lines may have moved since.
   */
  take(): readonly ContextItem[] {
    const items = this.#items.map((item) => {
      const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === item.place.uri);
      return item.kind === 'file' && open ? pinnedAs(itemOf(open), item.pinned) : item;
    });
    this.#unwanted = [];
    this.#set([]);
    return items;
  }

  find(id: string): ContextItem | undefined {
    return this.#items.find((one) => one.id === id);
  }

  dispose(): void {
    clearTimeout(this.#resting);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #set(items: readonly ContextItem[]): void {
    this.#items = items;
    this.show();
    this.#changed.fire();
  }

  #follow(): void {
    this.#editor = usable(vscode.window.activeTextEditor) ?? this.editor;
    this.show();
    this.#changed.fire();
  }

  /** The selection of the last editor, else its file; nothing that is attached already or looks secret. */
  #suggestion(): Pick<ContextItem, 'id' | 'kind' | 'place'> | undefined {
    const { editor } = this;
    if (!editor || isSecret(editor.document.uri)) return undefined;
    const lines = selectedLines(editor);
    const place = placeOf(editor.document, lines);
    const id = itemId(place);
    const attached = this.#items.some((item) => item.id === id);
    return attached ? undefined : { id, kind: lines ? 'selection' : 'file', place };
  }
}

const pinnedAs = (item: ContextItem, pinned = false): ContextItem => (pinned ? { ...item, pinned } : item);

function usable(editor: vscode.TextEditor | undefined): vscode.TextEditor | undefined {
  return editor && isUserDocument(editor.document) ? editor : undefined;
}
