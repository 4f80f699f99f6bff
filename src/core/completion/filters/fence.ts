import type { Filter } from '../completion.ts';

const FENCE = /^[ \t]*(`{3,}|~{3,})/m;
const SPECIAL_TOKEN = /<\|[A-Za-z0-9_]+(?:\|>|\|?$)/;

/**
 * Ends a completion where the model closed its fence or wrote a special token out as text, and begins it behind the
 * language of a fence that it took for begun.
 */
export const withoutFence: Filter = (said, { lineBefore, language }) => {
  const named = lineBefore === '' && `${said}\n`.toLowerCase().startsWith(`${language}\n`);
  const text = named ? said.slice(language.length + 1) : said;
  // A fence that the user began is the document's own.
  const fence = /[`~]$/.test(lineBefore) ? -1 : text.search(FENCE);
  const ends = [fence, text.search(SPECIAL_TOKEN)].filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
};
