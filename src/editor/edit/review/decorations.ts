import * as vscode from 'vscode';
import type { ShownReview } from './shownReview.ts';

interface Kinds {
  readonly old: vscode.TextEditorDecorationType;
  /** The words of old lines, without the blanks before them. */
  readonly struck: vscode.TextEditorDecorationType;
  readonly now: vscode.TextEditorDecorationType;
  readonly current: vscode.TextEditorDecorationType;
  readonly conflict: vscode.TextEditorDecorationType;
}

/** The colours of a review: those of the editor's own comparisons. */
export class ReviewDecorations implements vscode.Disposable {
  #kinds = kindsOf(vscode.window.activeColorTheme.kind);
  readonly #registration: vscode.Disposable;

  constructor(redraw: () => void) {
    this.#registration = vscode.window.onDidChangeActiveColorTheme(({ kind }) => {
      this.#forget();
      this.#kinds = kindsOf(kind);
      redraw();
    });
  }

  draw(editor: vscode.TextEditor, shown: ShownReview): void {
    const of = (pick: (hunk: ShownReview['hunks'][number]) => readonly [number, number]): vscode.Range[] =>
      shown.hunks.flatMap((hunk) => {
        const [start, end] = pick(hunk);
        return end > start ? [new vscode.Range(start, 0, end - 1, 0)] : [];
      });
    editor.setDecorations(
      this.#kinds.old,
      of(({ old }) => [old.start, old.end]),
    );
    editor.setDecorations(this.#kinds.struck, struckOf(editor.document, shown));
    editor.setDecorations(
      this.#kinds.now,
      of(({ now }) => [now.start, now.end]),
    );
    editor.setDecorations(
      this.#kinds.current,
      of(({ id, old, now }) => (id === shown.current && !shown.writing ? [old.start, now.end] : [0, 0])),
    );
    editor.setDecorations(
      this.#kinds.conflict,
      of(({ conflict, old, now }) => (conflict ? [old.start, now.end] : [0, 0])),
    );
  }

  #forget(): void {
    for (const kind of Object.values(this.#kinds)) kind.dispose();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#forget();
  }
}

function struckOf(document: vscode.TextDocument, { hunks }: ShownReview): vscode.Range[] {
  return hunks.flatMap(({ old }) =>
    Array.from({ length: Math.min(old.end, document.lineCount) - old.start }, (_, at) => {
      const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(old.start + at);
      return range.with(range.start.translate(0, firstNonWhitespaceCharacterIndex));
    }),
  );
}

function kindsOf(theme: vscode.ColorThemeKind): Kinds {
  const colour = (id: string): vscode.ThemeColor => new vscode.ThemeColor(id);
  // High contrast has no grounds behind lines: it frames them.
  const framed =
    theme === vscode.ColorThemeKind.HighContrast || theme === vscode.ColorThemeKind.HighContrastLight;
  const frame = (id: string) => (framed ? { border: '1px dashed', borderColor: colour(id) } : {});
  const { createTextEditorDecorationType: made } = vscode.window;
  return {
    old: made({
      isWholeLine: true,
      backgroundColor: colour('diffEditor.removedLineBackground'),
      overviewRulerColor: colour('editorOverviewRuler.deletedForeground'),
      ...frame('diffEditor.removedTextBorder'),
    }),
    struck: made({ textDecoration: 'line-through' }),
    now: made({
      isWholeLine: true,
      backgroundColor: colour('diffEditor.insertedLineBackground'),
      overviewRulerColor: colour('editorOverviewRuler.addedForeground'),
      ...frame('diffEditor.insertedTextBorder'),
    }),
    current: made({
      isWholeLine: true,
      borderStyle: 'solid',
      borderWidth: '0 0 0 3px',
      borderColor: colour('focusBorder'),
    }),
    conflict: made({
      isWholeLine: true,
      overviewRulerColor: colour('editorOverviewRuler.warningForeground'),
      borderStyle: 'solid',
      borderWidth: '0 0 0 3px',
      borderColor: colour('editorWarning.foreground'),
    }),
  };
}
