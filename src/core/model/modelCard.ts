/** Sampling is always sent in full: servers apply a repository's own defaults otherwise. */
export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
  /** 0 = off. */
  readonly topK: number;
  /** 1 = off. */
  readonly repetitionPenalty: number;
  /** 0 = off. */
  readonly presencePenalty: number;
}

/**
 * How a conversation becomes tokens. `chatml` is Qwen's (`<|im_start|>role\n…<|im_end|>\n`), which Толмач renders
 * itself; `unknown` is left to the server's or the file's own template.
 */
export type ChatTemplate = 'chatml' | 'unknown';

/** Published Russian scores (T-Technologies, December 2024), shown when the user chooses. */
export interface Scores {
  readonly mera?: number;
  readonly ruMbpp?: number;
  /** pass@1, pass@5, pass@10 */
  readonly ruCodeEval?: readonly [number, number, number];
  readonly arenaHardRu?: number;
}

/** What Толмач knows of a model, whoever serves it. */
export interface ModelCard {
  /** The id that the server or the file has, as the user will see it in settings. */
  readonly id: string;
  /** Name for people: "T-Pro 2.1". */
  readonly name: string;
  /** Real window of this model where it runs, in tokens: never more than the server or engine grants. */
  readonly window: number;
  /** False when the window was assumed because nothing reported it. */
  readonly windowKnown: boolean;
  readonly template: ChatTemplate;
  readonly tokenizer: 'qwen2.5' | 'unknown';
  readonly sampling: Sampling;
  /** Can think before it answers. */
  readonly reasoning: boolean;
  /** Trained to fill in the middle; that the vocabulary has FIM tokens proves nothing. */
  readonly fillInMiddle: boolean;
  /**
   * Host that the server hands this model's requests on to, as Ollama does with its cloud models: they leave the
   * machine though the server is on it.
   */
  readonly forwardsTo?: string;
  /** Raw text continuation is offered where it runs. */
  readonly rawCompletions: boolean;
  /** The system prompt that its authors recommend, put before ours. */
  readonly systemPrompt?: string;
  /** SPDX id. */
  readonly licence?: string;
  readonly scores?: Scores;
  /** The constructed model of `npm start`: its answers are set, and the panel says so. */
  readonly training?: boolean;
}
