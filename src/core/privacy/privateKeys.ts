import type { SecretSpan } from './secret.ts';

/** RFC 7468, sections 10 and 11, and the labels of OpenSSH, OpenSSL and PGP. */
const BOUNDARY = /-----(BEGIN|END) (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
/** `Proc-Type: 4,ENCRYPTED`, `Version: GnuPG v2` */
const HEADER = /^[A-Z][\w-]{1,30}: /;
/** What may stand around a line of a key: quotes of a program, a diff's or a comment's sign, `\n`. */
const WRAPPING = ' \t\r\n"\'`,;+-#*>|()';
/** Longer lines and more of them are no key; the longest is one whose line ends are written `\n`. */
const LONGEST_LINE = 16_000;
const MOST_LINES = 400;
/** A line at the place where a key was cut off must look like one. */
const SURE_LINE = 16;

/**
 * Private keys in PEM form, from the first dashes to the last. Of a key that a window has cut off, what is there: from
 * its beginning down, or from its end up, as long as the lines look like a key's.
 */
export function findPrivateKeys(text: string): SecretSpan[] {
  if (!text.includes('PRIVATE KEY')) return [];
  const found: (readonly [start: number, end: number])[] = [];
  let open: { readonly start: number; readonly end: number } | undefined;
  for (const match of text.matchAll(BOUNDARY)) {
    const start = match.index;
    const end = start + match[0].length;
    if (match[1] === 'BEGIN') {
      if (open) found.push([open.start, bodyEnd(text, open.end)]);
      open = { start, end };
    } else if (open && isWholeBody(text.slice(open.end, start))) {
      found.push([open.start, end]);
      open = undefined;
    } else {
      if (open) found.push([open.start, bodyEnd(text, open.end)]);
      found.push([bodyStart(text, start), end]);
      open = undefined;
    }
  }
  if (open) found.push([open.start, bodyEnd(text, open.end)]);
  return found
    .filter(([start, end]) => holdsBody(text.slice(start, end)))
    .map(([start, end]) => ({ start, end, kind: 'privateKey' }));
}

/** The dashes alone, as in code that looks for them, are no key. */
function holdsBody(key: string): boolean {
  return /[A-Za-z0-9+/=]{40}/.test(key.replace(BOUNDARY, ''));
}

function isWholeBody(between: string): boolean {
  if (between.length > LONGEST_LINE * 2) return false;
  return between.split('\n').every((line) => isBody(line, 0));
}

function bodyEnd(text: string, from: number): number {
  let end = from;
  for (let count = 0; count < MOST_LINES && end < text.length; count++) {
    const [line = ''] = text.slice(end + 1, end + 1 + LONGEST_LINE).split('\n', 1);
    const stop = Math.min(end + 1 + line.length, text.length);
    const cutOff = stop === text.length;
    if (line.length === LONGEST_LINE || !isBody(text.slice(end, stop), cutOff ? 0 : SURE_LINE)) break;
    end = stop;
  }
  return end;
}

function bodyStart(text: string, from: number): number {
  let start = from;
  for (let count = 0; count < MOST_LINES && start > 0; count++) {
    const before = text.slice(Math.max(0, start - LONGEST_LINE), start - 1);
    const line = before.slice(before.lastIndexOf('\n') + 1) + text[start - 1];
    const cutOff = line.length === start;
    // What stands on the line of the dashes itself, and the key's last line, may be short.
    const least = count < 2 || cutOff ? 0 : SURE_LINE;
    if (line.length === LONGEST_LINE || !isBody(line, least)) break;
    start -= line.length;
  }
  return start;
}

/** Base64 of at least so many characters, a header, or nothing. */
function isBody(line: string, least: number): boolean {
  const bare = unwrapped(line);
  if (bare === '' || HEADER.test(bare)) return true;
  return bare.length >= least && /^[A-Za-z0-9+/=\\]+$/.test(bare);
}

function unwrapped(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && WRAPPING.includes(line[start] ?? '')) start++;
  while (end > start && WRAPPING.includes(line[end - 1] ?? '')) end--;
  return line.slice(start, end);
}
