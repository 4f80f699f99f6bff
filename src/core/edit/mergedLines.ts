import { diffLines } from '../diff/lineDiff.ts';
import { endOf, linesOf, usualEnd, withoutEnd } from '../diff/lines.ts';

/**
 * `text` as the document has it: its lines that the piece holds too, but for blanks at their ends, are the piece's
 * own, byte for byte; the others get the line ends that stand around them. The last line ends as the piece's last.
 * @param piece as it stands in the document
 * @param text line ends are `\n`
 * @param usual the line end of the document, for a piece of one line
 */
export function mergedLines(piece: string, text: string, usual: string): string {
  const old = linesOf(piece);
  const now = text.split('\n');
  // What comes behind the last line end is no line.
  if (now.at(-1) === '' && now.length > 1) now.pop();
  const key = (line: string): string => withoutEnd(line).trimEnd();
  const changes = diffLines(old.map(key), now.map(key));
  const common = old.length > 1 ? usualEnd(old) : usual;
  const out: string[] = [];
  let line = 0;
  for (const change of [...changes, { start: old.length, end: old.length, newStart: 0, newEnd: 0 }]) {
    for (; line < change.start; line++) out.push(old[line] ?? '');
    for (let at = change.newStart; at < change.newEnd; at++) {
      const there = Math.min(change.start + at - change.newStart, change.end - 1);
      const end = endOf(there >= change.start ? (old[there] ?? '') : (out.at(-1) ?? ''));
      out.push((now[at] ?? '') + (end || common));
    }
    line = change.end;
  }
  return out
    .map((one, at) => {
      if (at === out.length - 1) return withoutEnd(one) + endOf(old.at(-1) ?? '');
      return endOf(one) === '' ? one + common : one;
    })
    .join('');
}
