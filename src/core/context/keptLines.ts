/** Stands for lines that were left out: the model must know that something is missing, and how much. */
export function gapMark(lines: number): string {
  return `… пропущено строк: ${lines} …`;
}

/** Stands for what is missing from a text too large to count its lines. */
export const LARGE_GAP = '… пропущена большая часть …';

const INDENT = /^[\t ]*/;

/**
 * The kept lines in their order, with a mark for each stretch that is missing, indented like what it stands for. A
 * single missing line stays when it is empty: the mark would be longer.
 */
export function joinKept(lines: readonly string[], kept: (line: number) => boolean): string {
  const shown: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (kept(at)) {
      shown.push(line);
      continue;
    }
    const start = at;
    while (at + 1 < lines.length && !kept(at + 1)) at++;
    const missing = at + 1 - start;
    if (missing === 1 && line.trim() === '') shown.push(line);
    else shown.push(`${indentOfFirst(lines, start, at)}${gapMark(missing)}`);
  }
  return shown.join('\n');
}

function indentOfFirst(lines: readonly string[], start: number, end: number): string {
  for (let at = start; at <= end; at++) {
    const line = lines[at] ?? '';
    if (line.trim() !== '') return INDENT.exec(line.slice(0, 80))?.[0] ?? '';
  }
  return '';
}
