import type { LanguageModel } from '../model/languageModel.ts';
import { ModelError } from '../model/modelError.ts';
import type { ChatPrompt } from '../model/prompt.ts';

/** How often an answer that reached its limit is gone on with. */
const MOST_CONTINUATIONS = 2;

export interface Asked {
  readonly prompt: ChatPrompt;
  readonly maxTokens: number;
}

/**
 * All that a model answers; nothing when it was aborted. An answer that reaches its limit is gone on with for a while.
 * @param goOn the prompt that lets the model go on with an answer; nothing where it should not
 * @param grown is told all that has come, with every part of it
 * @throws ModelError
 */
export async function wholeAnswer(
  model: LanguageModel,
  first: Asked,
  goOn: (answer: string) => Asked | undefined,
  signal: AbortSignal,
  grown: (answer: string) => void,
): Promise<{ readonly answer: string; readonly cut: boolean } | undefined> {
  let said: Said = { answer: '', cut: true };
  let next: Asked | undefined = first;
  for (let round = 0; next && round <= MOST_CONTINUATIONS; round++) {
    const more = await heard(model, next, said.answer, signal, grown, round > 0);
    if (!more) return undefined;
    said = more;
    next = said.cut && !said.last ? goOn(said.answer) : undefined;
  }
  return said;
}

interface Said {
  readonly answer: string;
  readonly cut: boolean;
  /** The server cannot go on with it. */
  readonly last?: true;
}

/** `before` and what the model says behind it; nothing when it was aborted. */
async function heard(
  model: LanguageModel,
  { prompt, maxTokens }: Asked,
  before: string,
  signal: AbortSignal,
  grown: (answer: string) => void,
  continues: boolean,
): Promise<Said | undefined> {
  let answer = before;
  let cut = true;
  try {
    for await (const delta of model.generate(prompt, { maxTokens, signal, purpose: 'edit' })) {
      if (delta.kind === 'text') {
        answer += delta.text;
        grown(answer);
      }
      if (delta.kind !== 'end') continue;
      if (delta.finish === 'aborted') return undefined;
      cut = delta.finish === 'length';
    }
  } catch (error) {
    // Servers that cannot go on with a message say so: the answer stays cut.
    if (!(continues && error instanceof ModelError && error.kind === 'badRequest')) throw error;
    return { answer, cut: true, last: true };
  }
  return signal.aborted ? undefined : { answer, cut };
}
