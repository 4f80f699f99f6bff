import * as vscode from 'vscode';
import type { EditTask } from '../../core/edit/task.ts';
import { itemOf } from '../convert.ts';
import type { Ask } from './editCommands.ts';
import { takenLines } from './takenPiece.ts';
import { editTexts } from './texts.ts';

/** Asks in the panel about the code under the cursor; its place goes along as a chip. */
export async function askAbout(task: EditTask, ask: Ask): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const lines = editor && (await takenLines(editor));
  if (!editor || !lines) {
    void vscode.window.showInformationMessage(editor ? editTexts.nothingTaken : editTexts.noEditor);
    return;
  }
  const { document } = editor;
  const whole = lines.start.line === 0 && lines.end.line === document.lineCount - 1;
  await ask(task.request, [whole ? itemOf(document) : itemOf(document, lines)]);
}
