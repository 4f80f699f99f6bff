import * as vscode from 'vscode';
import { type FuzzyQuery, fuzzyScore } from '../../core/text/fuzzy.ts';
import { isSecret } from '../convert.ts';
import { Turn } from '../turn.ts';
import { fileItem, nameOf } from './fileItem.ts';
import { folderItem } from './folderItem.ts';
import type { Mention, MentionRooms, RankedMention } from './mention.ts';
import { documentSymbols, type FoundSymbol, symbolItem, workspaceSymbols } from './symbols.ts';
import { openTabs } from './tabsItem.ts';
import { contextTexts } from './texts.ts';
import type { WorkspacePath } from './workspaceFiles.ts';

/** More rows than any list shows: an open file may still rise among them. */
const MOST_RANKED = 200;
/** An open file is meant sooner than another one whose name is as like. */
const OPEN_BONUS = 30;

/** Files whose names answer the query, the best first; open ones sooner. */
export async function fileMentions(
  rooms: MentionRooms,
  files: readonly WorkspacePath[],
  query: FuzzyQuery,
  most: number,
): Promise<readonly RankedMention[]> {
  const open = new Set(openTabs().map(keyOfOpen));
  const isOpen = (one: WorkspacePath): boolean => open.has(keyOf(one));
  const ranked = (await rankedBy(files, ({ path }) => fuzzyScore(query, path)))
    .map(({ one, score }) => ({ one, score: score + (isOpen(one) ? OPEN_BONUS : 0) }))
    .sort(byScore);
  const found: RankedMention[] = [];
  for (const { one, score } of ranked) {
    if (found.length >= most) break;
    found.push(...fileMention(rooms, uriOf(one)).map((mention) => ({ ...mention, score })));
  }
  return found;
}

/** Without a query: the open files, those in front first, then the others as the disk has them. */
export function openFileMentions(rooms: MentionRooms, files: readonly WorkspacePath[]): readonly Mention[] {
  const uris = [...openTabs(), ...files.map(uriOf)];
  const once = new Map(uris.map((uri) => [uri.toString(), uri]));
  return [...once.values()].slice(0, files.length || once.size).flatMap((uri) => fileMention(rooms, uri));
}

/** Folders of the project whose names answer the query, the best first. */
export async function folderMentions(
  { sources }: MentionRooms,
  folders: readonly WorkspacePath[],
  query: FuzzyQuery,
  most: number,
): Promise<readonly RankedMention[]> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map((folder) => ({ folder, path: '' }));
  const nameOfOne = ({ folder, path }: WorkspacePath): string => path || folder.name;
  const ranked = await rankedBy([...roots, ...folders], (one) => fuzzyScore(query, nameOfOne(one)));
  return ranked.slice(0, most).map(({ one, score }) => {
    const uri = uriOf(one);
    return {
      score,
      id: `folder:${keyOf(one)}`,
      kind: 'folder',
      label: nameOf(uri),
      hint: one.path === '' ? contextTexts.rootFolder : parentOf(one.path),
      take: (signal) => folderItem(uri, sources, signal),
    };
  });
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
const keyOf = ({ folder, path }: WorkspacePath): string => `${folder.index}/${path}`;
function keyOfOpen(uri: vscode.Uri): string | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder && keyOf({ folder, path: uri.path.slice(folder.uri.path.length).replace(/^\//, '') });
}
const uriOf = ({ folder, path }: WorkspacePath): vscode.Uri => vscode.Uri.joinPath(folder.uri, path);

interface Ranked<T> {
  readonly one: T;
  readonly score: number;
}

const byScore = (one: { readonly score: number }, other: { readonly score: number }): number =>
  other.score - one.score;

/** The best of those that have a score, best first; in turns with everybody else. */
async function rankedBy<T>(
  all: readonly T[],
  scoreOf: (one: T) => number | undefined,
): Promise<readonly Ranked<T>[]> {
  let ranked: Ranked<T>[] = [];
  const turn = new Turn();
  for (const one of all) {
    const score = scoreOf(one);
    if (score !== undefined) ranked.push({ one, score });
    if (ranked.length > MOST_RANKED * 4) ranked = ranked.sort(byScore).slice(0, MOST_RANKED);
    if (turn.over) await turn.next();
  }
  return ranked.sort(byScore).slice(0, MOST_RANKED);
}
