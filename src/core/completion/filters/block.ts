import type { Filter } from '../completion.ts';

/**
 * Ends a completion where it leaves the block in which the cursor stands; the block's own closing line may stay, and
 * so may the line that follows one that is written: where that one stands, nothing tells but the model.
 */
export const withinBlock: Filter = (text, { lineBefore }) => {
  const indentation = width(lineBefore);
  const lines = text.split('\n');
  const begun = lineBefore.trim() !== '';
  const next = begun && lines[0]?.trim() === '' ? lines.findIndex((line) => line.trim() !== '') : -1;
  const left = lines.findIndex(
    (line, index) => index > 0 && index !== next && line.trim() !== '' && width(line) < indentation,
  );
  if (left < 0) return text;
  const closing = /^\s*[)\]}]/.test(lines[left] ?? '') ? left + 1 : left;
  return lines.slice(0, closing).join('\n');
};

/** Columns of indentation; a tab counts for four, which is enough to compare lines of one file. */
function width(line: string): number {
  return (/^[ \t]*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length;
}
