import type { ContextItem } from '../../core/context/contextItem.ts';
import type { RefusalReason } from './texts.ts';

/** Something that was to go with the question and does not. */
export interface Refusal {
  /** For people: a file's name, a kind of thing. */
  readonly name: string;
  readonly reason: RefusalReason;
}

/** What came of attaching. */
export interface Attached {
  readonly items: readonly ContextItem[];
  readonly refused: readonly Refusal[];
}

export const NOTHING: Attached = { items: [], refused: [] };

export const refused = (name: string, reason: RefusalReason): Attached => ({
  items: [],
  refused: [{ name, reason }],
});

export const attached = (...items: ContextItem[]): Attached => ({ items, refused: [] });

export function together(all: readonly Attached[]): Attached {
  return {
    items: all.flatMap(({ items }) => items),
    refused: all.flatMap((one) => one.refused),
  };
}
