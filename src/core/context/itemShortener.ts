import type { ContextItem, ItemFile, ItemKind } from './contextItem.ts';
import { type Outline, outlined, readOutline } from './outline.ts';
import { renderItem } from './render.ts';
import { renderFiles } from './renderFiles.ts';
import type { CutReason } from './report.ts';
import type { Room } from './room.ts';
import { headAndTail, listBeginning, type Shorten, type Shortened } from './shorten.ts';
import { shortenDiff } from './shortenDiff.ts';
import { shownFiles } from './shortenFiles.ts';
import { shortenLog } from './shortenLog.ts';

type CutItem = (item: ContextItem, asked: ReadonlySet<string>, room: Room) => Shortened | undefined;

/** How an item of each kind gets smaller. */
const WAYS: Readonly<Record<ItemKind, CutItem>> = {
  file: byOutline,
  selection: byOutline,
  symbol: byOutline,
  folder: byFiles,
  tabs: byFiles,
  problems: byText(listBeginning, 'size'),
  changes: byText(shortenDiff, 'hunks'),
  terminal: byText(shortenLog, 'log'),
  // A piece of what was found is whole or out: half of it says nothing.
  found: () => undefined,
  codebase: () => undefined,
};

/** Text of an item as it goes into the prompt when there is room for all of it. */
export function wholeItem(item: ContextItem): string {
  const { files } = item;
  return files && files.length > 0
    ? renderFiles(
        item,
        item.text,
        files.map((file) => ({ file, text: file.text })),
      )
    : renderItem(item, item.text);
}

/**
 * An item in its kind's own way, else by its beginning and end.
 * @param asked names that the question holds
 * @param room for the item as it goes into the prompt, fence and all
 */
export function shortenItem(
  item: ContextItem,
  asked: ReadonlySet<string>,
  room: Room,
): Shortened | undefined {
  if (item.kind === 'found' || item.kind === 'codebase') return undefined;
  return WAYS[item.kind](item, asked, room) ?? byText(headAndTail, 'size')(item, asked, room);
}

/** Those of the names that the item defines: others change nothing in how it is shortened. */
export function namesThatMatter(item: ContextItem, asked: ReadonlySet<string>): string {
  if (asked.size === 0) return '';
  const outlined = ['file', 'selection', 'symbol'].includes(item.kind)
    ? [outlineOf(item, item.place.path)]
    : [];
  const files = WAYS[item.kind] === byFiles ? (item.files ?? []) : [];
  return [...outlined, ...files.map((file) => outlineOf(file, file.path))]
    .flatMap((outline) => [...(outline?.definitions.values() ?? [])])
    .filter((name) => asked.has(name))
    .join(' ');
}

/** Why an item is left out whose kind is not shortened. */
export function leftOutReason({ kind }: ContextItem): CutReason {
  return kind === 'found' ? 'rank' : 'size';
}

function byText(shorten: Shorten, reason: CutReason): CutItem {
  return (item, _, room) => {
    const render = (text: string): string => renderItem(item, text);
    const text = shorten(item.text, { ...room, measure: (candidate) => room.measure(render(candidate)) });
    return text === undefined ? undefined : { text: render(text), reason };
  };
}

/** Items and files do not change; the gauge asks with every key. */
const outlines = new WeakMap<ContextItem | ItemFile, { readonly outline: Outline | undefined }>();

function outlineOf(source: ContextItem | ItemFile, path: string): Outline | undefined {
  const known = outlines.get(source) ?? { outline: readOutline({ path, text: source.text }) };
  outlines.set(source, known);
  return known.outline;
}

function byOutline(item: ContextItem, asked: ReadonlySet<string>, room: Room): Shortened | undefined {
  const { path, firstLine = 1 } = item.place;
  const outline = outlineOf(item, path);
  if (!outline) return undefined;
  const render = (text: string): string => renderItem(item, text);
  const inFence = { ...room, measure: (candidate: string) => room.measure(render(candidate)) };
  const source = { path, text: item.text, firstLine, ...(item.spots ? { spots: item.spots } : {}) };
  const text = outlined(outline, source, asked, inFence);
  return text === undefined ? undefined : { text: render(text), reason: 'outline' };
}

function byFiles(item: ContextItem, asked: ReadonlySet<string>, room: Room): Shortened | undefined {
  const { files = [] } = item;
  if (files.length === 0) return undefined;
  const outlineFile = (file: ItemFile, inRoom: Room): string | undefined => {
    const outline = outlineOf(file, file.path);
    return outline && outlined(outline, { path: file.path, text: file.text }, asked, inRoom);
  };
  const text = shownFiles(item, files, outlineFile, room);
  return text === undefined ? undefined : { text, reason: 'files' };
}
