import type { Filter } from '../completion.ts';

/** Without blanks at the end; nothing when only blanks, or a blank line and then more, would be shown. */
export const withoutBlanks: Filter = (text, { lineAfter }) => {
  // Before the rest of a line a blank may be meant: `a │b`.
  const trimmed = lineAfter.trim() === '' ? text.trimEnd() : text.replace(/\n\s*$/, '');
  return trimmed.trim() === '' || /^\s*\n\s*\n/.test(trimmed) ? '' : trimmed;
};
