/**
 * Counts tokens of plain text, as the model will see it: text that looks like a special token counts as text.
 * Cheap enough to call on the extension host's thread for anything that fits a window.
 */
export interface TokenCounter {
  /** Tokens in `text`. Never less than the truth when `exact` is false. */
  count(text: string): number;
  /** True when `count` equals the model's own tokenizer. */
  readonly exact: boolean;
  /**
   * The engine counted `real` tokens in a prompt of which this counter made `counted`. Present where the count is an
   * estimate; a counter that is opened for the model later is the better for it.
   */
  readonly learn?: (counted: number, real: number) => void;
  /**
   * The engine's own tokenizer makes `real` tokens of these texts, which stand for all kinds that there are. Present
   * where `learn` is.
   */
  readonly survey?: (samples: readonly Sample[]) => void;
}

/** A text, and how many tokens it has for the engine. */
export interface Sample {
  readonly text: string;
  readonly real: number;
}
