import * as vscode from 'vscode';
import { type Hunk, hunksOfEdit } from '../../../core/edit/hunks.ts';
import type { Piece } from '../../../core/edit/piece.ts';
import type { ProposedEdit } from '../../../core/edit/proposedEdit.ts';
import type { Warning } from '../../../core/edit/refusal.ts';
import { ReviewDecorations } from './decorations.ts';
import { inLanguage, nameOf, openDocument } from './documents.ts';
import { reviewLenses } from './lenses.ts';
import { REVIEW_SCHEME, type Repeat, ShownReview } from './shownReview.ts';
import { reviewTexts } from './texts.ts';

/** Context key: an edit waits for a decision. */
const REVIEWING = 'tolmach.reviewing';
/** Growing answers are drawn, and edited documents followed, at most so often. */
const REDRAW_MILLISECONDS = 80;

/** A review whose answer is still being written. */
export interface OpenReview {
  /** Shows the hunks so far of an answer that grows; they are asked for when they are drawn. */
  grow(hunks: () => readonly Hunk[]): void;
  /** The answer is complete: its edit can be decided on. */
  finish(edit: ProposedEdit, warnings: readonly Warning[]): Promise<void>;
  /** Nothing came of it. */
  drop(): Promise<void>;
}

/**
 * Edits that wait for a decision. Each is shown as a document of its own, old lines above new ones; the user's document
 * is not touched before every hunk is decided, and then by one step of undo. So neither autosave nor a formatter nor a
 * language server ever sees a text that is neither the old nor accepted. At most one review for a document.
 */
export class Reviews
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly #reviews: ShownReview[] = [];
  readonly #registrations: vscode.Disposable;
  readonly #decorations = new ReviewDecorations(() => this.#draw());
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #status = vscode.window.createStatusBarItem(
    'tolmach.review',
    vscode.StatusBarAlignment.Right,
    101,
  );
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;
  #opened = 0;
  #following: NodeJS.Timeout | undefined;

  constructor() {
    const { workspace, window, languages } = vscode;
    this.#status.command = 'tolmach.nextEdit';
    this.#registrations = vscode.Disposable.from(
      workspace.registerTextDocumentContentProvider(REVIEW_SCHEME, this),
      languages.registerCodeLensProvider({ scheme: REVIEW_SCHEME }, this),
      workspace.onDidChangeTextDocument(({ document }) => this.#documentChanged(document)),
      window.onDidChangeVisibleTextEditors(() => this.#draw()),
      window.onDidChangeActiveTextEditor(() => this.#announce()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.#cursorMoved(textEditor)),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) this.#tabClosed(tab);
      }),
      this.#decorations,
      this.#changed,
      this.#lensesChanged,
      this.#status,
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    const shown = this.#find(uri);
    return uri.query.endsWith('&proposal') ? shown?.review.proposal : shown?.review.shown.text;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const shown = this.#find(document.uri);
    return shown && document.uri.toString() === shown.uri.toString() ? reviewLenses(shown) : [];
  }

  /** An edit of this document waits. */
  has(target: vscode.Uri): boolean {
    return this.#reviews.some((shown) => shown.target.toString() === target.toString());
  }

  /** Begins a review of what will be proposed for a piece of a document as it is now. */
  begin(document: vscode.TextDocument, piece: Piece, repeat: Repeat): OpenReview {
    this.#opened += 1;
    const shown = new ShownReview(document, this.#opened, piece, repeat);
    this.#reviews.push(shown);
    let latest: () => readonly Hunk[] = () => [];
    let timer: NodeJS.Timeout | undefined;
    const draw = (): void => {
      timer = undefined;
      const hunks = latest();
      // Nothing of a growing answer is shown over a document that has moved on.
      if (hunks.length === 0 || document.getText() !== piece.document) return;
      shown.propose(hunks);
      void this.#refresh(shown);
    };
    const end = (): void => clearTimeout(timer);
    return {
      grow: (hunks) => {
        latest = hunks;
        timer ??= setTimeout(draw, REDRAW_MILLISECONDS);
      },
      finish: async (edit, warnings) => {
        end();
        shown.propose(hunksOfEdit(edit));
        shown.review.follow(document.getText());
        shown.warnings = warnings;
        shown.writing = false;
        shown.current = shown.hunks[0]?.id ?? 0;
        await this.#refresh(shown);
      },
      drop: async () => {
        end();
        await this.#close(shown);
      },
    };
  }

  /** Decides on a hunk: the one that is named, else the one at the cursor; in a comparison, on all. */
  async decide(decision: 'accepted' | 'rejected', uri?: vscode.Uri, id?: number): Promise<void> {
    const shown = this.#chosen(uri);
    if (!shown) return say(reviewTexts.noReview);
    if (shown.writing) return say(reviewTexts.stillWriting);
    const front = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    if (id === undefined && front instanceof vscode.TabInputTextDiff) return this.decideAll(decision, uri);
    await this.#follow(shown);
    const hunk = shown.hunks.find((one) => one.id === (id ?? shown.current)) ?? shown.hunks[0];
    if (hunk?.conflict && decision === 'accepted') return say(reviewTexts.inConflict);
    if (hunk) shown.review.decide(hunk.id, decision);
    await this.#decided(shown, hunk && ShownReview.lineOf(hunk));
  }

  /** Decides on all that is open. */
  async decideAll(decision: 'accepted' | 'rejected', uri?: vscode.Uri): Promise<void> {
    const shown = this.#chosen(uri);
    if (!shown) return say(reviewTexts.noReview);
    if (shown.writing) return say(reviewTexts.stillWriting);
    await this.#follow(shown);
    shown.review.decide('open', decision);
    if (shown.review.conflicts > 0) say(reviewTexts.inConflict);
    await this.#decided(shown);
  }

  /** Puts the cursor on the next open hunk, or the one before; round about. */
  go(step: 1 | -1, uri?: vscode.Uri): void {
    const shown = this.#chosen(uri);
    if (!shown || shown.hunks.length === 0) {
      say(reviewTexts.noReview);
      return;
    }
    const at = shown.hunks.findIndex(({ id }) => id === shown.current);
    const { length } = shown.hunks;
    const next = shown.hunks[(Math.max(at, 0) + step + length) % length];
    if (next) this.#reveal(shown, ShownReview.lineOf(next));
  }

  /** Asks for a wish and does the task again; the review that there is ends with it. */
  async again(uri?: vscode.Uri): Promise<void> {
    const shown = this.#chosen(uri);
    if (!shown) return say(reviewTexts.noReview);
    if (shown.writing) return say(reviewTexts.stillWriting);
    const wish = await vscode.window.showInputBox({
      title: reviewTexts.wish,
      placeHolder: reviewTexts.wishHint,
    });
    if (wish === undefined || !this.#reviews.includes(shown)) return;
    await this.#close(shown);
    await shown.repeat(wish.trim());
  }

  /** The editor's own comparison of the document and the proposal. */
  async compare(uri?: vscode.Uri): Promise<void> {
    const shown = this.#chosen(uri);
    if (!shown) return say(reviewTexts.noReview);
    this.#changed.fire(shown.proposalUri);
    await inLanguage(await vscode.workspace.openTextDocument(shown.proposalUri), shown.language);
    const title = reviewTexts.comparison.replace('{name}', nameOf(shown.target));
    await vscode.commands.executeCommand('vscode.diff', shown.target, shown.proposalUri, title);
  }

  dispose(): void {
    clearTimeout(this.#following);
    this.#registrations.dispose();
    this.#reviews.length = 0;
    this.#announce();
  }

  /** Everything is decided, or the next hunk is shown. */
  async #decided(shown: ShownReview, line?: number): Promise<void> {
    if (shown.review.open > 0) {
      shown.current = shown.hunkAt(line ?? 0)?.id ?? 0;
      await this.#refresh(shown);
      const next = shown.hunkAt(line ?? 0);
      if (next) this.#reveal(shown, ShownReview.lineOf(next));
      return;
    }
    if (await this.#apply(shown)) await this.#close(shown);
  }

  /** Puts what was accepted into the document, as one step of undo, unsaved. */
  async #apply(shown: ShownReview): Promise<boolean> {
    if (shown.review.accepted === 0) return true;
    const document = await openDocument(shown.target);
    if (!document) {
      say(reviewTexts.notApplied);
      return true;
    }
    if (document.getText() !== shown.review.document) {
      await this.#follow(shown);
      // What was accepted may be in conflict now, and is open again.
      if (shown.review.open > 0) {
        await this.#refresh(shown);
        return false;
      }
    }
    const { replacements } = shown.review;
    const change = new vscode.WorkspaceEdit();
    for (const { start, end, text } of replacements)
      change.replace(
        shown.target,
        new vscode.Range(document.positionAt(start), document.positionAt(end)),
        text,
      );
    if (!(await vscode.workspace.applyEdit(change))) say(reviewTexts.notApplied);
    const cursor = document.positionAt(replacements[0]?.start ?? 0);
    await vscode.window.showTextDocument(document, {
      selection: new vscode.Range(cursor, cursor),
      preview: false,
    });
    return true;
  }

  /** Takes in what the user did to the document meanwhile. */
  async #follow(shown: ShownReview): Promise<void> {
    const document = await openDocument(shown.target);
    if (document) shown.review.follow(document.getText());
  }

  #documentChanged(document: vscode.TextDocument): void {
    if (document.uri.scheme === REVIEW_SCHEME) {
      this.#draw();
      return;
    }
    const shown = this.#reviews.find(
      ({ target, writing }) => !writing && target.toString() === document.uri.toString(),
    );
    if (!shown) return;
    clearTimeout(this.#following);
    this.#following = setTimeout(() => {
      if (!this.#reviews.includes(shown) || document.isClosed) return;
      shown.review.follow(document.getText());
      void this.#refresh(shown);
    }, REDRAW_MILLISECONDS);
  }

  #cursorMoved(editor: vscode.TextEditor): void {
    const shown = this.#find(editor.document.uri);
    const hunk = shown?.hunkAt(editor.selection.active.line);
    if (!shown || !hunk || hunk.id === shown.current) return;
    shown.current = hunk.id;
    this.#draw();
    this.#lensesChanged.fire();
  }

  /** Shows a review as it is now, and puts it before the user when that was not done yet. */
  async #refresh(shown: ShownReview): Promise<void> {
    if (!this.#reviews.includes(shown)) return;
    this.#changed.fire(shown.uri);
    if (!shown.shown) {
      shown.shown = true;
      const document = await vscode.workspace.openTextDocument(shown.uri);
      await inLanguage(document, shown.language);
      const line = ShownReview.lineOf(
        shown.hunks[0] ?? { id: 0, conflict: false, old: NOWHERE, now: NOWHERE },
      );
      const editor = await vscode.window.showTextDocument(document, {
        preview: false,
        selection: new vscode.Range(line, 0, line, 0),
      });
      editor.revealRange(
        new vscode.Range(line, 0, line, 0),
        vscode.TextEditorRevealType.InCenterIfOutsideViewport,
      );
    }
    this.#draw();
    this.#lensesChanged.fire();
  }

  #reveal(shown: ShownReview, line: number): void {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === shown.uri.toString(),
    );
    if (!editor) return;
    const place = new vscode.Range(line, 0, line, 0);
    editor.selection = new vscode.Selection(place.start, place.end);
    editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    shown.current = shown.hunkAt(line)?.id ?? shown.current;
    this.#draw();
    this.#lensesChanged.fire();
  }

  #draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const shown = this.#find(editor.document.uri);
      if (shown && editor.document.uri.toString() === shown.uri.toString())
        this.#decorations.draw(editor, shown);
    }
    this.#announce();
  }

  /** What was accepted is not lost with the tab: it is offered. */
  #tabClosed(tab: vscode.Tab): void {
    const { input } = tab;
    if (!(input instanceof vscode.TabInputText)) return;
    const shown = this.#reviews.find(({ uri }) => uri.toString() === input.uri.toString());
    if (!shown) return;
    this.#forget(shown);
    if (shown.review.accepted > 0) void this.#offer(shown);
  }

  async #offer(shown: ShownReview): Promise<void> {
    const answer = await vscode.window.showInformationMessage(reviewTexts.keptBack, reviewTexts.apply);
    if (answer) await this.#apply(shown);
  }

  /** The review that a command is for: the one named, the one in front, or the only one. */
  #chosen(named?: vscode.Uri): ShownReview | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const front =
      input instanceof vscode.TabInputTextDiff
        ? input.modified
        : input instanceof vscode.TabInputText
          ? input.uri
          : undefined;
    const found = [named, front].map((uri) => uri && this.#find(uri)).find((one) => one !== undefined);
    return found ?? (this.#reviews.length === 1 ? this.#reviews[0] : undefined);
  }

  #find(uri: vscode.Uri): ShownReview | undefined {
    if (uri.scheme !== REVIEW_SCHEME) return undefined;
    const name = uri.toString();
    return this.#reviews.find(
      (shown) => shown.uri.toString() === name || shown.proposalUri.toString() === name,
    );
  }

  #forget(shown: ShownReview): void {
    const at = this.#reviews.indexOf(shown);
    if (at >= 0) this.#reviews.splice(at, 1);
    this.#announce();
  }

  async #close(shown: ShownReview): Promise<void> {
    this.#forget(shown);
    const own = [shown.uri.toString(), shown.proposalUri.toString()];
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(
      tabs.filter(({ input }) => {
        if (input instanceof vscode.TabInputText) return own.includes(input.uri.toString());
        return input instanceof vscode.TabInputTextDiff && own.includes(input.modified.toString());
      }),
    );
  }

  #announce(): void {
    const waiting = this.#reviews.some(({ writing }) => !writing);
    void vscode.commands.executeCommand('setContext', REVIEWING, waiting);
    const editor = vscode.window.activeTextEditor;
    const shown = editor && this.#find(editor.document.uri);
    const at = shown?.hunks.findIndex(({ id }) => id === shown.current) ?? -1;
    if (!shown || shown.writing || at < 0) {
      this.#status.hide();
      return;
    }
    this.#status.text = reviewTexts.status
      .replace('{i}', String(at + 1))
      .replace('{n}', String(shown.hunks.length));
    this.#status.show();
  }
}

const NOWHERE = { start: 0, end: 0 };

function say(text: string): void {
  void vscode.window.showInformationMessage(text);
}
