import { LinedText } from '../diff/lines.ts';
import {
  type Decision,
  decided,
  type Hunk,
  type ReviewText,
  rebased,
  reviewText,
  withAccepted,
} from './hunks.ts';

/** A stretch of a document to replace; offsets in it. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A proposal under decision. The document itself is never touched: what was accepted is kept here until all is
 * decided, and moves along when the document is edited meanwhile.
 */
export class Review {
  #document: LinedText;
  #hunks: readonly Hunk[] = [];
  #shown: ReviewText | undefined;

  constructor(document: string) {
    this.#document = new LinedText(document);
  }

  /** Text of the document that the hunks stand in now. */
  get document(): string {
    return this.#document.text;
  }

  get lines(): readonly string[] {
    return this.#document.lines;
  }

  /** Both sides of what is open, for the eye. */
  get shown(): ReviewText {
    this.#shown ??= reviewText(this.#document, this.#hunks);
    return this.#shown;
  }

  /** Hunks that wait for a decision. */
  get open(): number {
    return this.#hunks.filter(({ decision }) => decision === 'open').length;
  }

  get accepted(): number {
    return this.#hunks.filter(({ decision }) => decision === 'accepted').length;
  }

  get conflicts(): number {
    return this.#hunks.filter(({ decision, conflict }) => decision === 'open' && conflict).length;
  }

  /** Puts other hunks in the place of all there are. */
  propose(hunks: readonly Hunk[]): void {
    this.#take(hunks);
  }

  decide(which: number | 'open', decision: Decision): void {
    this.#take(decided(this.#hunks, which, decision));
  }

  /** Another document stands in its place: nothing of this can be put into it. */
  displace(): void {
    const lost = (hunk: Hunk): Hunk => ({ ...hunk, conflict: true, decision: 'open' });
    this.#take(this.#hunks.map((hunk) => (hunk.decision === 'rejected' ? hunk : lost(hunk))));
  }

  /** The document was edited: the hunks move with their lines. */
  follow(document: string): void {
    if (document === this.#document.text) return;
    const now = new LinedText(document);
    const hunks = rebased(this.#hunks, this.#document.lines, now.lines);
    this.#document = now;
    this.#take(hunks);
  }

  /** The document with all that is open accepted. */
  get proposal(): string {
    return withAccepted(this.#document, decided(this.#hunks, 'open', 'accepted'));
  }

  /** What the accepted hunks make of the document, in order. */
  get replacements(): Replacement[] {
    return this.#hunks
      .filter(({ decision }) => decision === 'accepted')
      .map(({ start, end, lines }) => ({
        start: this.#document.offset(start),
        end: this.#document.offset(end),
        text: lines.join(''),
      }));
  }

  #take(hunks: readonly Hunk[]): void {
    this.#hunks = hunks;
    this.#shown = undefined;
  }
}
