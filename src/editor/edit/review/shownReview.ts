import type * as vscode from 'vscode';
import type { Hunk, ShownHunk } from '../../../core/edit/hunks.ts';
import type { Piece } from '../../../core/edit/piece.ts';
import type { Warning } from '../../../core/edit/refusal.ts';
import { Review } from '../../../core/edit/review.ts';
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
  readonly language: string;
  readonly review: Review;
  readonly repeat: Repeat;
  warnings: readonly Warning[] = [];
  /** The answer is still being written: nothing can be decided. */
  writing = true;
  /** Was put before the user. */
  shown = false;
  /** The hunk that keys without a place are for. */
  current = 0;

  readonly #line: number;

  constructor(document: vscode.TextDocument, number: number, piece: Piece, repeat: Repeat) {
    this.#line = document.positionAt(piece.start).line;
    this.target = document.uri;
    // The tab is told from the document's own.
    const path = `${document.uri.path}${reviewTexts.tab}`;
    const own = { scheme: REVIEW_SCHEME, authority: '', path, fragment: '' };
    this.uri = document.uri.with({ ...own, query: String(number) });
    this.proposalUri = document.uri.with({ ...own, query: `${number}&proposal` });
    this.language = document.languageId;
    this.review = new Review(document.getText());
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

  propose(hunks: readonly Hunk[]): void {
    this.review.propose(hunks);
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
