import { type ContextItem, placeLabel } from '../context/contextItem.ts';
import { aboutTokens, MOST_CHARACTERS_PER_TOKEN, type Part } from '../context/fit.ts';
import { leftOutReason, namesThatMatter, shortenItem, wholeItem } from '../context/itemShortener.ts';
import type { Room } from '../context/room.ts';
import { SEEN_CHARACTERS, type Shortened } from '../context/shorten.ts';
import type { TokenCounter } from '../context/tokenCounter.ts';

/** Tokens below which a shortened item says nothing. */
const ITEM_FLOOR = 48;
/** Pinned items stand above all that are not. */
const PINNED = 1e6;

/** What an item's part is made for. */
export interface PartSetting {
  readonly counter: TokenCounter;
  /** Names that the question holds: what is defined by them in a file is folded last. */
  readonly asked: ReadonlySet<string>;
  /** Tokens there are for all parts together. */
  readonly room: number;
}

/**
 * An item as a part of the prompt.
 * @param head the number by which the model cites it, or nothing
 */
export function itemPart(
  item: ContextItem,
  head: string,
  priority: number,
  { counter, asked, room }: PartSetting,
): Part {
  const huge = isHuge(item, room);
  const text = huge ? '' : head + renderedItem(item);
  const tokens = counter.count(head) + itemTokens(item, room, counter);
  return {
    id: item.id,
    kind: item.kind === 'found' ? 'found' : 'attached',
    label: placeLabel(item.place, item.place.path.split('/').at(-1)),
    text,
    tokens: huge ? Math.max(tokens, room + 1) : tokens,
    priority: item.pinned ? PINNED + priority : priority,
    floor: ITEM_FLOOR,
    reason: leftOutReason(item),
    ...(item.pinned ? { pinned: true } : {}),
    shorten: (_, inRoom) => shortenedOnce(item, head, asked, inRoom, counter),
  };
}

/** A room is taken for one that is smaller by less than this share: a question grows by a token at a time. */
const STEP_SHARE = 1 / 64;
/** Results that are remembered of an item: the room differs with and without others. */
const MOST_REMEMBERED = 4;

interface Remembered {
  readonly key: string;
  readonly made: Shortened | undefined;
}
const remembered = new WeakMap<TokenCounter, WeakMap<ContextItem, readonly Remembered[]>>();

/** What an item becomes in a room: worked out once for rooms that are nearly the same, not with every key. */
function shortenedOnce(
  item: ContextItem,
  head: string,
  asked: ReadonlySet<string>,
  inRoom: Room,
  counter: TokenCounter,
): Shortened | undefined {
  const step = 2 ** Math.max(Math.floor(Math.log2(inRoom.tokens * STEP_SHARE)), 0);
  const tokens = Math.floor(inRoom.tokens / step) * step;
  const items = remembered.get(counter) ?? new WeakMap<ContextItem, readonly Remembered[]>();
  remembered.set(counter, items);
  const known = items.get(item) ?? [];
  const key = `${head}|${tokens}|${namesThatMatter(item, asked)}`;
  const before = known.find((one) => one.key === key);
  if (before) return before.made;
  const measure = (candidate: string): number => inRoom.measure(head + ended(candidate));
  const shortened = shortenItem(item, asked, { tokens, measure });
  const text = shortened && head + ended(shortened.text);
  const made =
    shortened && text !== undefined ? { ...shortened, text, tokens: inRoom.measure(text) } : undefined;
  items.set(item, [{ key, made }, ...known].slice(0, MOST_REMEMBERED));
  return made;
}

/** What follows begins anew. */
const ended = (text: string): string => `${text}\n\n`;

/** It cannot be whole, and to put all of it in a fence would take long. */
function isHuge(item: ContextItem, room: number): boolean {
  return charactersOf(item) > Math.max(SEEN_CHARACTERS, room * MOST_CHARACTERS_PER_TOKEN);
}

/** Items do not change, and the gauge counts them with every key: each is counted once for each counter. */
const itemSizes = new WeakMap<TokenCounter, WeakMap<ContextItem, number>>();

/**
 * Tokens of an item without its number; of a huge one about so many.
 * @param room tokens that there are for all
 */
function itemTokens(item: ContextItem, room: number, counter: TokenCounter): number {
  const sizes = itemSizes.get(counter) ?? new WeakMap<ContextItem, number>();
  itemSizes.set(counter, sizes);
  const tokens = sizes.get(item) ?? aboutTokens(isHuge(item, room) ? item.text : renderedItem(item), counter);
  sizes.set(item, tokens);
  return tokens;
}

/** Characters that are counted in some milliseconds. */
const COUNTED_AT_ONCE = 20_000;

/** Counts items in turns with everybody else, so that building a prompt of them is quick. */
export async function countItems(
  items: readonly ContextItem[],
  room: number,
  counter: TokenCounter,
  pause: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let counted = 0;
  for (const item of items) {
    if (signal.aborted) return;
    if (itemSizes.get(counter)?.has(item)) continue;
    itemTokens(item, room, counter);
    counted += charactersOf(item);
    if (counted < COUNTED_AT_ONCE) continue;
    counted = 0;
    await pause();
  }
}

const renderedItems = new WeakMap<ContextItem, string>();

function renderedItem(item: ContextItem): string {
  const rendered = renderedItems.get(item) ?? ended(wholeItem(item));
  renderedItems.set(item, rendered);
  return rendered;
}

function charactersOf({ text, files = [] }: ContextItem): number {
  return files.reduce((sum, file) => sum + file.text.length, text.length);
}
