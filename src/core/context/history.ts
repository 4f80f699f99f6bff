/** On overflow the oldest turns go until the history takes no more than this share of what it may take. */
const SHARE_AFTER_CUT = 0.6;

/**
 * Which turns of a conversation stay in the prompt. With hysteresis: the first turn kept moves only when it must, and
 * then far enough that the prompt's beginning stays still, and cached, for many turns.
 * @param turns how many there are
 * @param tokensFrom what the history takes when it keeps the turns from this one on
 * @param room tokens that the history may take
 * @param first the first turn that was kept last time
 * @returns the first turn to keep now; `turns` = none
 */
export function firstKept(
  turns: number,
  tokensFrom: (first: number) => number,
  room: number,
  first: number,
): number {
  let kept = Math.min(first, turns);
  if (tokensFrom(kept) <= room) return kept;
  while (kept < turns && tokensFrom(kept) > room * SHARE_AFTER_CUT) kept++;
  return kept;
}
