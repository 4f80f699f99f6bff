import type { Filter } from '../completion.ts';

/**
 * Without blanks at the end; nothing when only blanks would be shown, or more than one blank line and then something.
 */
export const withoutBlanks: Filter = (text, { lineBefore, lineAfter }) => {
  // Before the rest of a line a blank may be meant: `a │b`.
  const trimmed = lineAfter.trim() === '' ? text.trimEnd() : text.replace(/\n\s*$/, '');
  const blankLines = (/^\s*\n/.exec(trimmed)?.[0].split('\n').length ?? 1) - 1;
  // Behind a line that is written the first line end is that line's own.
  const most = lineBefore.trim() === '' ? 1 : 2;
  return trimmed.trim() === '' || blankLines > most ? '' : trimmed;
};
