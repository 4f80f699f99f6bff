import * as vscode from 'vscode';
import { wholeLines } from '../convert.ts';

/** A file of at most so many lines is taken whole when nothing else is meant. */
const SMALL_FILE = 200;
/** A language server that is still starting must not hold the command up. */
const SYMBOLS_MILLISECONDS = 1500;

const DEFINITIONS: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
]);

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
  const symbols = await Promise.race([documentSymbols(document), late()]);
  return symbols
    .filter(({ kind, range }) => DEFINITIONS.has(kind) && range.contains(position))
    .map(({ range }) => range)
    .reduce<vscode.Range | undefined>(
      (inner, range) => (inner?.contains(range) === false ? inner : range),
      undefined,
    );
}

interface Definition {
  readonly kind: vscode.SymbolKind;
  readonly range: vscode.Range;
}

async function documentSymbols(document: vscode.TextDocument): Promise<Definition[]> {
  try {
    const symbols = await vscode.commands.executeCommand<
      (vscode.DocumentSymbol | vscode.SymbolInformation)[]
    >('vscode.executeDocumentSymbolProvider', document.uri);
    return (symbols ?? []).flatMap(flat);
  } catch {
    // A language server that fails knows no definitions.
    return [];
  }
}

function flat(symbol: vscode.DocumentSymbol | vscode.SymbolInformation): Definition[] {
  if (!('children' in symbol)) return [{ kind: symbol.kind, range: symbol.location.range }];
  return [{ kind: symbol.kind, range: symbol.range }, ...symbol.children.flatMap(flat)];
}

function late(): Promise<Definition[]> {
  return new Promise((resolve) => setTimeout(() => resolve([]), SYMBOLS_MILLISECONDS));
}
