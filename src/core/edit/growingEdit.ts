import { fenced } from '../context/render.ts';
import { diffLines } from '../diff/lineDiff.ts';
import { linesOf } from '../diff/lines.ts';
import { type Fence, fencesOf } from './fences.ts';
import { type Hunk, hunksBetween } from './hunks.ts';
import { indentationUnit, reindent } from './indentation.ts';
import { mergedLines } from './mergedLines.ts';
import { isPatch } from './patch.ts';
import { type Piece, pieceText, withLineFeeds } from './piece.ts';
import { isPlaceholder } from './placeholders.ts';
import { plainAnswer } from './plainAnswer.ts';

/** So many more lines of the piece than were told are looked at: what comes may have been left out so far. */
const AHEAD = 400;

/**
 * The hunks of an answer that is still being written, for the eye alone: the proposal is made of the whole answer.
 * An answer that is no plain new text of the piece shows nothing until then.
 */
export class GrowingEdit {
  readonly #piece: string;
  readonly #raw: readonly string[];
  readonly #lines: readonly string[];
  readonly #unit: string;
  readonly #startLine: number;
  readonly #nested: boolean;

  constructor(piece: Piece) {
    const own = pieceText(piece);
    this.#piece = withLineFeeds(own);
    this.#raw = linesOf(own);
    this.#lines = this.#piece.split('\n').map((line) => line.trim());
    this.#unit = indentationUnit(piece.document);
    this.#startLine = linesOf(piece.document.slice(0, piece.start)).length;
    this.#nested = /^[ \t]*(?:```|~~~)/m.test(this.#piece);
  }

  /** The hunks so far; `answer` is all that has come. Lines are the document's, from 0. */
  hunks(answer: string): readonly Hunk[] {
    const told = this.#told(answer);
    if (!told) return [];
    const code = reindent(told.join('\n'), this.#piece, this.#unit);
    const until = this.#reached(told.map((line) => line.trim()));
    const piece = this.#raw.slice(0, until).join('');
    return hunksBetween(linesOf(piece), linesOf(mergedLines(piece, code, '\n')), this.#startLine);
  }

  /** The piece with the lines that have come in it, as an answer of its own: what is left of one that was stopped. */
  soFar(answer: string): string | undefined {
    const told = this.#told(answer);
    if (!told) return undefined;
    const until = this.#reached(told.map((line) => line.trim()));
    const rest = this.#piece.split('\n').slice(until);
    return fenced([...told, ...rest].join('\n'), '');
  }

  /** The whole lines of code that have come. */
  #told(answer: string): string[] | undefined {
    const text = plainAnswer(answer);
    const fences = fencesOf(text, this.#nested);
    // The last one is the one that grows; a block that only quotes the piece is done before.
    const fence: Fence | undefined = fences.at(-1);
    if (!fence || fence.language === 'diff' || isPatch(fence.text, this.#piece)) return undefined;
    const lines = fence.text.split('\n');
    if (!fence.closed) lines.pop();
    while (lines[0]?.trim() === '') lines.shift();
    if (lines.length === 0 || lines.some(isPlaceholder)) return undefined;
    return this.#begins(lines[0] ?? '') ? lines : undefined;
  }

  /** The first line is near the piece's own: an answer that begins elsewhere is of another kind. */
  #begins(line: string): boolean {
    const words = (text: string): Set<string> => new Set(text.match(/[\p{L}\p{N}_]+/gu) ?? []);
    const first = words(this.#lines.find((one) => one !== '') ?? '');
    const told = words(line);
    if (this.#lines.slice(0, AHEAD).includes(line.trim())) return true;
    return [...told].some((word) => first.has(word));
  }

  /** How many lines of the piece the told ones stand for: what is behind them is still to come. */
  #reached(told: readonly string[]): number {
    const old = this.#lines.slice(0, told.length * 2 + AHEAD);
    const last = diffLines(old, told).at(-1);
    if (!last || last.end < old.length) return last?.newEnd === told.length ? last.end : this.#lines.length;
    // At the end old lines seem to go that were not reached yet: as many as came are taken for replaced.
    return last.start + Math.min(last.end - last.start, last.newEnd - last.newStart);
  }
}
