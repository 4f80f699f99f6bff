import * as vscode from 'vscode';
import { type FuzzyQuery, fuzzyScore } from '../../core/text/fuzzy.ts';
import { isSecret } from '../convert.ts';
import { fileItem, nameOf } from './fileItem.ts';
import { folderItem } from './folderItem.ts';
import type { Mention, MentionRooms, RankedMention } from './mention.ts';
import { documentSymbols, type FoundSymbol, symbolItem, workspaceSymbols } from './symbols.ts';
import { openTabs } from './tabsItem.ts';
import { contextTexts } from './texts.ts';
import type { WorkspaceFile } from './workspaceFiles.ts';

/** Milliseconds of comparing before the thread is given back for a moment. */
const STEP = 4;
/** More rows than any list shows: an open file may still rise among them. */
const MOST_RANKED = 200;
/** An open file is meant sooner than another one whose name is as like. */
const OPEN_BONUS = 30;

/** Files whose names answer the query, the best first; open ones sooner. */
export async function fileMentions(
  rooms: MentionRooms,
  files: readonly WorkspaceFile[],
  query: FuzzyQuery,
): Promise<readonly RankedMention[]> {
  const open = new Set(openTabs().map((uri) => uri.toString()));
  const ranked = await rankedBy(files, ({ path }) => fuzzyScore(query, path));
  return ranked
    .map(({ one, score }) => {
      const uri = uriOf(one);
      return { uri, score: score + (open.has(uri.toString()) ? OPEN_BONUS : 0) };
    })
    .sort((one, other) => other.score - one.score)
    .flatMap(({ uri, score }) => fileMention(rooms, uri).map((mention) => ({ ...mention, score })));
}

/** Without a query: the open files, those in front first, then the others as the disk has them. */
export function openFileMentions(rooms: MentionRooms, files: readonly WorkspaceFile[]): readonly Mention[] {
  const uris = [...openTabs(), ...files.map(uriOf)];
  const once = new Map(uris.map((uri) => [uri.toString(), uri]));
  return [...once.values()].slice(0, files.length || once.size).flatMap((uri) => fileMention(rooms, uri));
}

/** Folders that hold files of the project. */
export async function folderMentions(
  { sources }: MentionRooms,
  files: readonly WorkspaceFile[],
  query: FuzzyQuery,
): Promise<readonly RankedMention[]> {
  const folders = new Map<string, vscode.Uri>();
  for (const { folder, path } of files) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const name = path.slice(0, end);
      const key = `${folder.index}/${name}`;
      if (folders.has(key)) break;
      folders.set(key, vscode.Uri.joinPath(folder.uri, name));
    }
  }
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri, name, index }) => ({
    uri,
    path: name,
    key: `${index}`,
  }));
  const inner = [...folders].map(([key, uri]) => ({ uri, path: key.slice(key.indexOf('/') + 1), key }));
  const ranked = await rankedBy([...roots, ...inner], ({ path }) => fuzzyScore(query, path));
  return ranked.map(({ one: { uri, path, key }, score }) => ({
    score,
    id: `folder:${key}`,
    kind: 'folder',
    label: nameOf(uri),
    hint: key.includes('/') ? parentOf(path) : contextTexts.rootFolder,
    take: (signal) => folderItem(uri, sources, signal),
  }));
}

/** Definitions: of the document that the user was in, then of the workspace. */
export async function symbolMentions(
  { editor }: MentionRooms,
  text: string,
  query: FuzzyQuery,
  most: number,
): Promise<readonly Mention[]> {
  const current = editor();
  const [here, everywhere] = await Promise.all([
    current && !isSecret(current.document.uri) ? documentSymbols(current.document) : [],
    text.length > 1 ? workspaceSymbols(text) : [],
  ]);
  const atCursor = (symbol: FoundSymbol): number =>
    text === '' && current && symbol.range.contains(current.selection.active)
      ? 1 + symbol.range.start.line
      : 0;
  const own = here
    .flatMap((symbol) => {
      const score = fuzzyScore(query, symbol.name);
      return score === undefined ? [] : [{ symbol, score: score + atCursor(symbol) }];
    })
    .sort((one, other) => other.score - one.score);
  const found = [...own.map(({ symbol }) => symbol), ...everywhere];
  const once = new Map(found.map((symbol) => [placeKey(symbol), symbol]));
  return [...once].slice(0, most).map(([key, symbol]) => symbolMention(key, symbol));
}

function symbolMention(key: string, symbol: FoundSymbol): Mention {
  const { name, container, uri, range } = symbol;
  const place = `${nameOf(uri)}:${range.start.line + 1}`;
  return {
    id: `symbol:${key}`,
    kind: 'symbol',
    label: name,
    hint: container ? `${container} · ${place}` : place,
    take: () => symbolItem(symbol),
  };
}

const placeKey = ({ uri, range, name }: FoundSymbol): string =>
  `${uri.toString()}#${range.start.line}:${name.replace(/\(.*$/, '')}`;

function fileMention({ sources, attached }: MentionRooms, uri: vscode.Uri): readonly Mention[] {
  if (attached().has(uri.toString())) return [];
  return [
    {
      id: `file:${uri.toString()}`,
      kind: 'file',
      label: nameOf(uri),
      hint: parentOf(vscode.workspace.asRelativePath(uri)),
      take: () => fileItem(uri, sources),
    },
  ];
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
const uriOf = ({ folder, path }: WorkspaceFile): vscode.Uri => vscode.Uri.joinPath(folder.uri, path);

/** The best of those that have a score, best first; the thread is given back every few milliseconds. */
async function rankedBy<T>(
  all: readonly T[],
  scoreOf: (one: T) => number | undefined,
): Promise<readonly { readonly one: T; readonly score: number }[]> {
  const best = (ranked: { readonly one: T; readonly score: number }[]) =>
    ranked.sort((one, other) => other.score - one.score).slice(0, MOST_RANKED);
  let ranked: { readonly one: T; readonly score: number }[] = [];
  let began = performance.now();
  for (const [index, one] of all.entries()) {
    const score = scoreOf(one);
    if (score !== undefined) ranked.push({ one, score });
    if (ranked.length > MOST_RANKED * 4) ranked = best(ranked);
    if (index % 64 > 0 || performance.now() - began < STEP) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
  return best(ranked);
}
