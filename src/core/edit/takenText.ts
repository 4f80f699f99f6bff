import { namedBlocks } from '../code/namedBlocks.ts';
import type { AnswerCode } from './answerCode.ts';
import { appended } from './appended.ts';
import { indentationOf, indentationUnit, reindent, withUnit } from './indentation.ts';
import { withParts } from './parts.ts';
import { patched } from './patch.ts';
import { filled, holdsDots, holdsPlaceholder } from './placeholders.ts';
import type { Refusal, Warning } from './refusal.ts';
import { type Surrounded, withoutSurroundings } from './surroundings.ts';
import type { EditTask } from './task.ts';

/** Where an answer's code goes. Texts have `\n` as line ends. */
export interface Target {
  readonly document: string;
  /** Offsets in `document`: whole lines, the last one's end not included. */
  readonly start: number;
  readonly end: number;
  readonly language: string;
  readonly task: EditTask;
}

export type Taken =
  | {
      readonly text: string;
      /** `text` stands for the whole document, not for the piece. */
      readonly whole: boolean;
      readonly warnings: readonly Warning[];
    }
  | { readonly refusal: Refusal };

/** An answer may leave out this part of the piece's lines and still be meant to replace it all. */
const WHOLE_PART = 0.8;
/** Characters around the piece that an answer may repeat: more than any prompt holds. */
const AROUND = 50_000;
/** The same for the user's own wish, which may be to delete. */
const WISHED_PART = 0.4;
const DELETES = /удал|убер|убра|выкин|выбро|сотри|стере|оставь только|delete|remove|drop|only/i;

/** The text that an answer's code makes of the piece: a new whole, a part of it, more than it, or a patch. */
export function takenText(target: Target, answer: Exclude<AnswerCode, { refusal: Refusal }>): Taken {
  const piece = target.document.slice(target.start, target.end);
  if ('patch' in answer) return byPatch(target, piece, answer.patch);
  const code = withoutBlankEdges(answer.code);
  if (holdsDots(code, piece, target.language)) return { refusal: { kind: 'placeholder' } };
  const unit = indentationUnit(target.document);
  if (target.task.answer === 'append') return behind(target, withUnit(code, unit));
  if (piece.trim() === '') return whole(reindentedBlank(code, piece, unit));
  if (holdsPlaceholder(code, piece)) return byPlaceholders(target, piece, code, unit);
  return byLines(target, piece, code, unit);
}

function byPatch({ document }: Target, piece: string, patch: string): Taken {
  const text = patched(piece, patch);
  if (text !== undefined) return whole(text);
  const all = patched(document, patch);
  if (all === undefined) return { refusal: { kind: 'patchMisplaced' } };
  return { text: all, whole: true, warnings: [{ kind: 'outside' }] };
}

function byPlaceholders(target: Target, piece: string, code: string, unit: string): Taken {
  const { document, language } = target;
  const warnings: Warning[] = [{ kind: 'keptRest' }];
  const text = withParts(piece, code, language) ?? filled(piece, reindent(code, piece, unit));
  // All that the answer holds is there already: what it has to say is in what it left out.
  if (text === piece) return { refusal: { kind: 'placeholder' } };
  if (text !== undefined) return { text: edged(piece, text), whole: false, warnings };
  const all = piece === document ? undefined : filled(document, withUnit(code, unit));
  return all === undefined
    ? { refusal: { kind: 'placeholder' } }
    : { text: all, whole: true, warnings: [...warnings, { kind: 'outside' }] };
}

function byLines(target: Target, piece: string, code: string, unit: string): Taken {
  const { document, language } = target;
  const around = surrounded(target);
  const aligned = withoutSurroundings(around, withUnit(code, unit));
  if (aligned.kind === 'outside') return { refusal: { kind: 'outside' } };
  if (aligned.kind === 'document') {
    const { from, until } = around;
    const text =
      document.slice(0, from) + edged(document.slice(from, until), aligned.text) + document.slice(until);
    return { text, whole: true, warnings: [{ kind: 'outside' }] };
  }
  const own = withoutBlankEdges(aligned.code);
  if (beginsFile(own) && !beginsFile(piece) && document.slice(0, target.start).trim() !== '')
    return { refusal: { kind: 'outside' } };
  if (isPart(target, piece, own)) {
    const text = withParts(piece, own, language);
    if (text !== undefined)
      return { text: edged(piece, text), whole: false, warnings: [{ kind: 'keptRest' }] };
  }
  return whole(edged(piece, reindent(own, piece, unit)));
}

/** The first line is one that can only be a file's first: what follows is another file than the document. */
function beginsFile(code: string): boolean {
  return /^\s*(?:package [\w.]+;?[ \t]*$|<!doctype\b|<\?(?:php|xml)\b|#!\/)/im.test(
    code.trimStart().split('\n', 1)[0] ?? '',
  );
}

/** Definitions of the piece are not in the answer, and so much else is not that they cannot have been removed. */
function isPart({ task, language }: Target, piece: string, code: string): boolean {
  const left = new Set(namedBlocks(code, language).map(({ name }) => name));
  const lost = namedBlocks(piece, language).filter(({ name }) => !left.has(name));
  if (lost.length === 0 || left.size === 0) return false;
  const part = worded(code) / worded(piece);
  if (task.keeps !== 'nothing') return part < WHOLE_PART;
  return part < WISHED_PART && !DELETES.test(task.request);
}

function worded(text: string): number {
  return Math.max(text.split('\n').filter((line) => line.trim() !== '').length, 1);
}

/** The piece among the lines around it that a model can have seen, and where these stand in the document. */
function surrounded({
  document,
  start,
  end,
  language,
}: Target): Surrounded & { from: number; until: number } {
  const first = document.lastIndexOf('\n', Math.max(start - AROUND, 0) - 1) + 1;
  const from = start <= AROUND ? 0 : first;
  const feed = document.indexOf('\n', end + AROUND);
  const until = feed < 0 ? document.length : feed;
  const before = document.slice(from, start).split('\n').length - 1;
  const count = document.slice(start, end).split('\n').length;
  const lines = document.slice(from, until).split('\n');
  return { lines, start: before, end: before + count, language, from, until };
}

/** Behind all that the document holds; a document repeated as a whole is a new text of it. */
function behind({ document, language }: Target, code: string): Taken {
  if (document.trim() === '') return whole(`${code}\n`);
  const names = namedBlocks(document, language).map(({ name }) => name);
  const told = new Set(namedBlocks(code, language).map(({ name }) => name));
  if (names.length > 0 && names.every((name) => told.has(name))) return whole(edged(document, code));
  return whole(appended(document, code, language));
}

/** Code where nothing stands: as deep as its line. */
function reindentedBlank(code: string, piece: string, unit: string): string {
  const base = indentationOf(piece.split('\n').at(-1) ?? '');
  return withUnit(code, unit)
    .split('\n')
    .map((line) => (line.trim() === '' ? line : base + line))
    .join('\n');
}

/** With the blank lines and blanks at the edges of what it replaces. */
function edged(old: string, text: string): string {
  const [head = ''] = /^(?:[ \t]*\n)*/.exec(old) ?? [];
  const [tail = ''] = /\s*$/.exec(old.slice(head.length)) ?? [];
  return head + withoutBlankEdges(text) + tail;
}

/** Without empty lines before and blanks behind. */
function withoutBlankEdges(code: string): string {
  return code.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
}

function whole(text: string): Taken {
  return { text, whole: false, warnings: [] };
}
