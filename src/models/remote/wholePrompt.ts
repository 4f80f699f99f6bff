import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import type { Usage } from '../../core/model/languageModel.ts';
import type { Prompt } from '../../core/model/prompt.ts';

/** Tokens of ChatML around one message. */
const AROUND_MESSAGE = 5;
/** Characters a token has at least when a prompt was read in part only; most texts have three. */
const SUSPICIOUS_LENGTH = 4;
/** Parts of our count under which the server's cannot be of the same prompt: counts that are no exact ones err far. */
const SHORTENED = { exact: 0.8, estimated: 0.4 };

/** Tokens of a prompt, roughly those that its template adds among them. */
export function promptTokens(prompt: Prompt, counter: TokenCounter): number {
  const texts = textsOf(prompt).map((text) => counter.count(text));
  return texts.reduce(
    (sum, count) => sum + count,
    prompt.kind === 'chat' ? AROUND_MESSAGE * texts.length : 0,
  );
}

/** Whether the server read clearly less of a prompt than was sent; counting is left out where nothing points to it. */
export async function isShortened(
  prompt: Prompt,
  { promptTokens: read }: Usage,
  counter: () => Promise<TokenCounter>,
): Promise<boolean> {
  if (read === undefined) return false;
  const length = textsOf(prompt).reduce((sum, text) => sum + text.length, 0);
  if (length < SUSPICIOUS_LENGTH * read) return false;
  const counts = await counter();
  return read < promptTokens(prompt, counts) * (counts.exact ? SHORTENED.exact : SHORTENED.estimated);
}

function textsOf(prompt: Prompt): readonly string[] {
  return prompt.kind === 'chat'
    ? prompt.messages.map(({ text }) => text)
    : prompt.segments.map((segment) => ('text' in segment ? segment.text : ''));
}
