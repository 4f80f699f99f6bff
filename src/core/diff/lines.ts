/** A text as its lines, each with its own end: joined again they are the text, byte for byte. */
export function linesOf(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = lineEnd(text, start);
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** Where the line that begins at `start` ends, its end included. */
function lineEnd(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  const end = feed < 0 ? text.length : feed + 1;
  // A carriage return alone ends a line too; the one before a line feed belongs to it.
  const line = text.slice(start, end);
  const lone = /\r(?!\n)/.exec(line);
  return lone ? start + lone.index + 1 : end;
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
