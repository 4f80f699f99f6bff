import type { ContextItem, ItemFile } from './contextItem.ts';
import { renderItem } from './render.ts';
import { renderFile, renderFiles, type ShownFile } from './renderFiles.ts';
import type { Room } from './room.ts';
import { listBeginning } from './shorten.ts';

/** Of the room: what the list of files takes at most. */
const LIST_SHARE = 1 / 4;
/** Tokens below which a shortened file says nothing. */
const FILE_FLOOR = 64;
/** Files that are tried after the first that did not fit whole: small ones may still go in. */
const MOST_TRIED = 8;
/** Joined text may have a token more than its pieces. */
const SEAM = 2;

/**
 * A folder or the open tabs: the list of files first, then in their order files whole, by outline, or not at all.
 * @param outline of a file within a room, or nothing
 */
export function shownFiles(
  item: ContextItem,
  files: readonly ItemFile[],
  outline: (file: ItemFile, room: Room) => string | undefined,
  room: Room,
): string | undefined {
  const list = shownList(item, files.length > 0, room);
  if (list === undefined) return undefined;
  const shown: ShownFile[] = [];
  let left = room.tokens - room.measure(renderItem(item, list));
  let misses = 0;
  for (const file of files) {
    if (left < FILE_FLOOR || misses > MOST_TRIED) break;
    const fits = (text: string): number => room.measure(`\n\n${renderFile({ file, text })}`) + SEAM;
    const whole = fits(file.text);
    const text = whole <= left ? file.text : outline(file, { tokens: left, measure: fits });
    const size = text === undefined ? Number.POSITIVE_INFINITY : fits(text);
    if (text === undefined || size > left) {
      misses++;
      continue;
    }
    shown.push({ file, text });
    left -= size;
  }
  for (;;) {
    const text = renderFiles(item, list, shown);
    if (room.measure(text) <= room.tokens) return text;
    if (shown.pop() === undefined) return undefined;
  }
}

function shownList(item: ContextItem, withFiles: boolean, room: Room): string | undefined {
  const tokens = Math.floor(room.tokens * (withFiles ? LIST_SHARE : 1));
  const measure = (text: string): number => room.measure(renderItem(item, text));
  if (measure(item.text) <= tokens) return item.text;
  return (
    listBeginning(item.text, { tokens, measure }) ??
    listBeginning(item.text, { tokens: room.tokens, measure })
  );
}
