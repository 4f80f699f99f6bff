import type { Filter } from '../completion.ts';

/** Words of a begun line that tell it from what may be nested in itself: `max(│max(a, b), c)`. */
const TELLING = /\S[\s.]+\S|\S\s+$|[.:]$/;
/** What an access is made from: `items.│` */
const ACCESS = /(?:[\p{L}_$][\p{L}\p{N}_$]*\.)+$/u;

/** Without the begun line, or the object of the access, that the model says again before it goes on. */
export const withoutBegunLine: Filter = (text, { lineBefore, inText }) => {
  if (inText) return text;
  const said = text.replace(/^[ \t]+/, '');
  const begun = lineBefore.trimStart();
  // A part of it, which is all that has come so far.
  if (/\S\s/.test(said) && begun.startsWith(said.trimEnd())) return '';
  if (TELLING.test(begun) && said.startsWith(begun.trimEnd())) {
    const rest = said.slice(begun.trimEnd().length);
    return /\s$/.test(begun) ? rest.replace(/^[ \t]+/, '') : rest;
  }
  const access = ACCESS.exec(begun)?.[0];
  return access && said.startsWith(access) ? said.slice(access.length) : text;
};
