import { hashOf, tokensOf } from './tokens.ts';

/** The file that is being typed. */
export interface KnownFile {
  readonly name: string;
  /** As it will be at last. */
  readonly text: string;
  /** Where what already stands below begins. */
  readonly typedEnd: number;
}

export interface Answer {
  readonly tokens: readonly string[];
  /** The place was found. */
  readonly found: boolean;
}

/** Longest first: the cursor is where the longest end of the prompt's text occurs in the file. */
const ENDS = [6000, 1500, 600, 300, 150, 80, 40, 20, 10];

/**
 * A model that knows the file, and goes wrong at a share of its words. Where it goes wrong depends on the place alone, so
 * every client meets the same mistakes.
 * @param before all text before the cursor, as the prompt has it
 */
export function answer(file: KnownFile, before: string, mistakes: number, most: number): Answer {
  const at = placeOf(file.text, before);
  if (at === undefined) return { tokens: tokensOf('value;\nreturn result;\n'), found: false };
  const end = at < file.typedEnd ? file.typedEnd : file.text.length;
  const tokens: string[] = [];
  let place = at;
  for (const token of tokensOf(file.text.slice(at, Math.min(end, at + most * 8)))) {
    if (tokens.length >= most) break;
    const wrong = (hashOf(`${file.name}:${place}`) % 10_000) / 10_000 < mistakes;
    if (wrong && /\p{L}/u.test(token)) {
      return { tokens: [...tokens, ...tokensOf(`${/^ /.exec(token)?.[0] ?? ''}zq(x);\n`)], found: true };
    }
    tokens.push(token);
    place += token.length;
  }
  return { tokens, found: true };
}

function placeOf(text: string, before: string): number | undefined {
  for (const length of ENDS) {
    const end = before.slice(-length);
    const found = text.indexOf(end);
    if (end !== '' && found >= 0) return found + end.length;
  }
  return undefined;
}
