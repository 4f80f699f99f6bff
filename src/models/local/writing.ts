import { randomInt } from 'node:crypto';
import type { Sampling } from '../../core/model/modelCard.ts';
import { PromptLookup } from './promptLookup.ts';
import type { EvaluateOptions, Token, TokenModel, TokenSequence } from './tokenSequence.ts';

/** Tokens that the repetition and presence penalties look back on: llama.cpp's own default. */
const PENALTY_REACH = 64;

/** One step of writing: the tokens that it made, none when the model has ended its turn. */
export type WritingStep = () => Promise<readonly Token[]>;

/** @param last the end of the prompt, not evaluated yet */
export function writeTokens(
  sequence: TokenSequence,
  last: readonly Token[],
  sampling: Sampling,
): { readonly step: WritingStep; close(): Promise<void> } {
  const written: Token[] = [];
  const options = samplingOptions(sampling, () => written.slice(-PENALTY_REACH));
  const tokens = sequence.evaluate([...last], options);
  const step: WritingStep = async () => {
    const { value } = await tokens.next();
    if (value === undefined) return [];
    written.push(value);
    return [value];
  };
  return { step, close: async () => void (await tokens.return()) };
}

export interface CopyingOptions {
  readonly sampling: Sampling;
  readonly prompt: readonly Token[];
  /** Guessed tokens that the next step may check. */
  readonly most: () => number;
  /** How long a step took that checked a guess; the tokens are all that it evaluated. */
  readonly onChecked: (tokens: number, milliseconds: number) => void;
}

/**
 * Writes as `writeTokens` does, several tokens a step where the answer repeats the prompt. Each guessed token is one
 * more of the same batch, and the model says at each place what it would write after those before it. What it would
 * have written anyway stands: text and chances are the same as without guesses, penalties included.
 *
 * The library's own predictor is not used: it samples the guessed tokens with the penalties of the first one.
 */
export function copyTokens(
  model: TokenModel,
  sequence: TokenSequence,
  last: readonly Token[],
  { sampling, prompt, most, onChecked }: CopyingOptions,
): WritingStep {
  const lookup = new PromptLookup(prompt);
  const written: Token[] = [];
  let input = last;
  let ended = false;
  return async () => {
    if (ended) return [];
    const guess = written.length === 0 ? [] : (lookup.guess(most()) as readonly Token[]);
    const started = performance.now();
    const said = await evaluateGuess(sequence, input, guess, (before) =>
      samplingOptions(
        sampling,
        [...written.slice(-PENALTY_REACH), ...guess.slice(0, before)].slice(-PENALTY_REACH),
      ),
    );
    if (guess.length > 0) onChecked(input.length + guess.length, performance.now() - started);
    const right = said.findIndex((token, index) => token !== guess[index]);
    const fresh = said.slice(0, right + 1);
    const refuted = guess.length - right;
    if (refuted > 0) {
      const end = sequence.nextTokenIndex;
      await sequence.eraseContextTokenRanges([{ start: end - refuted, end }]);
    }
    lookup.push(fresh, guess.length);
    const end = fresh.findIndex((token) => model.isEogToken(token));
    ended = end >= 0;
    const kept = ended ? fresh.slice(0, end) : fresh;
    written.push(...kept);
    input = fresh.slice(-1);
    return kept;
  };
}

/** What the model says after the input and after each token of the guess. */
async function evaluateGuess(
  sequence: TokenSequence,
  input: readonly Token[],
  guess: readonly Token[],
  optionsAfter: (guessed: number) => EvaluateOptions,
): Promise<Token[]> {
  const silent = input.slice(0, -1);
  // One seed a step: the sampler lives as long, and goes on from token to token.
  const seed = randomInt(2 ** 31);
  const asked = [...input.slice(-1), ...guess].map(
    (token, guessed): [Token, { generateNext: { token: true; options: EvaluateOptions } }] => [
      token,
      { generateNext: { token: true, options: { ...optionsAfter(guessed), seed } } },
    ],
  );
  const results = await sequence.controlledEvaluate([...silent, ...asked]);
  return results.slice(silent.length).map((result) => {
    const token = result?.next.token;
    if (token === undefined || token === null) throw new Error('the engine sampled no token');
    return token;
  });
}

function samplingOptions(sampling: Sampling, punishTokens: Token[] | (() => Token[])): EvaluateOptions {
  const { temperature, topP, topK, repetitionPenalty, presencePenalty } = sampling;
  const options: EvaluateOptions = { temperature, topP, topK, minP: 0, seed: randomInt(2 ** 31) };
  if (repetitionPenalty === 1 && presencePenalty === 0) return options;
  return {
    ...options,
    repeatPenalty: {
      punishTokens,
      maxPunishTokens: PENALTY_REACH,
      penalty: repetitionPenalty,
      presencePenalty,
    },
  };
}
