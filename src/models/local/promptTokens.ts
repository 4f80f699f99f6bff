import { ModelError } from '../../core/model/modelError.ts';
import type { ChatPrompt, Prompt, Segment } from '../../core/model/prompt.ts';
import type { Token, TokenModel } from './tokenSequence.ts';

/**
 * Tokens of a prompt, as the model's own tokenizer makes them.
 * @param tokenizeChat renders a conversation by the template that the model's file carries
 * @throws ModelError `badRequest` when the vocabulary lacks a special token
 */
export function promptTokens(
  model: TokenModel,
  prompt: Prompt,
  tokenizeChat: (prompt: ChatPrompt) => Token[],
): Token[] {
  const tokens = prompt.kind === 'raw' ? segmentTokens(model, prompt.segments) : tokenizeChat(prompt);
  const { bos, shouldPrependBosToken } = model.tokens;
  return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens;
}

function segmentTokens(model: TokenModel, segments: readonly Segment[]): Token[] {
  const tokens: Token[] = [];
  let text = '';
  const flush = (): void => {
    if (text) tokens.push(...model.tokenize(text, false));
    text = '';
  };
  for (const segment of segments) {
    if ('text' in segment) {
      // Neighbours are tokenised as one: a boundary of ours is none of the tokenizer's.
      text += segment.text;
    } else {
      flush();
      tokens.push(specialToken(model, segment.special));
    }
  }
  flush();
  return tokens;
}

function specialToken(model: TokenModel, text: string): Token {
  const [token, ...more] = model.tokenize(text, true);
  if (token === undefined || more.length > 0) {
    throw new ModelError('badRequest', { detail: `the model has no token ${text}` });
  }
  return token;
}
