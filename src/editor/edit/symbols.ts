import * as vscode from 'vscode';

/** Something that a file defines. */
export interface Definition {
  readonly kind: vscode.SymbolKind;
  /** What it is called. */
  readonly title: string;
  readonly range: vscode.Range;
  /** Where its name stands. */
  readonly name: vscode.Position;
}

const DEFINITIONS: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
]);

/** Functions, methods and types of a document, as its language server tells them; none where it fails. */
export async function definitionsOf(uri: vscode.Uri): Promise<Definition[]> {
  try {
    const symbols = await vscode.commands.executeCommand<
      (vscode.DocumentSymbol | vscode.SymbolInformation)[]
    >('vscode.executeDocumentSymbolProvider', uri);
    return (symbols ?? []).flatMap(flat).filter(({ kind }) => DEFINITIONS.has(kind));
  } catch {
    return [];
  }
}

function flat(symbol: vscode.DocumentSymbol | vscode.SymbolInformation): Definition[] {
  const { kind, name: title } = symbol;
  if (!('children' in symbol)) {
    const { range } = symbol.location;
    return [{ kind, title, range, name: range.start }];
  }
  const { range, selectionRange, children } = symbol;
  return [{ kind, title, range, name: selectionRange.start }, ...children.flatMap(flat)];
}
