import { maskRules } from '../context/rule.ts';
import type { Masker } from '../privacy/masker.ts';
import { ABOUT_MARKS } from '../privacy/secret.ts';
import { type Piece, pieceText } from './piece.ts';
import type { EditTask } from './task.ts';

/** Characters around a piece that a prompt may hold. */
const AROUND = 32_000;

/**
 * The piece with the code around it as a model elsewhere may see it, so that what is counted is what is sent. Code
 * farther away is left out. The answer is for the piece itself: there its marks are secrets again.
 */
export async function maskedPiece(piece: Piece, masker: Masker, signal: AbortSignal): Promise<Piece> {
  const { document, start, end, rules = [] } = piece;
  const parts = [
    wholeLines(document.slice(Math.max(0, start - AROUND), start), start > AROUND),
    pieceText(piece),
    document.slice(end, end + AROUND),
  ] as const;
  await masker.prepare([...parts, ...rules.map(({ text }) => text)], signal);
  const [before, own, after] = [
    masker.mask(parts[0]).text,
    masker.mask(parts[1]).text,
    masker.mask(parts[2]).text,
  ];
  return {
    ...piece,
    document: before + own + after,
    start: before.length,
    end: before.length + own.length,
    rules: maskRules(rules, masker),
  };
}

/** Without the line that was cut. */
const wholeLines = (text: string, cut: boolean): string => (cut ? text.slice(text.indexOf('\n') + 1) : text);

/** The task, with a word on the marks in the piece that was masked. */
export function toldOfMarks(task: EditTask, shown: Piece, piece: Piece): EditTask {
  return pieceText(shown) === pieceText(piece)
    ? task
    : { ...task, request: `${ABOUT_MARKS} ${task.request}` };
}

/** A mark that the model changed beyond recognition, or made up: what stood there is not known. */
export function hasLostMark(answer: string, piece: Piece): boolean {
  const mark = /[⟨〈]\s?секрет\s+[\p{L}\p{N}]/u;
  return mark.test(answer) && !mark.test(pieceText(piece));
}
