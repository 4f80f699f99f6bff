import * as vscode from 'vscode';
import { allLines, definitionsAround } from './takenPiece.ts';
import { chooseCodeTexts, linesText } from './texts.ts';

interface Choice extends vscode.QuickPickItem {
  readonly lines: vscode.Range;
}

/**
 * Offers the code around the cursor, the innermost first: the selection, definitions, the file. Each is selected when
 * it is gone over, so it is seen; the one that is chosen stays so, and tasks are for it.
 * @returns whether one was chosen
 */
export async function chooseCode(editor: vscode.TextEditor): Promise<boolean> {
  const { document, selection, selections } = editor;
  const choices: Choice[] = (await definitionsAround(editor)).map(({ title, lines }) =>
    choiceOf(title, lines),
  );
  if (!selection.isEmpty) choices.unshift(choiceOf(chooseCodeTexts.selection, selection));
  choices.push(choiceOf(chooseCodeTexts.file, allLines(document)));
  const chosen = await vscode.window.showQuickPick(choices, {
    title: chooseCodeTexts.title,
    onDidSelectItem: (item) => {
      const choice = choices.find((one) => one === item);
      if (choice) select(editor, choice.lines);
    },
  });
  if (chosen) select(editor, chosen.lines);
  else editor.selections = selections;
  return chosen !== undefined;
}

function choiceOf(label: string, lines: vscode.Range): Choice {
  return { label, description: linesText(lines.start.line + 1, lines.end.line + 1), lines };
}

function select(editor: vscode.TextEditor, lines: vscode.Range): void {
  editor.selection = new vscode.Selection(lines.start, lines.end);
  editor.revealRange(lines, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
