/**
 * A made-up tokenizer with the grain of a real one, the same for every client: words in pieces of up to six letters
 * that hold the blank before them, single digits, runs of blanks, up to three signs. From left to right, so that text
 * behind changes at most the last token.
 */
const TOKEN = /<\|\w+\|>| ?\p{L}{1,6}|\p{N}|\n+|[ ]{1,16}(?=[ ])|\t+| ?[^\s\p{L}\p{N}]{1,3}|\s/gu;

export function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** FNV-1a, 32 bits. */
export function hashOf(text: string, from = 0x811c9dc5): number {
  let hash = from;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
