import * as vscode from 'vscode';
import type { Cursor, SourceText } from '../../core/completion/window.ts';

/** An open document as completions read it: line by line. */
export class DocumentText implements SourceText {
  readonly uri: string;
  readonly path: string;
  readonly #document: vscode.TextDocument;

  constructor(document: vscode.TextDocument) {
    this.#document = document;
    this.uri = document.uri.toString();
    this.path = vscode.workspace.asRelativePath(document.uri);
  }

  /** Lines that stand before the document's own. */
  get lead(): number {
    return 0;
  }

  get language(): string {
    return this.#document.languageId;
  }

  get lineCount(): number {
    return this.#document.lineCount;
  }

  line(index: number): string {
    return this.#document.lineAt(index).text;
  }
}

/** Where a completion goes: it replaces `range` and begins with `begun`. */
export interface InsertionPlace {
  readonly cursor: Cursor;
  readonly range: vscode.Range;
  readonly begun: string;
}

/**
 * The place at the cursor. While the suggestion widget is open, a completion has to go on from its choice; nothing
 * when that choice is not a continuation of what was typed, or nothing was typed of it: the choice is then the
 * widget's own, not the user's.
 */
export function insertionPlace(
  text: DocumentText,
  position: vscode.Position,
  chosen: vscode.SelectedCompletionInfo | undefined,
): InsertionPlace | undefined {
  const at = text.lead + position.line;
  const line = text.line(at);
  const before = line.slice(0, position.character);
  const after = line.slice(position.character);
  if (!chosen) {
    const cursor = { line: at, before, after };
    return { cursor, range: new vscode.Range(position, position), begun: '' };
  }
  const { range, text: begun } = chosen;
  const typed = line.slice(range.start.character, position.character);
  if (!range.isSingleLine || !range.end.isEqual(position)) return undefined;
  if (typed === '' || !begun.startsWith(typed)) return undefined;
  const cursor = { line: at, before: line.slice(0, range.start.character) + begun, after };
  return { cursor, range, begun };
}
