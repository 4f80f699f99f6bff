import { codeOnly } from '../code/codeOnly.ts';
import { type NamedBlock, namedBlocks } from '../code/namedBlocks.ts';
import type { TokenCounter } from '../context/tokenCounter.ts';
import { type Piece, pieceText } from './piece.ts';

/** A part of a piece that is asked for alone. */
export interface CodePart {
  /** Offsets in the document: whole lines, blank ones at the edges and the last one's end not included. */
  readonly start: number;
  readonly end: number;
  /** Lines of the document, from 1; both are included. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The first definition in it; nothing where none is. */
  readonly name?: string;
}

/** Tokens of parts. */
export interface PartSizes {
  /** Small definitions are put together up to here. */
  readonly wanted: number;
  /** What is larger is cut where that can be done. */
  readonly most: number;
}

/** Lines that are measured at a stretch. */
const LINES_AT_ONCE = 1000;

/** A stretch of the piece's lines that is never cut. */
interface Unit {
  readonly start: number;
  end: number;
  readonly name?: string;
  /** The definition that holds it: only what stands side by side is put together. */
  readonly inside: NamedBlock | undefined;
  /** The first lines of a definition that was cut: they go with what follows. */
  readonly head?: true;
}

/**
 * A piece cut at its definitions, in order; all of its lines but blank ones are in exactly one part. A definition that
 * is too large is cut at those that it holds, and what defines nothing at blank lines; one that holds none stays whole,
 * however large it is.
 * @param pause lets others run: a large piece is measured in turns
 */
export async function codeParts(
  piece: Piece,
  counter: TokenCounter,
  sizes: PartSizes,
  pause: () => Promise<void>,
): Promise<CodePart[]> {
  const lines = pieceText(piece).split(/\r\n|\r|\n/);
  const before = [0];
  for (const [at, line] of lines.entries()) {
    before.push((before[at] ?? 0) + counter.count(`${line}\n`));
    if (at % LINES_AT_ONCE === LINES_AT_ONCE - 1) await pause();
  }
  return new Cut(piece, lines, (start, end) => (before[end] ?? 0) - (before[start] ?? 0), sizes).parts();
}

class Cut {
  readonly #piece: Piece;
  readonly #lines: readonly string[];
  readonly #tokens: (start: number, end: number) => number;
  readonly #sizes: PartSizes;
  /** The same lines without comments and texts in quotes. */
  readonly #code: readonly string[];
  readonly #blocks: readonly NamedBlock[];
  readonly #units: Unit[] = [];

  /** @param tokens of the lines from `start` up to `end` */
  constructor(
    piece: Piece,
    lines: readonly string[],
    tokens: (start: number, end: number) => number,
    sizes: PartSizes,
  ) {
    this.#piece = piece;
    this.#lines = lines;
    this.#tokens = tokens;
    this.#sizes = sizes;
    const text = lines.join('\n');
    this.#code = codeOnly(text, piece.language).split('\n');
    this.#blocks = namedBlocks(text, piece.language);
  }

  parts(): CodePart[] {
    this.#cut(0, this.#lines.length, undefined);
    const starts = this.#offsets();
    const first = lineNumber(this.#piece.document, this.#piece.start);
    return this.#together().map(({ start, end, name }) => ({
      start: starts[start] ?? this.#piece.start,
      end: (starts[end - 1] ?? this.#piece.start) + (this.#lines[end - 1] ?? '').length,
      firstLine: first + start,
      lastLine: first + end - 1,
      ...(name !== undefined && { name }),
    }));
  }

  /** Cuts lines at the outermost definitions in them. */
  #cut(from: number, until: number, inside: NamedBlock | undefined): void {
    let at = from;
    const first = this.#blocks.findIndex(({ start }) => start >= from);
    for (let index = Math.max(first, 0); index < this.#blocks.length; index++) {
      const block = this.#blocks[index];
      if (!block || block.start >= until) break;
      // What stands in the definition before it has been cut with that.
      if (block.start < at || block === inside || block.end > until) continue;
      this.#rest(at, block.start, inside);
      this.#definition(block, inside);
      at = block.end;
    }
    this.#rest(at, until, inside);
  }

  #definition(block: NamedBlock, inside: NamedBlock | undefined): void {
    const { start, end, header, name } = block;
    const holds = this.#blocks.some((one) => one.header > header && one.end <= end);
    if (!holds || this.#tokens(start, end) <= this.#sizes.most) this.#put({ start, end, name, inside });
    else {
      this.#units.push({ start, end: header + 1, name, inside: block, head: true });
      this.#cut(header + 1, end, block);
    }
  }

  /** Lines between definitions. */
  #rest(start: number, end: number, inside: NamedBlock | undefined): void {
    if (start >= end) return;
    const last = this.#units.at(-1);
    const words = this.#lines.slice(start, end).some((line) => /[\p{L}\p{N}]/u.test(line));
    // A closing bracket is nothing to ask for.
    if (!words && last) last.end = end;
    else if (!words || this.#tokens(start, end) <= this.#sizes.wanted) this.#put({ start, end, inside });
    else {
      const edges = [...this.#paragraphs(start, end), end];
      let from = start;
      for (const edge of edges) {
        this.#put({ start: from, end: edge, inside });
        from = edge;
      }
    }
  }

  #put(unit: Unit): void {
    if (unit.start < unit.end) this.#units.push(unit);
  }

  /** Lines behind a blank one at which code begins that stands as far left as any. */
  #paragraphs(start: number, end: number): number[] {
    const worded = this.#lines.slice(start, end).filter((line) => line.trim() !== '');
    const least = Math.min(...worded.map((line) => line.length - line.trimStart().length));
    const found: number[] = [];
    let fenced = false;
    for (let line = start; line < end; line++) {
      if (/^\s*(?:```|~~~)/.test(this.#lines[line] ?? '')) fenced = !fenced;
      const begins = line > start && (this.#lines[line - 1] ?? '').trim() === '';
      if (begins && !fenced && this.#beginsCode(line, end, least)) found.push(line);
    }
    return found;
  }

  /** The first line of a paragraph that is code itself, and no text that only looks like it. */
  #beginsCode(from: number, end: number, least: number): boolean {
    for (let line = from; line < end; line++) {
      const text = this.#lines[line] ?? '';
      if (text.trim() === '') return false;
      const code = this.#code[line] ?? '';
      if (code.trim() === '') continue;
      const depth = text.length - text.trimStart().length;
      return depth === least && code[depth] === text[depth];
    }
    return false;
  }

  /** Units side by side put together while they are small. */
  #together(): Unit[] {
    const whole: Unit[] = [];
    let tokens = 0;
    for (const unit of this.#units) {
      const own = this.#tokens(unit.start, unit.end);
      const last = whole.at(-1);
      const room = last?.head ? this.#sizes.most : this.#sizes.wanted;
      if (last && last.inside === unit.inside && tokens + own <= room) {
        const { head, ...others } = last;
        // Until the first definition inside has come.
        const open = head && unit.name === undefined;
        whole[whole.length - 1] = { ...unit, ...others, end: unit.end, ...(open && { head }) };
        tokens += own;
      } else {
        whole.push({ ...unit });
        tokens = own;
      }
    }
    return whole.flatMap((unit) => this.#worded(unit));
  }

  /** Without blank lines at its edges; nothing when it has no others. */
  #worded(unit: Unit): Unit[] {
    let { start, end } = unit;
    while (start < end && (this.#lines[start] ?? '').trim() === '') start++;
    while (end > start && (this.#lines[end - 1] ?? '').trim() === '') end--;
    return start < end ? [{ ...unit, start, end }] : [];
  }

  #offsets(): number[] {
    const starts = [this.#piece.start];
    for (const [end] of pieceText(this.#piece).matchAll(/[^\r\n]*(?:\r\n|\r|\n)/g))
      starts.push((starts.at(-1) ?? 0) + end.length);
    return starts;
  }
}

/** From 1. */
function lineNumber(document: string, offset: number): number {
  let line = 1;
  for (const _ of document.slice(0, offset).matchAll(/\r\n|\r|\n/g)) line++;
  return line;
}
