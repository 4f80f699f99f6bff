/** Why there is no edit to show. The document is untouched. */
export type Refusal =
  /** The piece and its answer do not fit the window; tokens. */
  | { readonly kind: 'tooLarge'; readonly needed: number; readonly granted: number }
  /** The answer reached its limit before its end. */
  | { readonly kind: 'cut' }
  /** The answer holds no code. */
  | { readonly kind: 'noCode' }
  /** The answer holds several pieces of code, and nothing tells which one is meant. */
  | { readonly kind: 'severalBlocks' }
  /** Words such as «остальной код без изменений» stand for code that is missing. */
  | { readonly kind: 'placeholder' }
  /** Keywords or identifiers were translated into Russian. */
  | { readonly kind: 'translated'; readonly words: readonly string[] }
  /** A mark that stands for a secret came back spoilt: what stood there would be lost. */
  | { readonly kind: 'lostSecret' }
  | { readonly kind: 'unchanged' };
