import * as vscode from 'vscode';
import type { ContextItem } from '../../core/context/contextItem.ts';
import { terminalSelectionItem } from '../context/terminalItem.ts';
import { terminalTexts } from './texts.ts';

/** Asks in the panel about what is selected in the terminal. */
export async function explainSelection(
  ask: (question: string, items: readonly ContextItem[]) => Promise<void>,
): Promise<void> {
  const { items } = await terminalSelectionItem();
  if (items.length === 0) void vscode.window.showInformationMessage(terminalTexts.nothingSelected);
  else await ask(terminalTexts.explain, items);
}
