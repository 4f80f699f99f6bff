/** A carriage return alone ends a line too; the one before a line feed belongs to it. */
const LONE_RETURN = /\r(?!\n)/;

/** A text as its lines, each with its own end: joined again they are the text, byte for byte. */
export function linesOf(text: string): string[] {
  const feeds = linesAt(text, '\n');
  if (!LONE_RETURN.test(text)) return feeds;
  return feeds.flatMap((line) => (LONE_RETURN.test(line) ? line.split(/(?<=\r(?!\n))/) : [line]));
}

function linesAt(text: string, end: '\n'): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, start)) {
    lines.push(text.slice(start, at + 1));
    start = at + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** Offset of the line that holds `offset`: behind the last line end before it. */
export function lineStart(text: string, offset: number): number {
  if (offset <= 0) return 0;
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  // Hardly a text has carriage returns alone: none is looked for above the line.
  return line + text.slice(line, offset).lastIndexOf('\r') + 1;
}

/** `\n`, `\r\n`, `\r`, or nothing at the end of a text. */
export function endOf(line: string): string {
  if (line.endsWith('\r\n')) return '\r\n';
  const last = line.at(-1);
  return last === '\n' || last === '\r' ? last : '';
}

export function withoutEnd(line: string): string {
  return line.slice(0, line.length - endOf(line).length);
}

/** The line end that most lines have; that of the first one where several are equally many. `\n` in a text of one line. */
export function usualEnd(lines: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const end = endOf(line);
    if (end !== '') counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  let [usual, most] = ['\n', 0];
  for (const [end, count] of counts) if (count > most) [usual, most] = [end, count];
  return usual;
}

/** A text with the places of its lines, so that a stretch of lines is one slice. */
export class LinedText {
  readonly text: string;
  /** With their ends. */
  readonly lines: readonly string[];
  readonly #starts: Int32Array;

  constructor(text: string) {
    this.text = text;
    this.lines = linesOf(text);
    this.#starts = new Int32Array(this.lines.length + 1);
    let at = 0;
    for (const [line, { length }] of this.lines.entries()) {
      this.#starts[line] = at;
      at += length;
    }
    this.#starts[this.lines.length] = at;
  }

  /** Offset where a line begins; the text's length behind the last one. */
  offset(line: number): number {
    return this.#starts[Math.min(line, this.lines.length)] ?? this.text.length;
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.offset(start), this.offset(end));
  }
}
