import { codeOnly } from '../code/codeOnly.ts';
import { isSameLanguage } from '../code/languageName.ts';
import { holdsProse } from '../code/lexicon.ts';
import { isSentence } from '../code/sentence.ts';
import { fencesOf } from './fences.ts';
import type { Refusal } from './refusal.ts';

export type AnswerCode = { readonly code: string } | { readonly refusal: Refusal };

const NO_CODE: AnswerCode = { refusal: { kind: 'noCode' } };
const CODE_MARK = /[{}()[\];=<>]|^\s*(?:return|import|from|def|class|end)\b/m;
/** A second block of at least this part of the largest leaves open which one is meant. */
const RIVAL = 0.5;

/**
 * The code of an answer to a task on `piece`, whatever prose stands around it: the largest fenced block in the
 * piece's language, else in no named language. Blocks that only quote the piece do not count. Without a fence the
 * whole answer, when it is code and nothing but code.
 * @param piece line ends are `\n`
 */
export function codeOfAnswer(answer: string, piece: string, language: string): AnswerCode {
  const fences = fencesOf(answer, /^[ \t]*(?:```|~~~)/m.test(piece));
  if (fences.length === 0) return bareCode(answer, piece, language);
  // What a plain text holds, the editor does not know.
  const any = language === 'plaintext';
  const named = fences.filter((fence) => any || isSameLanguage(fence.language, language));
  const candidates = named.length > 0 ? named : fences.filter((fence) => fence.language === '');
  const [largest, rival] = candidates
    .filter(({ text }) => candidates.length === 1 || text.trim() !== piece.trim())
    .sort((one, other) => other.text.length - one.text.length);
  if (!largest || largest.text.trim() === '') return NO_CODE;
  if (rival && rival.text.length >= largest.text.length * RIVAL && rival.text !== largest.text) {
    return { refusal: { kind: 'severalBlocks' } };
  }
  return { code: largest.text };
}

function bareCode(answer: string, piece: string, language: string): AnswerCode {
  // Nothing tells the text of such a document from talk about it.
  if (holdsProse(language)) return NO_CODE;
  const code = codeOnly(answer, language);
  if (code.split('\n').some(isSentence)) return NO_CODE;
  const known = new Set(piece.split('\n').map((line) => line.trim()));
  const familiar = answer.split('\n').some((line) => line.trim() !== '' && known.has(line.trim()));
  return familiar || CODE_MARK.test(code) ? { code: answer } : NO_CODE;
}
