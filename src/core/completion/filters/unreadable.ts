import type { Filter } from '../completion.ts';

/**
 * Control characters, what stands for broken ones, and marks that turn the direction of writing or have no width: in
 * code they are garbage at best, and at worst make it read otherwise than it runs.
 */
const UNREADABLE =
  /(?![\t\n\r])\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffd]/u;

/** Ends a completion before the first character that nobody can read. */
export const withoutUnreadable: Filter = (text) => {
  const at = text.search(UNREADABLE);
  return at < 0 ? text : text.slice(0, at);
};
