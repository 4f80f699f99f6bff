import * as vscode from 'vscode';
import { wholeLines } from '../convert.ts';
import { type Definition, definitionsOf } from './symbols.ts';

/** A file of at most so many lines is taken whole when nothing else is meant. */
const SMALL_FILE = 200;
/** A language server that is still starting must not hold the command up. */
const SYMBOLS_MILLISECONDS = 1500;

/**
 * The lines that a task is meant for: those of the selection, else the innermost definition around the cursor, else
 * a small file as a whole. Nothing when none of these is there.
 * @param writes a blank line at the cursor is meant itself: something is to be written there
 */
export async function takenLines(
  { document, selection }: vscode.TextEditor,
  writes = false,
): Promise<vscode.Range | undefined> {
  if (!selection.isEmpty) return worded(document, wholeLines(document, selection));
  const line = document.lineAt(selection.active.line);
  if (writes && line.isEmptyOrWhitespace) return line.range;
  const definition = await enclosingDefinition(document, selection.active);
  if (definition) return wholeLines(document, definition);
  if (document.lineCount > SMALL_FILE) return undefined;
  const end = document.lineAt(document.lineCount - 1).range.end;
  return worded(document, new vscode.Range(new vscode.Position(0, 0), end));
}

function worded(document: vscode.TextDocument, lines: vscode.Range): vscode.Range | undefined {
  return document.getText(lines).trim() === '' ? undefined : lines;
}

async function enclosingDefinition(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Range | undefined> {
  const definitions = await Promise.race([definitionsOf(document.uri), late()]);
  return definitions
    .map(({ range }) => range)
    .filter((range) => range.contains(position))
    .reduce<vscode.Range | undefined>(
      (inner, range) => (inner?.contains(range) === false ? inner : range),
      undefined,
    );
}

function late(): Promise<Definition[]> {
  return new Promise((resolve) => setTimeout(() => resolve([]), SYMBOLS_MILLISECONDS));
}
