import type { LanguageModel } from '../model/languageModel.ts';
import { ModelError } from '../model/modelError.ts';
import type { OpenModel } from '../model/modelSource.ts';
import type { ChatPrompt } from '../model/prompt.ts';
import { continuedPrompt, editPrompt } from './editPrompt.ts';
import { hasLostMark, maskedPiece, toldOfMarks } from './maskedPiece.ts';
import type { Piece } from './piece.ts';
import { type Proposal, proposeEdit } from './proposedEdit.ts';
import type { EditTask } from './task.ts';

/** How often an answer that reached its limit is gone on with. */
const MOST_CONTINUATIONS = 2;

/**
 * Asks the model to do a task and makes an edit of its answer; nothing when it was aborted.
 * @param window most tokens for prompt and answer together; never more than the model's own are used
 * @param grown is told all of the answer that has come, with every part of it
 * @throws ModelError
 */
export async function runEdit(
  task: EditTask,
  piece: Piece,
  { model, counter, masker }: OpenModel,
  window: number,
  signal: AbortSignal,
  grown: (answer: string) => void = () => undefined,
): Promise<Proposal | undefined> {
  const { card } = model;
  const shown = masker ? await maskedPiece(piece, masker, signal) : piece;
  const told = toldOfMarks(task, shown, piece);
  const tokens = Math.min(window, card.window);
  const built = editPrompt(told, shown, card, counter, tokens);
  if ('refusal' in built) return built;
  let said: Said = { answer: '', cut: true };
  let next: Asked | undefined = built;
  for (let round = 0; next && round <= MOST_CONTINUATIONS; round++) {
    const more = await heard(model, next, said.answer, signal, grown, round > 0);
    if (!more) return undefined;
    said = more;
    next =
      said.cut && !said.last ? continuedPrompt(told, shown, said.answer, card, counter, tokens) : undefined;
  }
  const { answer, cut } = said;
  if (masker && hasLostMark(answer, piece)) return { refusal: { kind: 'lostSecret' } };
  const { document, language } = piece;
  return proposeEdit({ document, selection: piece, language, task, answer, cut });
}

interface Said {
  readonly answer: string;
  readonly cut: boolean;
  /** The server cannot go on with it. */
  readonly last?: true;
}

interface Asked {
  readonly prompt: ChatPrompt;
  readonly maxTokens: number;
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
