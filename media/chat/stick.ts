export interface ScrollPosition {
  readonly top: number;
  /** Height of what is visible. */
  readonly height: number;
  /** Height of the content. */
  readonly content: number;
}

/** Closer than this to the end counts as at the end: rounding, and one line of text. */
const NEAR = 24;

/**
 * Whether the view follows the end after a scroll from `before` to `now`. Only the reader's own move up lets go:
 * content that grew or shrank does not. Reaching the end takes hold again.
 */
export function followsEnd(follows: boolean, before: ScrollPosition, now: ScrollPosition): boolean {
  if (now.content - now.top - now.height <= NEAR) return true;
  const movedUp = now.top < before.top - 1;
  const sameSize = now.content >= before.content && now.height <= before.height;
  return follows && !(movedUp && sameSize);
}
