/** On overflow the oldest turns go until the history takes no more than this share of what it may take. */
const SHARE_AFTER_CUT = 0.6;

/**
 * Which turns of a conversation stay in the prompt. With hysteresis: the first turn kept moves only when it must, and
 * then far enough that the prompt's beginning stays still, and cached, for many turns.
 * @param sizes tokens of each turn, oldest first
 * @param room tokens that the history may take
 * @param first the first turn that was kept last time
 * @returns the first turn to keep now; `sizes.length` = none
 */
export function firstKept(sizes: readonly number[], room: number, first: number): number {
  let kept = Math.min(first, sizes.length);
  let tokens = sizes.slice(kept).reduce((sum, size) => sum + size, 0);
  if (tokens <= room) return kept;
  while (kept < sizes.length && tokens > room * SHARE_AFTER_CUT) tokens -= sizes[kept++] ?? 0;
  return kept;
}
