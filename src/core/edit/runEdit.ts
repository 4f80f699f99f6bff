import type { OpenModel } from '../model/modelSource.ts';
import { editPrompt } from './editPrompt.ts';
import { hasLostMark, maskedPiece, toldOfMarks } from './maskedPiece.ts';
import type { Piece } from './piece.ts';
import { type Proposal, proposeEdit } from './proposedEdit.ts';
import type { EditTask } from './task.ts';

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
  const built = editPrompt(
    toldOfMarks(task, shown, piece),
    shown,
    card,
    counter,
    Math.min(window, card.window),
  );
  if ('refusal' in built) return built;
  let answer = '';
  let cut = true;
  const { prompt, maxTokens } = built;
  for await (const delta of model.generate(prompt, { maxTokens, signal, purpose: 'edit' })) {
    if (delta.kind === 'text') {
      answer += delta.text;
      grown(answer);
    }
    if (delta.kind !== 'end') continue;
    if (delta.finish === 'aborted') return undefined;
    cut = delta.finish === 'length';
  }
  if (signal.aborted) return undefined;
  if (masker && hasLostMark(answer, piece)) return { refusal: { kind: 'lostSecret' } };
  const { document, language } = piece;
  return proposeEdit({ document, selection: piece, language, task, answer, cut });
}
