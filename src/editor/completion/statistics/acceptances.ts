import * as vscode from 'vscode';
import type { CompletionStatistics } from '../../../core/completion/statistics.ts';

/** Completions as they were given to the editor, of which the user may take one. */
export interface GivenText {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly texts: readonly string[];
}

/** Milliseconds after which an accepted text is looked for. */
const LATER = { halfMinute: 30_000, fiveMinutes: 300_000 } as const;
/** More are not followed at once. */
const MOST = 50;
/** Lines around the place in which it is looked for: what stands above may have grown. */
const AROUND = 40;
/** A word that was taken over counts, a single letter was typed. */
const LEAST = 2;

/** Sees in the documents what became of completions: the editor itself does not tell. */
export class Acceptances {
  readonly #statistics: CompletionStatistics;
  readonly #given: () => GivenText | undefined;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #following: vscode.Disposable;

  constructor(statistics: CompletionStatistics, given: () => GivenText | undefined) {
    this.#statistics = statistics;
    this.#given = given;
    this.#following = vscode.workspace.onDidChangeTextDocument((change) => this.#look(change));
  }

  dispose(): void {
    this.#following.dispose();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #look({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const given = this.#given();
    const [change] = contentChanges;
    if (!given || given.document !== document || !change || contentChanges.length > 1) return;
    const { text, range } = change;
    if (text.length < LEAST || text.trim() === '') return;
    if (!given.texts.some((one) => one.startsWith(text))) return;
    if (!range.start.isEqual(given.position)) return;
    this.#statistics.accepted();
    const [line = ''] = text.trim().split('\n', 1);
    for (const [after, milliseconds] of Object.entries(LATER)) {
      if (this.#timers.size >= MOST * 2) return;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        const isThere = !document.isClosed && holds(document, range.start.line, line);
        if (isThere) this.#statistics.kept(after === 'halfMinute' ? 'halfMinute' : 'fiveMinutes');
      }, milliseconds);
      this.#timers.add(timer);
    }
  }
}

function holds(document: vscode.TextDocument, line: number, text: string): boolean {
  const last = Math.min(document.lineCount - 1, line + AROUND);
  for (let at = Math.max(0, line - AROUND); at <= last; at++) {
    if (document.lineAt(at).text.includes(text)) return true;
  }
  return false;
}
