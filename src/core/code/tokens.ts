import { codeOnly } from './codeOnly.ts';

/** The words and marks of the code, without comments and texts in quotes, blanks left out. */
export function codeTokens(text: string, language: string): string[] {
  return codeOnly(text, language).match(/[\p{L}_$][\p{L}\p{N}_$]*|\p{N}[\p{L}\p{N}_.]*|[^\s]/gu) ?? [];
}

const PARTNER: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** Languages in whose code brackets stand alone by right: `case a)`, `[0, 1)`, smileys. */
const LOOSE = new Set([
  'shellscript',
  'bat',
  'powershell',
  'makefile',
  'plaintext',
  'markdown',
  'latex',
  'tex',
]);

/**
 * What is left of the brackets of a text when every pair is taken out: `''` where all pair, `})` for the end of a
 * larger piece. Two texts that can stand in each other's place have the same.
 */
export function looseBrackets(text: string, language: string): string {
  if (LOOSE.has(language)) return '';
  const open: string[] = [];
  for (const [mark] of codeOnly(text, language).matchAll(/[()[\]{}]/g)) {
    const partner = PARTNER[mark];
    if (partner !== undefined && open.at(-1) === partner) open.pop();
    else open.push(mark);
  }
  return open.join('');
}
