/** Texts in memory at once: a piece and an answer, each before and after something was done to it, and those around. */
const KEPT = 8;
/** Characters of a text that is worth being kept. */
const LONGEST = 200_000;

/** `make`, whose last results are kept: guards ask the same of the same texts again and again. */
export function remembered<Result>(
  make: (text: string, language: string) => Result,
): (text: string, language: string) => Result {
  const results = new Map<string, { readonly language: string; readonly result: Result }>();
  return (text, language) => {
    const known = results.get(text);
    if (known?.language === language) return known.result;
    const result = make(text, language);
    if (text.length > LONGEST) return result;
    results.delete(text);
    results.set(text, { language, result });
    const [oldest] = results.keys();
    if (results.size > KEPT && oldest !== undefined) results.delete(oldest);
    return result;
  };
}
