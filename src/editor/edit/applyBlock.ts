import * as vscode from 'vscode';
import type { Place } from '../../core/context/contextItem.ts';
import type { Piece } from '../../core/edit/piece.ts';
import type { Proposal } from '../../core/edit/proposedEdit.ts';
import { namedFile, proposeShownCode, sharedLines } from '../../core/edit/shownCode.ts';
import { isUserDocument, placeOf } from '../convert.ts';
import type { AnswerBlock, ApplyCode } from '../editPorts.ts';
import { isReadOnly } from './readOnly.ts';
import type { Reviews } from './review/reviews.ts';
import { editTexts, refusalText } from './texts.ts';

/**
 * Code of the panel as an edit that waits for a decision; the document is not touched before that.
 * @param refine does what is wished of the code that is selected
 */
export async function applyBlock(
  block: AnswerBlock,
  reviews: Reviews,
  refine: (wish: string) => Promise<void>,
): ReturnType<ApplyCode> {
  const { path, code } = namedFile(block.info, block.text);
  const document =
    path === undefined ? await bestDocument(code, block.places) : await documentNamed(path, block.places);
  if (!document) {
    if (path === undefined) return say(editTexts.noEditor);
    const answer = await ask(editTexts.notInProject(path), editTexts.openAsNew, editTexts.insertAtCursor);
    if (answer === editTexts.openAsNew) return 'newFile';
    return answer === editTexts.insertAtCursor ? 'insert' : undefined;
  }
  if (await isReadOnly(document)) return say(editTexts.readOnly);
  return review(document, code, reviews, refine);
}

async function review(
  document: vscode.TextDocument,
  code: string,
  reviews: Reviews,
  refine: (wish: string) => Promise<void>,
): ReturnType<ApplyCode> {
  if (reviews.has(document.uri)) return say(editTexts.alreadyReviewing);
  const text = document.getText();
  const proposal = proposeShownCode({ document: text, language: document.languageId, code });
  if (!('refusal' in proposal)) return show(proposal.edit, proposal.warnings);
  const { refusal, withheld } = proposal;
  if (refusal.kind === 'unchanged') return say(editTexts.alreadyThere);
  const choices = [...(withheld ? [editTexts.showAnyway] : []), editTexts.insertAtCursor];
  const answer = await ask(refusalText(refusal), ...choices);
  if (answer === editTexts.insertAtCursor) return 'insert';
  if (answer !== editTexts.showAnyway || !withheld) return undefined;
  if (document.isClosed || document.getText() !== text) return say(editTexts.changedMeanwhile);
  return reviews.has(document.uri) ? say(editTexts.alreadyReviewing) : show(withheld, [{ kind: 'guarded' }]);

  async function show(
    edit: Extract<Proposal, { edit: unknown }>['edit'],
    warnings: Extract<Proposal, { edit: unknown }>['warnings'],
  ): Promise<undefined> {
    const again = async (wish: string): Promise<void> => {
      if (wish === '') return void (await review(document, code, reviews, refine));
      // The answer is not asked for anew: what is wished is a task for the code that it was for.
      const lines = new vscode.Range(document.positionAt(edit.start), document.positionAt(edit.end));
      await vscode.window.showTextDocument(document, { selection: lines, preview: false });
      await refine(wish);
    };
    await reviews.begin(document, pieceOf(document, edit), again).finish(edit, warnings);
  }
}

function pieceOf(document: vscode.TextDocument, { start, end }: Pick<Piece, 'start' | 'end'>): Piece {
  return {
    document: document.getText(),
    start,
    end,
    place: placeOf(document),
    language: document.languageId,
  };
}

/** The document that shares most lines with the code: of the question's, and the one in front, which is it at worst. */
async function bestDocument(
  code: string,
  places: readonly Place[],
): Promise<vscode.TextDocument | undefined> {
  const front = vscode.window.activeTextEditor?.document;
  const asked = await Promise.all([...new Set(places.map(({ uri }) => uri))].map(opened));
  const candidates = [front && isUserDocument(front) ? front : undefined, ...asked].flatMap(
    (one) => one ?? [],
  );
  const rated = candidates.map((document) => ({ document, shared: sharedLines(document.getText(), code) }));
  return rated.toSorted((one, other) => other.shared - one.shared)[0]?.document;
}

/** The document of this path: of the question's, the one in front, or one of the workspace. */
async function documentNamed(
  path: string,
  places: readonly Place[],
): Promise<vscode.TextDocument | undefined> {
  const isIt = (uri: string): boolean => vscode.Uri.parse(uri, true).path.endsWith(`/${path}`);
  const asked = places.find(({ uri }) => isIt(uri));
  if (asked) return opened(asked.uri);
  const front = vscode.window.activeTextEditor?.document;
  if (front && isUserDocument(front) && isIt(front.uri.toString())) return front;
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const found = await opened(vscode.Uri.joinPath(uri, path).toString());
    if (found) return found;
  }
  return undefined;
}

/** Nothing when there is no such document any more, or it is no text. */
async function opened(uri: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch {
    return undefined;
  }
}

async function ask(text: string, ...choices: string[]): Promise<string | undefined> {
  return vscode.window.showInformationMessage(text, ...choices);
}

function say(text: string): undefined {
  void vscode.window.showInformationMessage(text);
  return undefined;
}
