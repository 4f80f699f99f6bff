import * as vscode from 'vscode';
import { placeLabel } from '../../core/context/contextItem.ts';
import type { Piece } from '../../core/edit/piece.ts';
import type { Proposal } from '../../core/edit/proposedEdit.ts';
import { runEdit } from '../../core/edit/runEdit.ts';
import type { EditTask } from '../../core/edit/task.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import { placeOf } from '../convert.ts';
import type { Settings } from '../settings.ts';
import type { Reviews } from './reviews.ts';
import { takenLines } from './takenPiece.ts';
import { editTexts, refusalText } from './texts.ts';

export interface EditorTaskRooms {
  readonly models: Pick<ModelSource, 'open'>;
  readonly settings: () => Settings;
  readonly reviews: Reviews;
}

/** Does tasks whose answer is a new text of the code under the cursor. */
export class EditorTasks {
  readonly #rooms: EditorTaskRooms;
  /** Documents whose answer is awaited. */
  readonly #running = new Set<string>();

  constructor(rooms: EditorTaskRooms) {
    this.#rooms = rooms;
  }

  /**
   * Asks the model, with progress and a way to stop, and puts its answer up for review. Until that is accepted the
   * document is not touched.
   * @throws ModelError
   */
  async run(task: EditTask): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return say(editTexts.noEditor);
    const { document } = editor;
    const uri = document.uri.toString();
    if (this.#running.has(uri)) return say(editTexts.alreadyRunning);
    if (this.#rooms.reviews.has(document.uri)) return say(editTexts.alreadyReviewing);
    if (vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false)
      return say(editTexts.readOnly);
    this.#running.add(uri);
    try {
      await this.#propose(task, editor);
    } finally {
      this.#running.delete(uri);
    }
  }

  async #propose(task: EditTask, editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const lines = await takenLines(editor);
    if (!lines) return say(editTexts.nothingTaken);
    const piece = pieceOf(document, lines);
    const proposal = await this.#answer(task, piece);
    if (!proposal) return;
    if ('refusal' in proposal) return say(refusalText(proposal.refusal));
    if (document.isClosed || document.getText() !== piece.document) return say(editTexts.changedMeanwhile);
    await this.#rooms.reviews.open(document, proposal.edit);
  }

  /** Nothing when it was stopped, or no model is set up. */
  async #answer(task: EditTask, piece: Piece): Promise<Proposal | undefined> {
    const { models, settings } = this.#rooms;
    const title = editTexts.refactoring.replace('{place}', placeLabel(piece.place));
    const location = vscode.ProgressLocation.Notification;
    return vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      try {
        const opened = await models.open('chat', controller.signal);
        if (opened) return await runEdit(task, piece, opened, settings().contextWindow, controller.signal);
        void offerModels();
      } catch (error) {
        if (!controller.signal.aborted) throw error;
      }
      return undefined;
    });
  }
}

function pieceOf(document: vscode.TextDocument, lines: vscode.Range): Piece {
  return {
    document: document.getText(),
    start: document.offsetAt(lines.start),
    end: document.offsetAt(lines.end),
    place: placeOf(document, lines),
    language: document.languageId,
  };
}

async function offerModels(): Promise<void> {
  const answer = await vscode.window.showInformationMessage(editTexts.noModel, editTexts.chooseModel);
  if (answer) await vscode.commands.executeCommand('tolmach.chooseModel');
}

function say(text: string): void {
  void vscode.window.showInformationMessage(text);
}
