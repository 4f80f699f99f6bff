import { codeOfAnswer } from './answerCode.ts';
import { indentationUnit, reindent } from './indentation.ts';
import { type Piece, pieceText, withLineFeeds } from './piece.ts';
import type { Refusal } from './refusal.ts';
import { translatedWords } from './translated.ts';

/** A new text for a part of a document, good only for that very document. */
export interface ProposedEdit {
  /** The document's text that the edit was made against. */
  readonly document: string;
  /** Offsets in `document`. */
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export type Proposal = { readonly edit: ProposedEdit } | { readonly refusal: Refusal };

/** What stands for code: `// ... остальной код`, `... existing code unchanged`; not `...existing`, which spreads. */
const PLACEHOLDER =
  /^\s*(?:(?:\/\/|#|--|\/\*|<!--|;|%)\s*(?:\.{3}|…)|(?:\.{3}|…)(?![\w$({[])).*(?:остальн|прежн|без изменений|не измен|тот же|rest of|existing|unchanged|remains|same as|other (?:code|methods))/im;

/**
 * What an answer makes of a piece: the document's new text there, with the document's own indentation, line ends and
 * final line end, or the reason why the answer must not be used. Pure; the document is never changed.
 * @param cut the answer ended at the token limit
 */
export function proposeEdit(piece: Piece, answer: string, cut: boolean): Proposal {
  if (cut) return { refusal: { kind: 'cut' } };
  const original = pieceText(piece);
  const old = withLineFeeds(original);
  const taken = codeOfAnswer(withLineFeeds(answer), old, piece.language);
  if ('refusal' in taken) return taken;
  if (PLACEHOLDER.test(taken.code) && !PLACEHOLDER.test(old)) return { refusal: { kind: 'placeholder' } };
  const words = translatedWords(old, taken.code, piece.language);
  if (words.length > 0) return { refusal: { kind: 'translated', words } };

  const code = reindent(withoutEdges(taken.code), old, indentationUnit(piece.document));
  const [head = ''] = /^(?:[ \t]*\n)*/.exec(old) ?? [];
  const [tail = ''] = /\s*$/.exec(old.slice(head.length)) ?? [];
  const text = head + code + tail;
  const newText = usesCarriageReturns(piece.document) ? text.replaceAll('\n', '\r\n') : text;
  if (newText === original) return { refusal: { kind: 'unchanged' } };
  return { edit: { document: piece.document, start: piece.start, end: piece.end, newText } };
}

/** The whole document with an edit in it. */
export function applyEdit({ document, start, end, newText }: ProposedEdit): string {
  return document.slice(0, start) + newText + document.slice(end);
}

/** Without empty lines before and blanks behind. */
function withoutEdges(code: string): string {
  return code.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
}

function usesCarriageReturns(document: string): boolean {
  const end = document.indexOf('\n');
  return end > 0 && document[end - 1] === '\r';
}
