import * as vscode from 'vscode';

/**
 * Shows which code is meant for as long as something is asked or awaited about it. What the user has selected is seen
 * without that.
 * @param lines may be told later: the body does not wait for them
 */
export async function whileMarked<T>(
  editor: vscode.TextEditor,
  lines: vscode.Range | Promise<vscode.Range | undefined>,
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
  let over = false;
  const draw = async (): Promise<void> => {
    const found = await lines;
    if (found && !over) editor.setDecorations(mark, [found]);
  };
  try {
    void draw();
    return await body();
  } finally {
    over = true;
    mark.dispose();
  }
}
