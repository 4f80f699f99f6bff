/** Two conversations with one model in memory: the chat and the completions. */
export const SEQUENCES = 2;

/**
 * Bytes beside weights and cache: buffers of the computation, the engine's code, Node. About 300 MB for a vocabulary
 * of 152k tokens, measured; the rest is for others.
 */
const OVERHEAD = 500e6;

export interface MemoryNeed {
  readonly fileBytes: number;
  /** Of one context window. */
  readonly cacheBytesPerToken: number;
  /** Tokens of each sequence. */
  readonly contextWindow: number;
  readonly sequences: number;
}

/** Bytes that a model takes while it is loaded, whatever memory it stands in. */
export function memoryNeed({ fileBytes, cacheBytesPerToken, contextWindow, sequences }: MemoryNeed): number {
  return fileBytes + cacheBytesPerToken * contextWindow * sequences + OVERHEAD;
}
