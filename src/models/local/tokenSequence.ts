/** What generation needs of the engine's library, in its words: only `llama.ts` knows the library itself. */

export type Token = number & { __token: never };

export interface TokenModel {
  tokenize(text: string, specialTokens: boolean): Token[];
  detokenize(tokens: readonly Token[], specialTokens: boolean, lastTokens: readonly Token[]): string;
  isEogToken(token: Token): boolean;
  readonly tokens: { readonly bos: Token | null; readonly shouldPrependBosToken: boolean };
}

export interface EvaluateOptions {
  temperature: number;
  topP: number;
  topK: number;
  minP: number;
  seed: number;
  repeatPenalty?: {
    punishTokens: Token[] | (() => Token[]);
    maxPunishTokens: number;
    penalty: number;
    presencePenalty: number;
  };
}

type ControlledItem =
  | Token
  | [token: Token, options: { generateNext: { token: true; options: EvaluateOptions } }];

/** One of the contexts of a loaded model. Never used by two at once. */
export interface TokenSequence {
  /** How many tokens it holds. */
  readonly nextTokenIndex: number;
  adaptStateToTokens(tokens: Token[], allowShift: boolean): Promise<void>;
  eraseContextTokenRanges(ranges: { start: number; end: number }[]): Promise<void>;
  evaluateWithoutGeneratingNewTokens(tokens: Token[]): Promise<void>;
  evaluate(tokens: Token[], options: EvaluateOptions): AsyncGenerator<Token, void, void>;
  controlledEvaluate(input: ControlledItem[]): Promise<({ next: { token?: Token | null } } | undefined)[]>;
}
