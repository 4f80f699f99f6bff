import type * as vscode from 'vscode';
import { linesOf } from '../../../core/diff/lines.ts';
import { GrowingEdit } from '../../../core/edit/growingEdit.ts';
import { type Hunk, hunksBetween, type ShownHunk } from '../../../core/edit/hunks.ts';
import type { Piece } from '../../../core/edit/piece.ts';
import { applyEdit, type ProposedEdit } from '../../../core/edit/proposedEdit.ts';
import type { Warning } from '../../../core/edit/refusal.ts';
import { Review } from '../../../core/edit/review.ts';
import { isNewFile, type Target, textOf } from './documents.ts';
import { reviewTexts } from './texts.ts';

/** Texts of a review are documents of this scheme; a query `proposal` names the one with all accepted. */
export const REVIEW_SCHEME = 'tolmach-edit';

/** Does the task of a review again; with a wish, when the user has one. */
export type Repeat = (wish: string) => Promise<void>;

/** A review that the editor shows as a document of its own: both sides of every open hunk, one under the other. */
export class ShownReview {
  /** The document that would be changed. */
  readonly target: vscode.Uri;
  /** The document that shows the review. */
  readonly uri: vscode.Uri;
  /** The proposal as a whole, for a comparison. */
  readonly proposalUri: vscode.Uri;
  /** What a comparison has on its other side: the document, or nothing where the file is to be made. */
  readonly baseUri: vscode.Uri;
  /** There is no such file until it is accepted. */
  readonly isNew: boolean;
  readonly language: string;
  readonly review: Review;
  readonly repeat: Repeat;
  readonly growing: GrowingEdit;
  warnings: readonly Warning[] = [];
  /** The answer is still being written: nothing can be decided. */
  writing = true;
  /** Was put before the user. */
  shown = false;
  /** The hunk that keys without a place are for. */
  current = 0;

  /** The reviews that are decided on together, this one among them, in order. */
  group: readonly ShownReview[] = [this];

  readonly #line: number;

  constructor(target: Target, number: number, piece: Piece, repeat: Repeat) {
    this.#line = linesOf(piece.document.slice(0, piece.start)).length;
    this.target = target.uri;
    this.isNew = isNewFile(target);
    // The tab is told from the document's own.
    const path = `${target.uri.path}${reviewTexts.tab}`;
    const own = { scheme: REVIEW_SCHEME, authority: '', path, fragment: '' };
    this.uri = target.uri.with({ ...own, query: String(number) });
    this.proposalUri = target.uri.with({ ...own, query: `${number}&proposal` });
    this.baseUri = this.isNew ? target.uri.with({ ...own, query: `${number}&base` }) : target.uri;
    this.language = target.languageId;
    this.review = new Review(textOf(target));
    this.growing = new GrowingEdit(piece);
    this.repeat = repeat;
  }

  get hunks(): readonly ShownHunk[] {
    return this.review.shown.hunks;
  }

  /** The line above which stands what is about the review as a whole: where the piece begins. */
  get headLine(): number {
    const [first] = this.hunks;
    return first ? Math.min(this.#line, ShownReview.lineOf(first)) : this.#line;
  }

  /** Hunks of all files that wait for a decision. */
  get waiting(): number {
    return this.group.reduce((sum, { review }) => sum + review.open, 0);
  }

  propose(hunks: readonly Hunk[]): void {
    this.review.propose(hunks);
  }

  /** The answer is whole. @param now the document's text by now */
  complete(edit: ProposedEdit, now: string): void {
    this.propose(hunksBetween(linesOf(edit.document), linesOf(applyEdit(edit))));
    this.review.follow(now);
    this.writing = false;
    this.current = this.hunks[0]?.id ?? 0;
  }

  /** The hunk at a line of the shown text, else the next one, else the last. */
  hunkAt(line: number): ShownHunk | undefined {
    return this.hunks.find(({ now, old }) => Math.max(now.end, old.end) > line) ?? this.hunks.at(-1);
  }

  /** The first line of a hunk in the shown text. */
  static lineOf(hunk: ShownHunk): number {
    return hunk.old.end > hunk.old.start ? hunk.old.start : hunk.now.start;
  }
}
