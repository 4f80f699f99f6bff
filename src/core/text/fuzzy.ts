/** A query made ready to be compared with many texts. */
export interface FuzzyQuery {
  /** Lower case, in the layout in which it was written and in the other one. */
  readonly forms: readonly string[];
}

/** @param other the query as the same keys write it in another layout */
export function fuzzyQuery(text: string, other?: string): FuzzyQuery {
  const forms = [text, other ?? text].map((form) => form.toLowerCase());
  return { forms: [...new Set(forms)] };
}

/** A query in the layout in which it was not written may be a chance: what was written goes before. */
const OTHER_LAYOUT = -5;

/**
 * How well a path or a name answers a query: nothing when its letters do not stand there in this order. The last part
 * of a path counts most, then the beginnings of words, then letters that stand together.
 */
export function fuzzyScore(query: FuzzyQuery, text: string): number | undefined {
  const lower = text.toLowerCase();
  let best: number | undefined;
  for (const [index, form] of query.forms.entries()) {
    const score = scoreOf(form, text, lower);
    if (score === undefined) continue;
    const fair = score + (index === 0 ? 0 : OTHER_LAYOUT);
    if (best === undefined || fair > best) best = fair;
  }
  return best;
}

function scoreOf(query: string, text: string, lower: string): number | undefined {
  if (query === '') return 0;
  const name = lower.lastIndexOf('/') + 1;
  // Lower case may have another length in a few alphabets; then only whole words are found.
  if (lower.length !== text.length) return lower.includes(query) ? 0 : undefined;
  const inName = query.includes('/') ? undefined : placed(query, text, lower, name);
  if (inName !== undefined) return inName + 60 - Math.min(lower.length - name, 40) / 4;
  const anywhere = placed(query, text, lower, 0);
  return anywhere === undefined ? undefined : anywhere - Math.min(lower.length, 120) / 8;
}

/** Points for the letters of the query, found from `from` on. */
function placed(query: string, text: string, lower: string, from: number): number | undefined {
  const whole = lower.indexOf(query, from);
  if (whole >= 0)
    return 40 + query.length * 4 + (startsWord(text, whole) ? 20 : 0) + (whole === from ? 10 : 0);
  let at = from;
  let score = 0;
  let before = -2;
  for (const letter of query) {
    const next = lower.indexOf(letter, at);
    if (next < 0) return undefined;
    if (next === before + 1) score += 4;
    else if (startsWord(text, next)) score += 6;
    else score -= 1;
    before = next;
    at = next + letter.length;
  }
  return score;
}

function startsWord(text: string, at: number): boolean {
  const before = text[at - 1];
  if (before === undefined || !/[\p{L}\d]/u.test(before)) return true;
  const letter = text[at] ?? '';
  return letter !== letter.toLowerCase() && before === before.toLowerCase();
}
