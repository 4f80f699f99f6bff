import * as vscode from 'vscode';

/**
 * Shows which code is meant for as long as something is asked or awaited about it. What the user has selected is seen
 * without that.
 */
export async function whileMarked<T>(
  editor: vscode.TextEditor,
  lines: vscode.Range,
  body: () => Promise<T>,
): Promise<T> {
  if (!editor.selection.isEmpty) return body();
  const colour = (id: string): vscode.ThemeColor => new vscode.ThemeColor(id);
  const mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: colour('editor.rangeHighlightBackground'),
    overviewRulerColor: colour('editorOverviewRuler.rangeHighlightForeground'),
    // High contrast has no grounds behind lines.
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    borderColor: colour('focusBorder'),
  });
  editor.setDecorations(mark, [lines]);
  try {
    return await body();
  } finally {
    mark.dispose();
  }
}
