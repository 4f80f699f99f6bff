import * as vscode from 'vscode';
import { documentSymbols, type FoundSymbol } from '../context/symbols.ts';

const DEFINITIONS: ReadonlySet<vscode.SymbolKind> = new Set([
  vscode.SymbolKind.Function,
  vscode.SymbolKind.Method,
  vscode.SymbolKind.Constructor,
  vscode.SymbolKind.Class,
  vscode.SymbolKind.Interface,
  vscode.SymbolKind.Enum,
  vscode.SymbolKind.Struct,
]);

/** Functions, methods and types of a document, as its language server tells them; none where it fails or is slow. */
export async function definitionsOf(document: vscode.TextDocument): Promise<readonly FoundSymbol[]> {
  return (await documentSymbols(document)).filter(({ kind }) => DEFINITIONS.has(kind));
}
