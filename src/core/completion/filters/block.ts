import type { Filter } from '../completion.ts';

/** Ends a completion where it leaves the block in which the cursor stands; the block's own closing line may stay. */
export const withinBlock: Filter = (text, { lineBefore }) => {
  const indentation = width(lineBefore);
  const lines = text.split('\n');
  const left = lines.findIndex((line, index) => index > 0 && line.trim() !== '' && width(line) < indentation);
  if (left < 0) return text;
  const closing = /^\s*[)\]}]/.test(lines[left] ?? '') ? left + 1 : left;
  return lines.slice(0, closing).join('\n');
};

/** Columns of indentation; a tab counts for four, which is enough to compare lines of one file. */
function width(line: string): number {
  return (/^[ \t]*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length;
}
