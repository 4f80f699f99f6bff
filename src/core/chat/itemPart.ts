import { type ContextItem, placeLabel } from '../context/contextItem.ts';
import { aboutTokens, MOST_CHARACTERS_PER_TOKEN, type Part } from '../context/fit.ts';
import { leftOutReason, shortenItem, wholeItem } from '../context/itemShortener.ts';
import { SEEN_CHARACTERS } from '../context/shorten.ts';
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
  // It cannot be whole, and to put all of it in a fence would take long.
  const huge = charactersOf(item) > Math.max(SEEN_CHARACTERS, room * MOST_CHARACTERS_PER_TOKEN);
  const text = huge ? '' : head + renderedItem(item);
  const tokens = itemTokens(item, head, huge ? item.text : text, counter);
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
    shorten: (_, inRoom) => {
      const measure = (candidate: string): number => inRoom.measure(head + ended(candidate));
      const shortened = shortenItem(item, asked, { ...inRoom, measure });
      return shortened && { ...shortened, text: head + ended(shortened.text) };
    },
  };
}

/** What follows begins anew. */
const ended = (text: string): string => `${text}\n\n`;

/** Items do not change, and the gauge counts them with every key: each is counted once for each counter. */
const itemSizes = new WeakMap<TokenCounter, WeakMap<ContextItem, Map<string, number>>>();

function itemTokens(item: ContextItem, head: string, text: string, counter: TokenCounter): number {
  const sizes = itemSizes.get(counter) ?? new WeakMap<ContextItem, Map<string, number>>();
  itemSizes.set(counter, sizes);
  const byHead = sizes.get(item) ?? new Map<string, number>();
  sizes.set(item, byHead);
  const tokens = byHead.get(head) ?? aboutTokens(text, counter);
  byHead.set(head, tokens);
  return tokens;
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
