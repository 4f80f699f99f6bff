import type { Filter } from '../completion.ts';

/**
 * Control characters, what stands for broken ones, and marks that turn the direction of writing or have no width: in
 * code they are garbage at best, and at worst make it read otherwise than it runs.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNREADABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]/;

/** Ends a completion before the first character that nobody can read. */
export const withoutUnreadable: Filter = (text) => {
  const at = text.search(UNREADABLE);
  return at < 0 ? text : text.slice(0, at);
};
