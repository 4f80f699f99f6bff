import * as vscode from 'vscode';
import type { ContextItem } from '../../core/context/contextItem.ts';
import type { EditTask } from '../../core/edit/task.ts';
import { itemOf } from '../convert.ts';
import type { Ask } from './editCommands.ts';
import { problemsAt } from './problems.ts';
import { takenLines } from './takenPiece.ts';
import { editTexts, problemTexts } from './texts.ts';

/** Asks in the panel about the code under the cursor; its place goes along as a chip. @param shown how the code is shown to the model */
export async function askAbout(
  task: EditTask,
  ask: Ask,
  shown: (item: ContextItem) => ContextItem = (item) => item,
): Promise<void> {
  const taken = await takenItem();
  if (taken) await ask(task.request, [shown(taken.item)]);
}

/** Asks in the panel about what the editor complains of at the cursor. */
export async function askAboutProblem(ask: Ask): Promise<void> {
  const taken = await takenItem();
  if (!taken) return;
  const { document, selection } = taken.editor;
  const messages = problemsAt(document.uri, selection.active).map(({ message }) => message);
  if (messages.length === 0) void vscode.window.showInformationMessage(editTexts.noProblem);
  else await ask(problemTexts.question(selection.active.line + 1, messages), [taken.item]);
}

/** Nothing when no code is meant; the user is told. */
async function takenItem(): Promise<
  { readonly editor: vscode.TextEditor; readonly item: ContextItem } | undefined
> {
  const editor = vscode.window.activeTextEditor;
  const lines = editor && (await takenLines(editor));
  if (!editor || !lines) {
    void vscode.window.showInformationMessage(editor ? editTexts.nothingTaken : editTexts.noEditor);
    return undefined;
  }
  const { document } = editor;
  const whole = lines.start.line === 0 && lines.end.line === document.lineCount - 1;
  return { editor, item: whole ? itemOf(document) : itemOf(document, lines) };
}
