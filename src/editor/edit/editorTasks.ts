import * as vscode from 'vscode';
import { placeLabel } from '../../core/context/contextItem.ts';
import { GrowingEdit } from '../../core/edit/growingEdit.ts';
import type { Piece } from '../../core/edit/piece.ts';
import { type Proposal, proposeEdit } from '../../core/edit/proposedEdit.ts';
import type { FilesProposal } from '../../core/edit/proposedFiles.ts';
import type { Refusal } from '../../core/edit/refusal.ts';
import { runEdit } from '../../core/edit/runEdit.ts';
import type { EditTask } from '../../core/edit/task.ts';
import { refined } from '../../core/edit/tasks/refined.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { ProjectRules } from '../context/projectRules.ts';
import { isUserDocument, placeOf } from '../convert.ts';
import type { Settings } from '../settings.ts';
import { whileMarked } from './markedLines.ts';
import { otherEdits } from './otherFiles.ts';
import type { OpenReview, Reviews } from './review/reviews.ts';
import { takenLines } from './takenPiece.ts';
import { editTexts, refusalText, runningText } from './texts.ts';
import { withModel } from './withModel.ts';

export interface EditorTaskRooms {
  readonly models: Pick<ModelSource, 'open'>;
  readonly settings: () => Settings;
  readonly reviews: Reviews;
  readonly rules: Pick<ProjectRules, 'for'>;
  readonly showError: (error: unknown) => void;
}

/** A task, or how it is made of the code that it is for. */
export type TaskFor = EditTask | ((document: vscode.TextDocument, lines: vscode.Range) => EditTask);

/** Does tasks whose answer is a new text of the code under the cursor. */
export class EditorTasks {
  readonly #rooms: EditorTaskRooms;
  /** Documents whose answer is awaited. */
  readonly #running = new Set<string>();

  constructor(rooms: EditorTaskRooms) {
    this.#rooms = rooms;
  }

  /**
   * Asks the model, with progress and a way to stop, and shows its answer for review while it comes. Until that is
   * accepted the document is not touched.
   * @throws ModelError
   */
  async run(task: TaskFor): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return say(editTexts.noEditor);
    if (!isUserDocument(editor.document)) return say(editTexts.readOnly);
    const lines = await takenLines(editor, typeof task !== 'function' && task.writes === true);
    if (!lines) return say(editTexts.nothingTaken);
    const { document } = editor;
    const made = typeof task === 'function' ? task(document, lines) : task;
    await whileMarked(editor, lines, () => this.#runOn(document, lines, made));
  }

  async #runOn(document: vscode.TextDocument, lines: vscode.Range, task: EditTask): Promise<void> {
    const uri = document.uri.toString();
    if (this.#running.has(uri)) return say(editTexts.alreadyRunning);
    if (this.#rooms.reviews.has(document.uri)) return say(editTexts.alreadyReviewing);
    if (vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false)
      return say(editTexts.readOnly);
    this.#running.add(uri);
    try {
      await this.#propose(task, document, lines);
    } finally {
      this.#running.delete(uri);
    }
  }

  async #propose(task: EditTask, document: vscode.TextDocument, lines: vscode.Range): Promise<void> {
    const piece = pieceOf(document, lines);
    const repeat = (wish: string): Promise<void> => this.#again(task, wish, piece, document, lines);
    const review = this.#rooms.reviews.begin(document, piece, repeat);
    try {
      const proposal = await this.#answer(task, piece, review);
      if (!proposal) await review.drop();
      else if ('refusal' in proposal) {
        await review.drop();
        // Nothing waits for the answer to a message.
        this.#refused(proposal, document, piece, repeat).catch(this.#rooms.showError);
      } else if (document.isClosed) {
        await review.drop();
        say(editTexts.changedMeanwhile);
      } else await this.#finish(review, proposal, document);
    } catch (error) {
      await review.drop();
      throw error;
    }
  }

  async #finish(
    review: OpenReview,
    { edit, warnings, others }: Exclude<FilesProposal, { refusal: Refusal }>,
    document: vscode.TextDocument,
  ): Promise<void> {
    const { edits, leftOut } = await otherEdits(others, document.uri, this.#rooms.reviews);
    if (edit || edits.length > 0) return review.finish(edit, [...warnings, ...leftOut], edits);
    await review.drop();
    say(refusalText({ kind: 'noCode' }));
  }

  /** The same task on the same lines, where they still stand. */
  async #again(
    task: EditTask,
    wish: string,
    piece: Piece,
    document: vscode.TextDocument,
    lines: vscode.Range,
  ): Promise<void> {
    if (document.isClosed || document.getText() !== piece.document) return say(editTexts.changedMeanwhile);
    await this.#runOn(document, lines, refined(task, wish));
  }

  /** Nothing when it was stopped before a line of code had come, or no model is set up. */
  async #answer(task: EditTask, piece: Piece, review: OpenReview): Promise<FilesProposal | undefined> {
    const { models, settings, rules } = this.#rooms;
    let latest = '';
    const grown = (answer: string): void => {
      latest = answer;
      review.grow(answer);
    };
    const title = runningText(task, placeLabel(piece.place));
    const proposal = await withModel(models, title, async (opened, signal) => {
      const ruled = { ...piece, rules: await rules.for([piece]) };
      return runEdit(task, ruled, opened, settings().contextWindow, signal, grown);
    });
    return proposal ?? complete(task, piece, latest);
  }

  /** Says why there is no edit; what a guard kept back can be looked at all the same. */
  async #refused(
    { refusal, withheld }: Extract<Proposal, { refusal: Refusal }>,
    document: vscode.TextDocument,
    piece: Piece,
    repeat: (wish: string) => Promise<void>,
  ): Promise<void> {
    const again = refusal.kind === 'tooLarge' ? [] : [editTexts.again];
    const show = withheld ? [editTexts.showAnyway] : [];
    const answer = await vscode.window.showInformationMessage(refusalText(refusal), ...again, ...show);
    if (answer === editTexts.again) await repeat('');
    if (answer !== editTexts.showAnyway || !withheld) return;
    if (document.isClosed || document.getText() !== piece.document) return say(editTexts.changedMeanwhile);
    if (this.#rooms.reviews.has(document.uri)) return say(editTexts.alreadyReviewing);
    await this.#rooms.reviews.begin(document, piece, repeat).finish(withheld, [{ kind: 'guarded' }]);
  }
}

/** What was whole of an answer that was stopped. */
function complete(task: EditTask, piece: Piece, answer: string): FilesProposal | undefined {
  const soFar = new GrowingEdit(piece).soFar(answer);
  if (soFar === undefined) return undefined;
  const { document, language } = piece;
  const proposal = proposeEdit({ document, selection: piece, language, task, answer: soFar, cut: false });
  return 'edit' in proposal ? { ...proposal, others: [] } : undefined;
}

/** Whole lines of a document, as a task works on them. */
export function pieceOf(document: vscode.TextDocument, lines: vscode.Range): Piece {
  return {
    document: document.getText(),
    start: document.offsetAt(lines.start),
    end: document.offsetAt(lines.end),
    place: placeOf(document, lines),
    language: document.languageId,
  };
}

function say(text: string): void {
  void vscode.window.showInformationMessage(text);
}
