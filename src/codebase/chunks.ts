import { definitionAt, type Grammar, grammarOf } from '../core/code/definitions.ts';

/** A piece of a file that is found as one place. */
export interface Chunk {
  /** From 1; both ends belong to it. */
  readonly startLine: number;
  readonly endLine: number;
  /** The first definition in it, with what holds it: `Cart.total`; empty where there is none. */
  readonly name: string;
  /** Names of all definitions that begin in it, or of the one that it goes on with. */
  readonly definitions: readonly string[];
}

/** Small definitions are put together up to this. */
const SMALL_LINES = 14;
/** Longer ones are cut, at an inner definition or an empty line. */
const LARGE_LINES = 70;
const CUT_LINES = 50;
/** Without definitions: pieces of so many lines, cut at an empty or outer line. */
const PLAIN_LINES = 40;
const DEEPEST = 4;

interface Definition {
  readonly start: number;
  readonly indent: number;
  readonly name: string;
  readonly holds: boolean;
}

/** Cuts a file at its definitions. `lines` without their ends. */
export function cutIntoChunks(file: string, lines: readonly string[]): Chunk[] {
  const grammar = grammarOf(file);
  const found = grammar ? findDefinitions(lines, grammar) : { outer: [], inner: [] };
  const pieces: Piece[] = [];
  if (found.outer[0]?.start !== 0) pieces.push({ start: 0, name: '', definitions: [] });
  for (const { start, qualified, name } of found.outer) {
    pieces.push({ start, name: qualified, definitions: [name] });
  }
  const size = grammar && found.outer.length > 0 ? LARGE_LINES : PLAIN_LINES;
  return joinSmall(pieces, lines.length)
    .flatMap((piece) => cutLarge(piece, lines, found.inner, size))
    .filter(({ startLine, endLine }) => hasWords(lines, startLine, endLine));
}

interface Piece {
  readonly start: number;
  readonly name: string;
  readonly definitions: readonly string[];
}
interface Whole extends Piece {
  readonly end: number;
}

interface Found {
  readonly outer: readonly { start: number; qualified: string; name: string }[];
  /** Lines at which a definition inside a function begins: good places to cut. */
  readonly inner: readonly number[];
}

function findDefinitions(lines: readonly string[], grammar: Grammar): Found {
  const outer: { start: number; qualified: string; name: string }[] = [];
  const inner: number[] = [];
  const above: Definition[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const definition = definitionAt(line, grammar);
    if (!definition) continue;
    const indent = indentOf(line);
    while ((above.at(-1)?.indent ?? -1) >= indent) above.pop();
    const holder = above.at(-1);
    if (definition.minor && holder) continue;
    const start = withLead(lines, at, grammar);
    if ((holder && !holder.holds) || above.length >= DEEPEST) {
      inner.push(start);
      continue;
    }
    const qualified = [...above.map(({ name }) => name), definition.name].join('.');
    if (start > (outer.at(-1)?.start ?? -1)) outer.push({ start, qualified, name: definition.name });
    above.push({ start, indent, name: definition.name, holds: definition.holds });
  }
  return { outer, inner };
}

function indentOf(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === '\t') width += 4;
    else if (character === ' ') width++;
    else break;
  }
  return width;
}

/** Where the comments and decorators of the definition at `at` begin. */
function withLead(lines: readonly string[], at: number, grammar: Grammar): number {
  let start = at;
  while (start > 0 && grammar.leads.test((lines[start - 1] ?? '').slice(0, 200))) start--;
  return start;
}

function joinSmall(pieces: readonly Piece[], end: number): Whole[] {
  const joined: Whole[] = [];
  pieces.forEach((piece, index) => {
    const own = { ...piece, end: pieces[index + 1]?.start ?? end };
    const last = joined.at(-1);
    const fits = last !== undefined && own.end - last.start <= SMALL_LINES;
    if (!last || !fits) joined.push(own);
    else
      joined[joined.length - 1] = {
        start: last.start,
        end: own.end,
        name: last.name || own.name,
        definitions: [...last.definitions, ...own.definitions],
      };
  });
  return joined;
}

function cutLarge(piece: Whole, lines: readonly string[], inner: readonly number[], size: number): Chunk[] {
  const chunks: Chunk[] = [];
  let start = piece.start;
  while (piece.end - start > size) {
    const end = cutAfter(start, Math.min(CUT_LINES, size), lines, inner);
    chunks.push(chunkOf(piece, start, end));
    start = end;
  }
  chunks.push(chunkOf(piece, start, piece.end));
  return chunks;
}

/** The best line to begin anew near `start + size`: an inner definition, else after an empty line. */
function cutAfter(start: number, size: number, lines: readonly string[], inner: readonly number[]): number {
  const [from, to] = [start + Math.floor(size / 2), start + size];
  const definition = inner.findLast((line) => line >= from && line <= to);
  if (definition !== undefined) return definition;
  for (let at = to; at > from; at--) if ((lines[at - 1] ?? '').trim() === '') return at;
  return to;
}

function chunkOf({ name, definitions }: Piece, start: number, end: number): Chunk {
  return { startLine: start + 1, endLine: end, name, definitions };
}

function hasWords(lines: readonly string[], startLine: number, endLine: number): boolean {
  for (let at = startLine - 1; at < endLine; at++) if (/[\p{L}\p{N}]/u.test(lines[at] ?? '')) return true;
  return false;
}
