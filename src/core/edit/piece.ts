import type { Place } from '../context/contextItem.ts';
import type { Rule } from '../context/rule.ts';

/** A piece of a document that a task works on. */
export interface Piece {
  /** Text of the whole document. */
  readonly document: string;
  /** Offsets in `document`: whole lines, the end of the last one not included, except at the document's end. */
  readonly start: number;
  readonly end: number;
  readonly place: Place;
  /** The editor's language id. */
  readonly language: string;
  /** The project's own rules that hold for it. */
  readonly rules?: readonly Rule[];
}

/** The piece's own text. */
export function pieceText({ document, start, end }: Piece): string {
  return document.slice(start, end);
}

/** `text` with line ends as prompts and answers have them. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
