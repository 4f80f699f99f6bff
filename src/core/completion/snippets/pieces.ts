import { codeOnly } from '../../code/codeOnly.ts';
import { type NamedBlock, namedBlocks } from '../../code/namedBlocks.ts';
import { outlined, readOutline } from '../../context/outline.ts';
import type { Room } from '../../context/room.ts';
import type { SourceText } from '../window.ts';
import type { CodeSnippet } from './snippet.ts';

/** Lines around a place that are looked at: definitions of many more lines are shown by their beginning. */
const LOOKED = { above: 60, below: 240 };
/** Definitions of so many lines are shown whole. */
const WHOLE = 10;
/** Lines of an outline at most. */
const OUTLINE = 24;
/** Lines of a place without a definition of its own, on each side. */
const AROUND = 8;
/** Lines of what was edited are worth showing up to here. */
const MOST_EDITED = 28;

/** Lines of a document, counted from 0; `to` is not included. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The definition whose name stands in a line: whole when it is short, else without the bodies of its functions.
 * @param line from 0
 */
export function definitionPiece(document: SourceText, line: number): CodeSnippet | undefined {
  if (line < 0 || line >= document.lineCount) return undefined;
  const block = blocksAround(document, line).find(({ header }) => header === line);
  const stretch = block ? { from: block.start, to: block.end } : statementAt(document, line);
  return pieceOf(document, stretch, outlineOf(linesOf(document, stretch).join('\n'), document.path));
}

/**
 * What the user worked on at a line: the definition that holds it, or the lines around it.
 * @param line from 0
 */
export function editedPiece(document: SourceText, line: number): CodeSnippet | undefined {
  if (document.lineCount === 0) return undefined;
  const at = Math.min(Math.max(0, line), document.lineCount - 1);
  const holding = blocksAround(document, at).filter(
    ({ start, end }) => start <= at && at < end && end - start <= MOST_EDITED,
  );
  const [largest] = holding.toSorted((one, other) => other.end - other.start - (one.end - one.start));
  const stretch = largest ? { from: largest.start, to: largest.end } : linesAround(document, at);
  return pieceOf(document, stretch, linesOf(document, stretch).join('\n'));
}

/** A text of code by its outline where it is long. @param path tells the language */
export function outlineOf(text: string, path: string): string {
  if (lineCount(text) <= WHOLE) return text;
  const source = { path, text };
  const outline = readOutline(source);
  const short = outline && outlined(outline, source, new Set(), ROOM);
  return short ?? text.split('\n').slice(0, OUTLINE).join('\n');
}

const lineCount = (text: string): number => text.split('\n').length;
/** Measured in lines. */
const ROOM: Room = { tokens: OUTLINE, measure: lineCount };

/** Definitions near a line, with lines as in the document. */
function blocksAround(document: SourceText, line: number): NamedBlock[] {
  const from = Math.max(0, line - LOOKED.above);
  const to = Math.min(document.lineCount, line + LOOKED.below);
  const text = linesOf(document, { from, to }).join('\n');
  return namedBlocks(text, document.language).map((block) => ({
    ...block,
    start: block.start + from,
    header: block.header + from,
    end: block.end + from,
  }));
}

/** Up to blank lines, where there are some, and without the beginning of what comes next. */
function linesAround(document: SourceText, at: number): Stretch {
  let from = Math.max(0, at - AROUND);
  let to = Math.min(document.lineCount, at + AROUND + 1);
  const lines = linesOf(document, { from, to });
  const code = codeOnly(lines.join('\n'), document.language).split('\n');
  const blankAbove = lines.findIndex((line, index) => from + index < at - 1 && line.trim() === '');
  const lastCode = code.findLastIndex((line) => line.trim() !== '');
  to = Math.max(at + 1, from + lastCode + 1);
  from += blankAbove + 1;
  return { from, to };
}

/** A constant, a field: the line, and what stands deeper below it with what closes it. */
function statementAt(document: SourceText, line: number): Stretch {
  const depth = depthOf(document.line(line));
  const most = Math.min(document.lineCount, line + WHOLE);
  let to = line + 1;
  for (; to < most; to++) {
    const next = document.line(to);
    if (next.trim() === '') break;
    if (depthOf(next) > depth) continue;
    if (/^\s*[)\]}]/.test(next)) to += 1;
    break;
  }
  return { from: line, to };
}

const depthOf = (line: string): number => line.length - line.trimStart().length;

function linesOf(document: SourceText, { from, to }: Stretch): string[] {
  return Array.from({ length: to - from }, (_, index) => document.line(from + index));
}

function pieceOf(document: SourceText, { from, to }: Stretch, text: string): CodeSnippet | undefined {
  if (text.trim() === '') return undefined;
  const { uri, path, language } = document;
  return { place: { uri, path, firstLine: from + 1, lastLine: to }, language, text };
}
