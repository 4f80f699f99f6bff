/**
 * Characters that a token holds of each kind. Fitted to the tokenizer of Qwen2.5 on sources in TypeScript, Python, C++,
 * Russian texts and lockfiles: the estimate stays within a quarter of its count.
 */
const HELD = { letter: 4.2, digit: 1, blank: 8, sign: 1.6, other: 2.2 } as const;
/** The most by which the estimate may be wrong: a window must never outgrow its tokens. */
const CAUTION = 0.8;
/** What is assumed of an empty text. */
const USUAL = 3;
/** Bounds of what a text can be told to have, whatever it is. */
const BOUNDS = { least: 1, most: 4 } as const;

const kindOf = (code: number): keyof typeof HELD => {
  if (code > 0x7f) return 'other';
  if (code <= 0x20) return 'blank';
  if (code >= 0x30 && code <= 0x39) return 'digit';
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? 'letter' : 'sign';
};

/** Characters a token has at least, on average, in a text of which this is a sample. */
export function charactersPerToken(sample: string): number {
  if (sample === '') return USUAL * CAUTION;
  let tokens = 0;
  for (let at = 0; at < sample.length; at++) tokens += 1 / HELD[kindOf(sample.charCodeAt(at))];
  return Math.min(BOUNDS.most, Math.max(BOUNDS.least, (sample.length / tokens) * CAUTION));
}
