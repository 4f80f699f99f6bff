import * as vscode from 'vscode';
import type { ContextItem } from '../../core/context/contextItem.ts';
import { explain } from '../../core/edit/tasks/explain.ts';
import { itemOf } from '../convert.ts';
import { takenLines } from './takenPiece.ts';
import { editTexts } from './texts.ts';

/** Opens the panel and asks there. */
export type Ask = (question: string, items: readonly ContextItem[]) => Promise<void>;

/** Asks in the panel what the code under the cursor does; its place goes along as a chip. */
export async function explainCode(ask: Ask): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const lines = editor && (await takenLines(editor));
  if (!editor || !lines) {
    void vscode.window.showInformationMessage(editor ? editTexts.nothingTaken : editTexts.noEditor);
    return;
  }
  const { document } = editor;
  const whole = lines.start.line === 0 && lines.end.line === document.lineCount - 1;
  await ask(explain.request, [whole ? itemOf(document) : itemOf(document, lines)]);
}
