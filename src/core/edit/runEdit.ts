import type { OpenModel } from '../model/modelSource.ts';
import { continuedPrompt, editPrompt } from './editPrompt.ts';
import { hasLostMark, maskedPiece, toldOfMarks } from './maskedPiece.ts';
import type { Piece } from './piece.ts';
import { type FilesProposal, proposeFiles } from './proposedFiles.ts';
import type { EditTask } from './task.ts';
import { wholeAnswer } from './wholeAnswer.ts';

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
): Promise<FilesProposal | undefined> {
  const { card } = model;
  const shown = masker ? await maskedPiece(piece, masker, signal) : piece;
  const told = toldOfMarks(task, shown, piece);
  const tokens = Math.min(window, card.window);
  const built = editPrompt(told, shown, card, counter, tokens);
  if ('refusal' in built) return built;
  const goOn = (answer: string) => continuedPrompt(told, shown, answer, card, counter, tokens);
  const said = await wholeAnswer(model, built, goOn, signal, grown);
  if (!said) return undefined;
  const { answer, cut } = said;
  if (masker && hasLostMark(answer, piece)) return { refusal: { kind: 'lostSecret' } };
  const { document, language, place } = piece;
  const main = { path: place.path, document, selection: piece, language };
  return proposeFiles({ ...main, task, answer, cut, shown: [] });
}
