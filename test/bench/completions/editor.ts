/**
 * An editor without a window: as much of `vscode` as completions need, over the one that does nothing, and the built
 * extension in it.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as vscode from 'vscode';
import { anything, fakeContext, fakeVscode, Uri } from '../../support/fakeVscode.ts';
import { root } from '../../support/project.ts';
import { serveVscode } from '../../support/vscodeModule.ts';

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }

  isEqual({ line, character }: Position): boolean {
    return line === this.line && character === this.character;
  }

  translate(lines: number, characters: number): Position {
    return new Position(this.line + lines, this.character + characters);
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(start: Position, end: Position) {
    this.start = start;
    this.end = end;
  }

  get isSingleLine(): boolean {
    return this.start.line === this.end.line;
  }
}

class Selection extends Range {
  get active(): Position {
    return this.end;
  }
}

export class Item {
  readonly insertText: string;
  readonly range: Range;

  constructor(insertText: string, range: Range) {
    this.insertText = insertText;
    this.range = range;
  }
}

class Event<T> {
  readonly #listeners = new Set<(value: T) => unknown>();

  readonly on = (listener: (value: T) => unknown): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}

/** A cancellation of the editor's. */
export class Cancellation {
  readonly #cancelled = new Event<void>();
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => this.#cancelled.on(listener),
  };

  cancel(): void {
    if (this.token.isCancellationRequested) return;
    this.token.isCancellationRequested = true;
    this.#cancelled.fire();
  }
}

/** An open document that is edited at its cursor: lines, so that a key costs the same however long it is. */
export class Document {
  readonly uri: Uri;
  readonly languageId: string;
  readonly lines: string[];
  version = 1;
  cursor: Position;

  constructor(file: string, languageId: string, head: string, tail: string) {
    this.uri = Uri.file(file);
    this.languageId = languageId;
    const above = head.split('\n');
    this.cursor = new Position(above.length - 1, above.at(-1)?.length ?? 0);
    this.lines = `${head}${tail}`.split('\n');
  }

  get lineCount(): number {
    return this.lines.length;
  }

  lineAt(line: number): { readonly text: string } {
    return { text: this.lines[line] ?? '' };
  }

  /** Takes characters of the cursor's line back, then types. */
  edit(removes: number, types: string): void {
    const { line, character } = this.cursor;
    const text = this.lines[line] ?? '';
    const [first = '', ...more] = `${text.slice(0, character - removes)}${types}`.split('\n');
    const last = more.at(-1) ?? first;
    const written = [first, ...more];
    written[written.length - 1] = last + text.slice(character);
    this.lines.splice(line, 1, ...written);
    this.cursor = new Position(line + more.length, last.length);
    this.version += 1;
  }
}

export interface Provider {
  provideInlineCompletionItems(
    document: Document,
    position: Position,
    context: { readonly triggerKind: number },
    token: Cancellation['token'],
  ): Promise<Item[] | undefined> | undefined;
}

export interface Editor {
  readonly provider: Provider;
  /** Shows the document. */
  open(document: Document): void;
  /** The cursor moved. */
  moved(document: Document): void;
}

function at(document: Document): { document: Document; selection: Selection; selections: Selection[] } {
  const selection = new Selection(document.cursor, document.cursor);
  return { document, selection, selections: [selection] };
}

/** Loads dist/extension.js and activates it. Once a process: the extension's modules stay loaded. */
export async function startEditor(settings: Readonly<Record<string, unknown>>): Promise<Editor> {
  const activeEditor = new Event<unknown>();
  const selection = new Event<unknown>();
  let shown: ReturnType<typeof at> | undefined;
  let provider: Provider | undefined;
  const fake = fakeVscode(root);
  const defaults = Reflect.get(fake['workspace'] as object, 'getConfiguration');
  const getConfiguration = (section: string): unknown => {
    const own = defaults(section);
    const get = (key: string, fallback?: unknown): unknown =>
      settings[`${section}.${key}`] ?? own.get(key, fallback);
    return { ...own, get };
  };
  serveVscode({
    ...fake,
    Position,
    Range,
    Selection,
    InlineCompletionItem: Item,
    InlineCompletionTriggerKind: { Invoke: 0, Automatic: 1 },
    workspace: anything({
      getConfiguration,
      workspaceFolders: [],
      textDocuments: [],
      isTrusted: true,
      asRelativePath: ({ fsPath }: Uri) => path.basename(fsPath),
    }),
    window: anything({
      visibleTextEditors: [],
      tabGroups: anything({ all: [] }),
      get activeTextEditor() {
        return shown;
      },
      onDidChangeActiveTextEditor: activeEditor.on,
      onDidChangeTextEditorSelection: selection.on,
    }),
    languages: anything({
      registerInlineCompletionItemProvider: (_selector: unknown, registered: Provider) => {
        provider ??= registered;
        return { dispose: () => {} };
      },
    }),
  });
  const require = createRequire(import.meta.url);
  await require(path.join(root, 'dist/extension.js')).activate(fakeContext(root) as vscode.ExtensionContext);
  if (!provider) throw new Error('the extension registered no provider of inline completions');
  return {
    provider,
    open: (document) => {
      shown = at(document);
      activeEditor.fire(shown);
    },
    moved: (document) => {
      shown = at(document);
      selection.fire({ textEditor: shown });
    },
  };
}
