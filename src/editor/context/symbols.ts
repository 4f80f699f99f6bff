import * as vscode from 'vscode';
import { isSecret, isUserDocument, itemOf, wholeLines } from '../convert.ts';
import { inTime } from '../inTime.ts';
import { type Attached, attached, refused } from './attached.ts';

/** Something that a language's own extension knows as a definition. */
export interface FoundSymbol {
  readonly name: string;
  readonly kind: vscode.SymbolKind;
  /** What holds it; empty at the top. */
  readonly container: string;
  readonly uri: vscode.Uri;
  /** All of it, where known; else its name alone. */
  readonly range: vscode.Range;
  /** Where its name stands, or what is known of it begins. */
  readonly start: vscode.Position;
}

/** Milliseconds: an extension that reads a large project first is not waited for. */
const PATIENCE = 2000;
const MOST_SYMBOLS = 500;

/** The definitions of an open document, in its order. */
export async function documentSymbols(document: vscode.TextDocument): Promise<readonly FoundSymbol[]> {
  const found = await asked<vscode.DocumentSymbol | vscode.SymbolInformation>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  const flat = (symbols: readonly vscode.DocumentSymbol[], container: string): FoundSymbol[] =>
    symbols.flatMap(({ name, kind, range, selectionRange, children }) => [
      { name, kind, container, uri: document.uri, range, start: selectionRange.start },
      ...flat(children, name),
    ]);
  return found.flatMap((symbol) => ('children' in symbol ? flat([symbol], '') : fromInformation(symbol)));
}

/** Definitions anywhere in the workspace whose names are like the query. */
export async function workspaceSymbols(query: string): Promise<readonly FoundSymbol[]> {
  const found = await asked<vscode.SymbolInformation>('vscode.executeWorkspaceSymbolProvider', query);
  return found
    .slice(0, MOST_SYMBOLS)
    .map(fromInformation)
    .filter(({ uri }) => vscode.workspace.getWorkspaceFolder(uri) !== undefined && !isSecret(uri));
}

/** The lines of a definition, whole. */
export async function symbolItem({ uri, range, name }: FoundSymbol): Promise<Attached> {
  if (isSecret(uri)) return refused(name, 'secret');
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    if (!isUserDocument(document)) return refused(name, 'unreadable');
    const whole = range.isSingleLine ? await wholeRange(document, range, name) : range;
    const item = itemOf(document, wholeLines(document, document.validateRange(whole)));
    return attached({ ...item, kind: 'symbol' });
  } catch {
    return refused(name, 'gone');
  }
}

/** A search over the workspace often tells where a name stands and not how far its definition goes. */
async function wholeRange(
  document: vscode.TextDocument,
  at: vscode.Range,
  name: string,
): Promise<vscode.Range> {
  const symbols = await documentSymbols(document);
  const own = symbols.filter(({ range, name: one }) => range.contains(at.start) && sameName(one, name));
  return own.at(-1)?.range ?? at;
}

/** `total()` and `total` are the same. */
const sameName = (one: string, other: string): boolean =>
  one.replace(/\(.*$/, '') === other.replace(/\(.*$/, '');

function fromInformation({ name, kind, containerName, location }: vscode.SymbolInformation): FoundSymbol {
  const { uri, range } = location;
  return { name, kind, container: containerName ?? '', uri, range, start: range.start };
}

async function asked<T>(command: string, argument: unknown): Promise<readonly T[]> {
  return (await inTime(vscode.commands.executeCommand<T[] | undefined>(command, argument), PATIENCE)) ?? [];
}
