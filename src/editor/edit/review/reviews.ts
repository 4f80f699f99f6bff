import * as vscode from 'vscode';
import type { Hunk } from '../../../core/edit/hunks.ts';
import type { Piece } from '../../../core/edit/piece.ts';
import type { ProposedEdit } from '../../../core/edit/proposedEdit.ts';
import type { Warning } from '../../../core/edit/refusal.ts';
import { applyReviews, conflictIn } from './applyReviews.ts';
import { ReviewDecorations } from './decorations.ts';
import { closeTabs, inLanguage, nameOf, openDocument, type Target, textOf } from './documents.ts';
import { reviewLenses } from './lenses.ts';
import { type OtherEdit, pieceOf } from './otherEdit.ts';
import { REVIEW_SCHEME, type Repeat, ShownReview } from './shownReview.ts';
import { ReviewStatus } from './status.ts';
import { reviewTexts } from './texts.ts';

/** Context key: an edit waits for a decision. */
const REVIEWING = 'tolmach.reviewing';
/** Growing answers are drawn, and edited documents followed, at most so often. */
const REDRAW_MILLISECONDS = 80;

/** A review whose answer is still being written. */
export interface OpenReview {
  /** Shows the hunks so far of an answer that grows; they are asked for when they are drawn. */
  grow(hunks: () => readonly Hunk[]): void;
  /** The answer is complete: its edit, if there is one, can be decided on together with those of other files. */
  finish(
    edit: ProposedEdit | undefined,
    warnings: readonly Warning[],
    others?: readonly OtherEdit[],
  ): Promise<void>;
  /** Nothing came of it. */
  drop(): Promise<void>;
}

/**
 * Edits that wait for a decision. Each is shown as a document of its own, old lines above new ones; the user's document
 * is not touched before every hunk is decided, and then by one step of undo. So neither autosave nor a formatter nor a
 * language server ever sees a text that is neither the old nor accepted. At most one review for a document; those of
 * one answer are decided on together, and new files among them are made only then.
 */
export class Reviews
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly #reviews: ShownReview[] = [];
  readonly #registrations: vscode.Disposable;
  readonly #decorations = new ReviewDecorations(() => this.#draw());
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #status = new ReviewStatus();
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;
  #opened = 0;
  #following: NodeJS.Timeout | undefined;

  constructor() {
    const { workspace, window, languages } = vscode;
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
    if (uri.query.endsWith('&base')) return '';
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

  /** Begins a review of what will be proposed for a piece of a document as it is now, or for a new file. */
  begin(target: Target, piece: Piece, repeat: Repeat): OpenReview {
    const shown = this.#made(target, piece, repeat);
    let latest: () => readonly Hunk[] = () => [];
    let timer: NodeJS.Timeout | undefined;
    const draw = (): void => {
      timer = undefined;
      const hunks = latest();
      // Nothing of a growing answer is shown over a document that has moved on.
      if (hunks.length === 0 || textOf(target) !== piece.document) return;
      shown.propose(hunks);
      void this.#refresh(shown);
    };
    const end = (): void => clearTimeout(timer);
    return {
      grow: (hunks) => {
        latest = hunks;
        timer ??= setTimeout(draw, REDRAW_MILLISECONDS);
      },
      finish: async (edit, warnings, others = []) => {
        end();
        // Its tab was closed meanwhile.
        if (!this.#reviews.includes(shown)) return;
        const group = others.map((other) => {
          const made = this.#made(other.target, pieceOf(other), repeat);
          made.complete(other.edit, textOf(other.target));
          return made;
        });
        if (edit) {
          shown.complete(edit, textOf(target));
          group.unshift(shown);
        } else await this.#close(shown);
        for (const one of group) one.group = group;
        const [first] = group;
        if (!first) return;
        first.warnings = warnings;
        await this.#refresh(first);
      },
      drop: async () => {
        end();
        await this.#close(shown);
      },
    };
  }

  #made(target: Target, piece: Piece, repeat: Repeat): ShownReview {
    this.#opened += 1;
    const shown = new ShownReview(target, this.#opened, piece, repeat);
    this.#reviews.push(shown);
    return shown;
  }

  /** Decides on a hunk: the one that is named, else the one at the cursor; in a comparison, on all of its file. */
  async decide(decision: 'accepted' | 'rejected', uri?: vscode.Uri, id?: number): Promise<void> {
    const shown = this.#chosen(uri);
    if (!shown) return say(reviewTexts.noReview);
    if (shown.writing) return say(reviewTexts.stillWriting);
    const front = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    if (id === undefined && front instanceof vscode.TabInputTextDiff)
      return this.#decideOn([shown], decision);
    await this.#follow(shown);
    const hunk = shown.hunks.find((one) => one.id === (id ?? shown.current)) ?? shown.hunks[0];
    if (hunk?.conflict && decision === 'accepted')
      return say(shown.isNew ? reviewTexts.appeared : reviewTexts.inConflict);
    if (hunk) shown.review.decide(hunk.id, decision);
    await this.#decided(shown, hunk && ShownReview.lineOf(hunk));
  }

  /** Decides on all that is open, in all files of the answer. */
  async decideAll(decision: 'accepted' | 'rejected', uri?: vscode.Uri): Promise<void> {
    const shown = this.#chosen(uri);
    if (!shown) return say(reviewTexts.noReview);
    if (shown.writing) return say(reviewTexts.stillWriting);
    await this.#decideOn(shown.group, decision);
  }

  async #decideOn(files: readonly ShownReview[], decision: 'accepted' | 'rejected'): Promise<void> {
    for (const shown of files) {
      await this.#follow(shown);
      shown.review.decide('open', decision);
    }
    const stuck = files.find(({ review }) => review.conflicts > 0);
    if (stuck) say(stuck.isNew ? reviewTexts.appeared : reviewTexts.inConflict);
    if (files[0]) await this.#decided(files[0]);
  }

  /** Puts the cursor on the next open hunk, or the one before, in the next file where it is there; round about. */
  async go(step: 1 | -1, uri?: vscode.Uri): Promise<void> {
    const chosen = this.#chosen(uri);
    const all = chosen?.group.flatMap((shown) => shown.hunks.map((hunk) => ({ shown, hunk }))) ?? [];
    if (!chosen || all.length === 0) return say(reviewTexts.noReview);
    const at = all.findIndex(({ shown, hunk }) => shown === chosen && hunk.id === shown.current);
    const next = all[(Math.max(at, 0) + step + all.length) % all.length];
    if (next) await this.#reveal(next.shown, ShownReview.lineOf(next.hunk));
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
    await vscode.commands.executeCommand('vscode.diff', shown.baseUri, shown.proposalUri, title);
  }

  dispose(): void {
    clearTimeout(this.#following);
    this.#registrations.dispose();
    this.#reviews.length = 0;
    this.#announce();
  }

  /** Everything is decided, or the next hunk is shown: of the same file, else of the next one that has any. */
  async #decided(shown: ShownReview, line?: number): Promise<void> {
    const at = shown.group.indexOf(shown);
    const order = [...shown.group.slice(at), ...shown.group.slice(0, at)];
    const open = order.find(({ review }) => review.open > 0);
    if (open) {
      const next = open.hunkAt(open === shown ? (line ?? 0) : 0);
      open.current = next?.id ?? 0;
      for (const one of shown.group) if (one.shown) await this.#refresh(one);
      if (next) await this.#reveal(open, ShownReview.lineOf(next));
      return;
    }
    const conflict = await conflictIn(shown.group);
    if (conflict !== undefined) {
      say(conflict);
      return this.#decided(shown);
    }
    // What is put into the documents now is no change of the user's that would have to be followed.
    this.#forget(shown);
    await applyReviews(shown.group);
    await this.#close(shown);
  }

  /** Takes in what the user did to the document meanwhile. */
  async #follow(shown: ShownReview): Promise<void> {
    const document = shown.isNew ? undefined : await openDocument(shown.target);
    if (document) shown.review.follow(document.getText());
  }

  #documentChanged(document: vscode.TextDocument): void {
    if (document.uri.scheme === REVIEW_SCHEME) {
      this.#draw();
      return;
    }
    const shown = this.#reviews.find(
      ({ target, writing, isNew }) => !writing && !isNew && target.toString() === document.uri.toString(),
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

  async #reveal(shown: ShownReview, line: number): Promise<void> {
    const front = vscode.window.activeTextEditor;
    const isFront = front?.document.uri.toString() === shown.uri.toString();
    if (!isFront && shown.group.length > 1) {
      // Another file of the answer, perhaps for the first time.
      shown.shown = false;
      await this.#refresh(shown);
    }
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

  /** With a tab the whole review ends; what was accepted is not lost with it: it is offered. */
  #tabClosed(tab: vscode.Tab): void {
    const { input } = tab;
    if (!(input instanceof vscode.TabInputText)) return;
    const shown = this.#reviews.find(({ uri }) => uri.toString() === input.uri.toString());
    if (!shown) return;
    void this.#close(shown);
    if (shown.group.some(({ review }) => review.accepted > 0)) void this.#offer(shown);
  }

  async #offer(shown: ShownReview): Promise<void> {
    const answer = await vscode.window.showInformationMessage(reviewTexts.keptBack, reviewTexts.apply);
    if (!answer) return;
    const conflict = await conflictIn(shown.group);
    if (conflict === undefined) await applyReviews(shown.group);
    else say(conflict);
  }

  /** The review that a command is for: the one named, the one in front, or the first of the only answer. */
  #chosen(named?: vscode.Uri): ShownReview | undefined {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const front =
      input instanceof vscode.TabInputTextDiff
        ? input.modified
        : input instanceof vscode.TabInputText
          ? input.uri
          : undefined;
    const found = [named, front].map((uri) => uri && this.#find(uri)).find((one) => one !== undefined);
    const [first] = this.#reviews;
    return found ?? (first?.group.length === this.#reviews.length ? first : undefined);
  }

  #find(uri: vscode.Uri): ShownReview | undefined {
    if (uri.scheme !== REVIEW_SCHEME) return undefined;
    const name = uri.toString();
    return this.#reviews.find(
      ({ uri: own, proposalUri, baseUri }) =>
        own.toString() === name || proposalUri.toString() === name || baseUri.toString() === name,
    );
  }

  #forget({ group }: ShownReview): void {
    for (const one of group) {
      const at = this.#reviews.indexOf(one);
      if (at >= 0) this.#reviews.splice(at, 1);
    }
    this.#announce();
  }

  async #close(shown: ShownReview): Promise<void> {
    this.#forget(shown);
    await closeTabs(shown.group.flatMap(({ uri, proposalUri }) => [uri, proposalUri]));
  }

  #announce(): void {
    const waiting = this.#reviews.some(({ writing }) => !writing);
    void vscode.commands.executeCommand('setContext', REVIEWING, waiting);
    const editor = vscode.window.activeTextEditor;
    this.#status.show(editor && this.#find(editor.document.uri));
  }
}

const NOWHERE = { start: 0, end: 0 };

function say(text: string): void {
  void vscode.window.showInformationMessage(text);
}
