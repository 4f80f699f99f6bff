import { namedBlocks } from '../code/namedBlocks.ts';
import { fenced } from '../context/render.ts';
import { linesOf } from '../diff/lines.ts';
import { indentationOf } from './indentation.ts';
import { pathInComment, pathInInfo } from './namedFences.ts';
import { withParts } from './parts.ts';
import { withLineFeeds } from './piece.ts';
import { holdsPlaceholder } from './placeholders.ts';
import { type Proposal, proposeEdit } from './proposedEdit.ts';
import { safePath } from './safePath.ts';
import type { EditTask } from './task.ts';

/** A block of code that an answer in the panel shows, and the document that it is put into. */
export interface ShownCode {
  /** Text of the whole document, as it is. */
  readonly document: string;
  /** The editor's language id. */
  readonly language: string;
  readonly code: string;
}

/** Nobody asked for anything to be removed. */
const APPLY: EditTask = { id: 'apply', request: '', answer: 'review', keeps: 'definitions', writes: true };
/** Code that holds this part of a document's telling lines is the whole document. */
const WHOLE_PART = 0.6;
/** A fragment may stand for so many times its own lines, and some more. */
const MOST_REPLACED = { times: 2, more: 10 };

interface Region {
  readonly first: number;
  readonly last: number;
}

/**
 * What a block of code that was only shown makes of a document: definitions go where those of their names stand, a
 * fragment between its first and its last line, which must be told in the document; else it is refused.
 */
export function proposeShownCode({ document, language, code }: ShownCode): Proposal {
  const asked = { document, language, task: APPLY, cut: false };
  const whole = { start: 0, end: document.length };
  const own = withLineFeeds(document.replace(/^\uFEFF/, ''));
  const text = withLineFeeds(code)
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
  const answer = fenced(text, '');
  if (own.trim() === '' || holdsPlaceholder(text, own))
    return proposeEdit({ ...asked, selection: whole, answer });
  const parts = withParts(own, text, language);
  if (parts !== undefined) return proposeEdit({ ...asked, selection: whole, answer: fenced(parts, '') });
  // Where there are definitions a guard tells that some are gone; else what is left out at an end is only not shown.
  const guarded = namedBlocks(own, language).length > 0;
  const region = regionOf(own.split('\n'), text.split('\n'), guarded);
  if (!region) return { refusal: { kind: 'nowhere' } };
  const lines = linesOf(document);
  const start = lines.slice(0, region.first).join('').length;
  const end = start + lines.slice(region.first, region.last + 1).join('').length;
  return proposeEdit({ ...asked, selection: { start, end }, answer });
}

/** How many telling lines of `code` stand in the document: tells which of several documents is meant. */
export function sharedLines(document: string, code: string): number {
  const known = new Set(document.split(/\r\n?|\n/).map((line) => line.trim()));
  return new Set(
    code
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => isWorded(line) && known.has(line)),
  ).size;
}

/** The lines of the document that the code stands for; nothing when its edges are not told there. */
function regionOf(old: readonly string[], code: readonly string[], guarded: boolean): Region | undefined {
  const [keys, newKeys] = [old, code].map((lines) => lines.map((line) => line.trim())) as [
    string[],
    string[],
  ];
  const anchors = newKeys.flatMap((key, at) => {
    const line = isWorded(key) ? keys.indexOf(key) : -1;
    return line >= 0 && keys.lastIndexOf(key) === line ? [{ at, line }] : [];
  });
  const inOrder = anchors.every(({ line }, index) => index === 0 || line > (anchors[index - 1]?.line ?? 0));
  const [head, tail] = [anchors[0], anchors.at(-1)];
  if (!head || !tail || anchors.length < 2 || !inOrder) return undefined;
  const telling = keys.flatMap((key, line) =>
    isWorded(key) && keys.indexOf(key) === keys.lastIndexOf(key) ? [line] : [],
  );
  const reachesEnds = head.line === telling[0] && tail.line === telling.at(-1);
  if (anchors.length >= telling.length * WHOLE_PART && (guarded || reachesEnds))
    return { first: 0, last: old.length - 1 };
  // Brackets and blanks behind the last telling line must follow it in the document, too.
  const behind = newKeys.slice(tail.at + 1);
  const follows = behind.every((key, index) => keys[tail.line + 1 + index] === key);
  const last = tail.line + behind.length;
  const most = code.length * MOST_REPLACED.times + MOST_REPLACED.more;
  // What the first line stands in must not end between the two, where the code does not say so.
  const depth = indentationOf(old[head.line] ?? '').length;
  const leaves = old
    .slice(head.line, last)
    .some((line) => isShallower(line, depth) && !newKeys.includes(line.trim()));
  return head.at === 0 && follows && !leaves && last - head.line < most
    ? { first: head.line, last }
    : undefined;
}

function isShallower(line: string, depth: number): boolean {
  return line.trim() !== '' && indentationOf(line).length < depth;
}

function isWorded(key: string): boolean {
  return /[\p{L}\p{N}_]{2,}/u.test(key);
}

/**
 * The file that a block of code names: at its fence (`ts src/a.ts`, `python:src/a.py`), else in a comment in its
 * first line, which is no part of the code. Nothing when it may not be written there.
 */
export function namedFile(info: string, code: string): { readonly path?: string; readonly code: string } {
  const commented = pathInComment(code);
  const path = safePath(pathInInfo(info) ?? commented ?? '');
  const own = commented === undefined ? code : code.slice((code.split('\n', 1)[0] ?? '').length + 1);
  return path === undefined ? { code: own } : { path, code: own };
}
