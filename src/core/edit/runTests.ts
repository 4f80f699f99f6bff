import type { OpenModel } from '../model/modelSource.ts';
import type { Masker } from '../privacy/masker.ts';
import { hasLostMark, maskedPiece, toldOfMarks } from './maskedPiece.ts';
import { withLineFeeds } from './piece.ts';
import { type FilesProposal, proposeFiles } from './proposedFiles.ts';
import { refined } from './tasks/refined.ts';
import { writeTests } from './tasks/writeTests.ts';
import { continuedTests, isApart, type ShownFile, type TestsAsked, testsPrompt } from './testsPrompt.ts';
import { wholeAnswer } from './wholeAnswer.ts';

/**
 * Asks the model for tests; the proposal is for the file that they go into. Nothing when it was aborted.
 * @param wish what the user wants to be different; '' where nothing
 * @param window most tokens for prompt and answer together; never more than the model's own are used
 * @throws ModelError
 */
export async function runTests(
  asked: TestsAsked,
  wish: string,
  { model, counter, masker }: OpenModel,
  window: number,
  signal: AbortSignal,
): Promise<FilesProposal | undefined> {
  const { piece, tests } = asked;
  const { card } = model;
  const shown = masker ? await masked(asked, masker, signal) : asked;
  const task = refined(writeTests, wish);
  const tokens = Math.min(window, card.window);
  const built = testsPrompt(toldOfMarks(task, shown.piece, piece), shown, card, counter, tokens);
  if ('refusal' in built) return built;
  const goOn = (answer: string) => continuedTests(built, answer, counter, tokens);
  const said = await wholeAnswer(model, built, goOn, signal, () => undefined);
  if (!said) return undefined;
  if (masker && hasLostMark(said.answer, piece)) return { refusal: { kind: 'lostSecret' } };
  const { document, language, place } = piece;
  return proposeFiles({
    ...said,
    ...{ path: tests.path, document: tests.text, language: tests.language, selection: { start: 0, end: 0 } },
    task,
    shown: isApart(asked) ? [{ path: place.path, document, language, selection: piece }] : [],
  });
}

/** As a model elsewhere may see it. */
async function masked(asked: TestsAsked, masker: Masker, signal: AbortSignal): Promise<TestsAsked> {
  const { piece, tests, example } = asked;
  await masker.prepare([tests.text, example?.text ?? ''], signal);
  const plain = (file: ShownFile): ShownFile => ({
    ...file,
    text: masker.mask(withLineFeeds(file.text)).text,
  });
  return {
    ...asked,
    piece: await maskedPiece(piece, masker, signal),
    tests: plain(tests),
    ...(example ? { example: plain(example) } : {}),
  };
}
