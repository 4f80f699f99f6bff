/** An @ in the field and what was typed after it. */
export interface MentionPlace {
  /** Where the @ stands. */
  readonly start: number;
  /** From after the @ up to the caret. */
  readonly query: string;
}

/** A longer one is no name. */
const LONGEST = 80;

/** Whether an @ that was typed at `at` begins a mention: within a word, as in an address, it does not. */
export function beginsMention(text: string, at: number): boolean {
  return text[at] === '@' && (at === 0 || /[\s([{«"'“—–-]/.test(text[at - 1] ?? ''));
}

/** The mention that begins at `start`, as long as the caret is in it; nothing when it has been left or deleted. */
export function mentionAt(text: string, start: number, caret: number): MentionPlace | undefined {
  if (text[start] !== '@' || caret <= start) return undefined;
  const query = text.slice(start + 1, caret);
  return query.length > LONGEST || /\s/.test(query) ? undefined : { start, query };
}
