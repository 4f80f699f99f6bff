import * as vscode from 'vscode';
import { languageId } from '../../core/code/languageName.ts';
import { placeLabel } from '../../core/context/contextItem.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import type { Piece } from '../../core/edit/piece.ts';
import type { FilesProposal } from '../../core/edit/proposedFiles.ts';
import { runTests } from '../../core/edit/runTests.ts';
import { type TestPlace, testPlace } from '../../core/edit/testFile.ts';
import { testLibraries } from '../../core/edit/testLibraries.ts';
import type { ShownFile } from '../../core/edit/testsPrompt.ts';
import { readText } from '../context/readText.ts';
import { WorkspaceFiles } from '../context/workspaceFiles.ts';
import { isUserDocument } from '../convert.ts';
import { type EditorTaskRooms, pieceOf } from './editorTasks.ts';
import { otherEdits } from './otherFiles.ts';
import { openDocument, type Target, textOf } from './review/documents.ts';
import { takenLines } from './takenPiece.ts';
import { editTexts, refusalText } from './texts.ts';
import { withModel } from './withModel.ts';

export interface TestWriterRooms extends EditorTaskRooms {
  readonly sources: SourceFiles;
}

/** A code that is tested, and where its tests go. */
interface Testing {
  readonly folder: vscode.WorkspaceFolder;
  readonly piece: Piece;
  readonly place: TestPlace;
  readonly target: Target;
}

/** Writes tests of the code under the cursor, for review, into the file that the project's ways give them. */
export class TestWriter implements vscode.Disposable {
  readonly #rooms: TestWriterRooms;
  readonly #files: WorkspaceFiles;
  /** Files of tests that are being written to. */
  readonly #running = new Set<string>();

  constructor(rooms: TestWriterRooms) {
    this.#rooms = rooms;
    this.#files = new WorkspaceFiles(rooms.sources);
  }

  /**
   * @param wish what is wished besides
   * @throws ModelError
   */
  async run(wish = ''): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return say(editTexts.noEditor);
    const { document } = editor;
    if (!isUserDocument(document)) return say(editTexts.readOnly);
    const folder = vscode.workspace.getWorkspaceFolder(document.uri);
    if (!folder) return say(editTexts.testsNeedFolder);
    const lines = await takenLines(editor);
    if (!lines) return say(editTexts.nothingTaken);
    const path = document.uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
    const { files } = await this.#files.anew();
    const paths = files.filter((file) => file.folder === folder).map((file) => file.path);
    const place = testPlace(path, paths);
    if (!place) return say(editTexts.noTestsOfSuch);
    const piece = pieceOf(document, lines);
    const target = await targetAt(vscode.Uri.joinPath(folder.uri, place.path));
    await this.#write({ folder, piece: { ...piece, place: { ...piece.place, path } }, place, target }, wish);
  }

  async #write(testing: Testing, wish: string): Promise<void> {
    const { reviews } = this.#rooms;
    const uri = testing.target.uri.toString();
    if (this.#running.has(uri)) return say(editTexts.alreadyRunning);
    if (reviews.has(testing.target.uri)) return say(editTexts.testsUnderReview);
    this.#running.add(uri);
    try {
      const proposal = await this.#answer(testing, wish);
      if (!proposal) return;
      if ('refusal' in proposal) {
        // Nothing waits for the answer to a message.
        this.#refused(proposal, testing).catch(this.#rooms.showError);
      } else await this.#review(proposal, testing);
    } finally {
      this.#running.delete(uri);
    }
  }

  #answer(testing: Testing, wish: string): Promise<FilesProposal | undefined> {
    const { models, settings, rules } = this.#rooms;
    const { piece, place } = testing;
    const title = editTexts.writingTests
      .replace('{code}', placeLabel(piece.place))
      .replace('{tests}', place.path);
    return withModel(models, title, async (opened, signal) => {
      const tests = { path: place.path, language: testing.target.languageId, text: textOf(testing.target) };
      const { example, libraries } = await this.#evidence(testing, tests.text);
      const asked = {
        piece: { ...piece, rules: await rules.for([piece]) },
        tests,
        libraries,
        ...(example ? { example } : {}),
      };
      return runTests(asked, wish, opened, settings().contextWindow, signal);
    });
  }

  /** How tests are written in this project, where the file that they go into does not show it. */
  async #evidence(
    { folder, place }: Testing,
    tests: string,
  ): Promise<{ readonly example?: ShownFile; readonly libraries: readonly string[] }> {
    if (tests.trim() !== '' || !vscode.workspace.isTrusted) return { libraries: [] };
    const read = async (path: string): Promise<ShownFile | undefined> => {
      const found = await readText(vscode.Uri.joinPath(folder.uri, path), this.#rooms.sources);
      const language = languageId(/\.(\w+)$/.exec(path)?.[1] ?? '');
      return 'text' in found && found.text.trim() !== '' ? { path, language, text: found.text } : undefined;
    };
    for (const path of place.examples) {
      const example = await read(path);
      if (example) return { example, libraries: [] };
    }
    for (const path of place.manifests) {
      const libraries = testLibraries((await read(path))?.text ?? '');
      if (libraries.length > 0) return { libraries };
    }
    return { libraries: [] };
  }

  async #review(
    { edit, warnings, others }: Exclude<FilesProposal, { refusal: unknown }>,
    testing: Testing,
  ): Promise<void> {
    const { reviews } = this.#rooms;
    const { edits, leftOut } = await otherEdits(others, testing.target.uri, reviews);
    const text = textOf(testing.target);
    const piece = { ...testing.piece, document: text, start: text.length, end: text.length };
    if (!edit && edits.length === 0) return say(refusalText({ kind: 'noCode' }));
    await reviews
      .begin(testing.target, piece, (wish) => this.#again(testing, wish))
      .finish(edit, [...warnings, ...leftOut], edits);
  }

  async #refused({ refusal }: Extract<FilesProposal, { refusal: unknown }>, testing: Testing): Promise<void> {
    const again = refusal.kind === 'tooLarge' ? [] : [editTexts.again];
    const answer = await vscode.window.showInformationMessage(refusalText(refusal), ...again);
    if (answer) await this.#again(testing, '');
  }

  /** For the same code, where it still stands. */
  async #again(testing: Testing, wish: string): Promise<void> {
    const { piece, target } = testing;
    const source = await openDocument(vscode.Uri.parse(piece.place.uri));
    if (source?.getText() !== piece.document) return say(editTexts.changedMeanwhile);
    await this.#write({ ...testing, target: await targetAt(target.uri) }, wish);
  }

  dispose(): void {
    this.#files.dispose();
  }
}

/** The document, or the file that is to be made. */
async function targetAt(uri: vscode.Uri): Promise<Target> {
  const document = await openDocument(uri);
  return document ?? { uri, languageId: languageId(/\.(\w+)$/.exec(uri.path)?.[1] ?? ''), isNew: true };
}

function say(text: string): void {
  void vscode.window.showInformationMessage(text);
}
