import * as vscode from 'vscode';
import { namedBlocks } from '../../core/code/namedBlocks.ts';
import { wholeLines } from '../convert.ts';
import { definitionsOf } from './symbols.ts';

/** A file of at most so many lines is taken whole when nothing else is meant. */
const SMALL_FILE = 200;
/** Where no language server tells, definitions are looked for in so many lines before and behind the cursor. */
const SEARCHED_LINES = 500;

/** A definition that a task can be meant for. */
export interface TakenDefinition {
  readonly title: string;
  /** Whole lines. */
  readonly lines: vscode.Range;
}

/**
 * The lines that a task is meant for: those of the selection, else the innermost definition around the cursor, else
 * a small file as a whole. Nothing when none of these is there.
 * @param writes a blank line at the cursor is meant itself: something is to be written there
 */
export async function takenLines(
  editor: vscode.TextEditor,
  writes = false,
): Promise<vscode.Range | undefined> {
  const { document, selection } = editor;
  if (!selection.isEmpty) return worded(document, wholeLines(document, selection));
  const line = document.lineAt(selection.active.line);
  if (writes && line.isEmptyOrWhitespace) return line.range;
  const [definition] = await definitionsAround(editor);
  if (definition) return definition.lines;
  return document.lineCount > SMALL_FILE ? undefined : worded(document, allLines(document));
}

/** The definitions that hold the cursor or the selection, the innermost first. */
export async function definitionsAround({
  document,
  selection,
}: vscode.TextEditor): Promise<TakenDefinition[]> {
  const told = await definitionsOf(document);
  const found = told.length > 0 ? told : writtenAround(document, selection);
  const height = ({ start, end }: vscode.Range): number => end.line - start.line;
  return found
    .filter(({ range }) => range.contains(selection))
    .map(({ name, range }) => ({ title: name, lines: wholeLines(document, range) }))
    .sort((one, other) => height(one.lines) - height(other.lines));
}

export function allLines(document: vscode.TextDocument): vscode.Range {
  return document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
}

function worded(document: vscode.TextDocument, lines: vscode.Range): vscode.Range | undefined {
  return document.getText(lines).trim() === '' ? undefined : lines;
}

/** Definitions as their lines look. */
function writtenAround(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
): { readonly name: string; readonly range: vscode.Range }[] {
  const first = Math.max(0, start.line - SEARCHED_LINES);
  const searched = document.validateRange(new vscode.Range(first, 0, end.line + SEARCHED_LINES, 0));
  const text = document.getText(searched).replaceAll('\r\n', '\n');
  return namedBlocks(text, document.languageId).map(({ name, start: from, end: to }) => ({
    name,
    range: document.validateRange(new vscode.Range(first + from, 0, first + to - 1, Number.MAX_SAFE_INTEGER)),
  }));
}
