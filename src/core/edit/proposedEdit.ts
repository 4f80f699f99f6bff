import { lineStart, linesOf, usualEnd } from '../diff/lines.ts';
import { codeOfAnswer } from './answerCode.ts';
import { refusalFor, warningsFor } from './guards.ts';
import { mergedLines } from './mergedLines.ts';
import { withLineFeeds } from './piece.ts';
import type { Refusal, Warning } from './refusal.ts';
import { takenText } from './takenText.ts';
import type { EditTask } from './task.ts';

/** An answer, and what it was asked for. */
export interface AnsweredTask {
  /** Text of the whole document, as it is. */
  readonly document: string;
  /** Offsets in `document`; the whole lines that they touch are meant. */
  readonly selection: { readonly start: number; readonly end: number };
  /** The editor's language id. */
  readonly language: string;
  readonly task: EditTask;
  /** The model's answer, word for word. */
  readonly answer: string;
  /** The answer ended at the token limit. */
  readonly cut: boolean;
}

/** A new text for a part of a document, good only for that very document. */
export interface ProposedEdit {
  /** The document's text that the edit was made against. */
  readonly document: string;
  /** Offsets in `document`. */
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export type Proposal =
  | { readonly edit: ProposedEdit; readonly newDocument: string; readonly warnings: readonly Warning[] }
  /** `withheld` is what a guard keeps back: to be shown only with its reason. */
  | { readonly refusal: Refusal; readonly withheld?: ProposedEdit };

/** Characters of a document that tell its usual line end. */
const ENDS_READ = 100_000;

/**
 * What an answer makes of a document: the new text, with the document's own indentation, line ends, byte-order mark
 * and final line end, or the reason why the answer must not be used. Lines that do not change stay byte for byte.
 * Pure; the document is never changed.
 */
export function proposeEdit(asked: AnsweredTask): Proposal {
  const { document, language, task, answer } = asked;
  if (task.answer === 'panel') return { refusal: { kind: 'noEdit' } };
  if (asked.cut) return { refusal: { kind: 'cut' } };
  const body = { start: document.startsWith('\uFEFF') ? 1 : 0, end: document.length };
  const range = task.answer === 'append' ? body : wholeLines(document, asked.selection, body.start);
  const piece = withLineFeeds(document.slice(range.start, range.end));
  if (piece.trim() === '' && !task.writes) return { refusal: { kind: 'nothingSelected' } };

  const code = codeOfAnswer(answer, task.answer === 'append' ? '' : piece, language);
  if ('refusal' in code) return code;
  const before = withLineFeeds(document.slice(body.start, range.start));
  const all = before + piece + withLineFeeds(document.slice(range.end));
  const end = before.length + piece.length;
  const taken = takenText({ document: all, start: before.length, end, language, task }, code);
  if ('refusal' in taken) return taken;

  const replaced = taken.whole ? body : range;
  const original = document.slice(replaced.start, replaced.end);
  const usual = usualEnd(linesOf(document.slice(0, ENDS_READ)));
  const newText =
    original.trim() === '' ? taken.text.replaceAll('\n', usual) : mergedLines(original, taken.text, usual);
  if (newText === original) return { refusal: { kind: 'unchanged' } };
  return guarded({ document, ...replaced, newText }, asked, taken.warnings);
}

/** An edit that has passed the guards, with their warnings behind those that are `told` already. */
export function guarded(
  edit: ProposedEdit,
  { language, task }: Pick<AnsweredTask, 'language' | 'task'>,
  told: readonly Warning[],
): Proposal {
  const newDocument = applyEdit(edit);
  const outcome = {
    before: withLineFeeds(edit.document.slice(edit.start, edit.end)),
    after: withLineFeeds(edit.newText),
    documentBefore: edit.document,
    documentAfter: newDocument,
    language,
    task,
  };
  const refusal = refusalFor(outcome);
  if (refusal) return { refusal, withheld: edit };
  return { edit, newDocument, warnings: [...told, ...warningsFor(outcome)] };
}

/** The lines that a selection touches, without the end of the last one; a line that it only reaches is not among them. */
function wholeLines(
  document: string,
  selection: AnsweredTask['selection'],
  least: number,
): { readonly start: number; readonly end: number } {
  const from = Math.max(selection.start, least);
  const start = Math.max(lineStart(document, from), least);
  let end = Math.max(selection.end, start);
  // Behind a line end stands nothing of that line.
  if (end > from && lineStart(document, end) === end) end -= document.startsWith('\r\n', end - 2) ? 2 : 1;
  else end += /^[^\r\n]*/.exec(document.slice(end))?.[0].length ?? 0;
  return { start, end: Math.max(start, end) };
}

/** The whole document with an edit in it. */
export function applyEdit({ document, start, end, newText }: ProposedEdit): string {
  return document.slice(0, start) + newText + document.slice(end);
}
