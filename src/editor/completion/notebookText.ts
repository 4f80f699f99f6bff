import * as vscode from 'vscode';
import { lexiconOf } from '../../core/code/lexicon.ts';
import { DocumentText } from './documentText.ts';

/** Earlier lines of a notebook that are looked at. */
const MOST_LINES = 2000;

/** Lines of an earlier cell, and where they begin. */
interface Part {
  readonly first: number;
  readonly document: vscode.TextDocument;
  /** What stands before each line: notes become comments. */
  readonly mark: string;
}

/** A cell of a notebook as completions read it: below the cells before it, a blank line between two. */
export class NotebookText extends DocumentText {
  readonly #parts: readonly Part[];
  readonly #lead: number;

  constructor(cell: vscode.TextDocument, notebook: vscode.NotebookDocument) {
    super(cell);
    const before: Part[] = [];
    let lead = 0;
    for (const { document, kind } of cellsBefore(cell, notebook)) {
      const mark = kind === vscode.NotebookCellKind.Markup ? commentMark(cell.languageId) : '';
      if (mark === undefined) continue;
      before.push({ first: lead, document, mark });
      lead += document.lineCount + 1;
    }
    this.#parts = before;
    this.#lead = lead;
  }

  override get lead(): number {
    return this.#lead;
  }

  override get lineCount(): number {
    return this.#lead + super.lineCount;
  }

  override line(index: number): string {
    if (index >= this.#lead) return super.line(index - this.#lead);
    const part = this.#parts.findLast(({ first }) => first <= index);
    if (!part) return '';
    const { document, first, mark } = part;
    return index - first < document.lineCount ? mark + document.lineAt(index - first).text : '';
  }
}

/** Notes, and cells in the language of this one, in their order; the last of them when there are too many. */
function cellsBefore(cell: vscode.TextDocument, notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
  const cells = notebook.getCells();
  const before = cells.slice(
    0,
    Math.max(
      0,
      cells.findIndex(({ document }) => document === cell),
    ),
  );
  let lines = 0;
  return before
    .filter(
      ({ document, kind }) =>
        kind === vscode.NotebookCellKind.Markup || document.languageId === cell.languageId,
    )
    .toReversed()
    .filter(({ document }) => {
      lines += document.lineCount + 1;
      return lines <= MOST_LINES;
    })
    .toReversed();
}

/** Nothing where the language has no comments to the end of the line. */
function commentMark(language: string): string | undefined {
  const [mark] = lexiconOf(language).lineComments;
  return mark && `${mark} `;
}

/** A document as completions read it. @param known what it was read by before */
export function readableText(document: vscode.TextDocument, known: DocumentText | undefined): DocumentText {
  if (document.uri.scheme !== 'vscode-notebook-cell') return known ?? new DocumentText(document);
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.path === document.uri.path);
  // Cells before it may have changed: it is made anew.
  return notebook ? new NotebookText(document, notebook) : new DocumentText(document);
}
