import { codeOnly } from '../code/codeOnly.ts';
import { isSameLanguage } from '../code/languageName.ts';
import { holdsProse, isText } from '../code/lexicon.ts';
import { namedBlocks } from '../code/namedBlocks.ts';
import { isSentence } from '../code/sentence.ts';
import { type Fence, fencesOf } from './fences.ts';
import { isPatch } from './patch.ts';
import { plainAnswer, plainCode } from './plainAnswer.ts';
import type { Refusal } from './refusal.ts';

export type AnswerCode =
  | { readonly code: string }
  /** A diff, or blocks that name what they replace. */
  | { readonly patch: string }
  | { readonly refusal: Refusal };

const NO_CODE: AnswerCode = { refusal: { kind: 'noCode' } };
const CODE_MARK = /[{}()[\];=<>]|^\s*(?:return|import|from|def|class|end)\b/m;
/** A second block of at least this part of the largest leaves open which one is meant. */
const RIVAL = 0.5;
/** Languages whose lines are sentences. */
const WORDS_ARE_LINES = new Set(['feature', 'gherkin', 'cucumber', 'cobol']);

/**
 * The code of an answer to a task on `piece`, whatever prose stands around it: the largest fenced block in the
 * piece's language, else in no named language. Blocks that only quote the piece do not count, and one that defines
 * what the piece defines goes before larger ones. Without a fence the whole answer, when it is nothing but code.
 * @param piece line ends are `\n`
 */
export function codeOfAnswer(answer: string, piece: string, language: string): AnswerCode {
  const text = plainAnswer(answer);
  if (isPatch(text, piece)) return { patch: text };
  const fences = fencesOf(text, /^[ \t]*(?:```|~~~)/m.test(piece));
  if (fences.length === 0) return bareCode(text, piece, language);
  const chosen = chosenFence(fences, piece, language);
  if ('refusal' in chosen) return chosen;
  if (isPatch(chosen.text, piece, chosen.language)) return { patch: chosen.text };
  const code = plainCode(
    chosen.closed ? chosen.text : withoutProseBehind(chosen.text, language),
    piece,
    language,
  );
  if (code.trim() === '') return NO_CODE;
  if (holdsMarks(code, piece, language)) return { refusal: { kind: 'patchMisplaced' } };
  return holdsSentences(code, piece, language) ? { refusal: { kind: 'prose' } } : { code };
}

/** Marks of a diff at some lines of code that is none: where a sum goes on, it stands deeper. */
function holdsMarks(code: string, piece: string, language: string): boolean {
  const marked = (text: string): boolean => /^\+(?!\+)/m.test(codeOnly(text, language));
  return !isText(language) && marked(code) && !marked(piece);
}

function chosenFence(
  fences: readonly Fence[],
  piece: string,
  language: string,
): Fence | { refusal: Refusal } {
  const candidates = candidateFences(fences, piece, language);
  const worded = fences.filter(({ text }) => text.trim() !== '');
  if (candidates.length === 0) {
    const other = worded.find((fence) => fence.language !== '');
    return { refusal: other ? { kind: 'otherLanguage', name: other.language } : { kind: 'noCode' } };
  }
  const told = candidates.filter(
    ({ text }, at) =>
      candidates.length === 1 ||
      (text.trim() !== piece.trim() &&
        !candidates.some(
          (other, place) =>
            other.text.includes(text.trim()) &&
            (other.text.length > text.length || (place < at && other.text === text)),
        )),
  );
  const [only] = told.filter(({ text }) => definesAll(text, piece, language));
  if (only && told.filter(({ text }) => definesAll(text, piece, language)).length === 1) return only;
  const [largest, rival] = told.toSorted((one, other) => other.text.length - one.text.length);
  // Every block only quotes what is there.
  if (!largest) return candidates[0] ?? { refusal: { kind: 'noCode' } };
  if (rival && rival.text.length >= largest.text.length * RIVAL)
    return { refusal: { kind: 'severalBlocks' } };
  return largest;
}

function candidateFences(fences: readonly Fence[], piece: string, language: string): readonly Fence[] {
  const worded = fences.filter(({ text }) => text.trim() !== '');
  // What a plain text holds, the editor does not know.
  const any = language === 'plaintext';
  const named = worded.filter((fence) => any || isSameLanguage(fence.language, language));
  if (named.length > 0) return named;
  const changes = worded.filter(
    (fence) => fence.language === '' || fence.language === 'diff' || fence.language === 'patch',
  );
  // Models put the wrong name at a fence: lines of the piece tell better.
  return changes.length > 0 ? changes : worded.filter(({ text }) => sharesLines(text, piece));
}

/** At least half of the worded lines of `text` stand in the piece. */
function sharesLines(text: string, piece: string): boolean {
  const known = new Set(piece.split('\n').map((line) => line.trim()));
  const worded = text.split('\n').filter((line) => /\w/.test(line));
  return worded.filter((line) => known.has(line.trim())).length * 2 >= Math.max(worded.length, 1);
}

/** `text` defines whatever stands outermost in the piece. */
function definesAll(text: string, piece: string, language: string): boolean {
  const definitions = namedBlocks(piece, language);
  const least = Math.min(...definitions.map(({ indentation }) => indentation.length));
  const outer = definitions.filter(({ indentation }) => indentation.length === least);
  if (outer.length === 0) return false;
  const names = new Set(namedBlocks(text, language).map(({ name }) => name));
  return outer.every(({ name }) => names.has(name));
}

function bareCode(answer: string, piece: string, language: string): AnswerCode {
  // Nothing tells the text of such a document from talk about it.
  if (holdsProse(language)) return NO_CODE;
  // A block in tags of HTML.
  if (/^\s*<(?:pre|code)\b/m.test(answer)) return NO_CODE;
  const plain = plainCode(answer, piece, language);
  if (holdsSentences(plain, '', language)) return NO_CODE;
  const known = new Set(piece.split('\n').map((line) => line.trim()));
  const familiar = plain.split('\n').some((line) => line.trim() !== '' && known.has(line.trim()));
  return familiar || CODE_MARK.test(codeOnly(plain, language)) ? { code: plain } : NO_CODE;
}

/** Sentences that the piece does not hold stand outside comments and quotes. */
function holdsSentences(code: string, piece: string, language: string): boolean {
  if (!holdsProse(language)) return sentenceLines(code, piece, language).length > 0;
  if (isText(language)) return false;
  // Markup has sentences inside; one that stands alone at the very end, at no depth, is not of it.
  const lines = code.trimEnd().split('\n');
  const [last = ''] = lines.slice(-1);
  return (
    /^\S/.test(last) && isSentence(last) && lines.some((line) => line.trim() === '') && !piece.includes(last)
  );
}

function sentenceLines(code: string, piece: string, language: string): number[] {
  if (isText(language) || WORDS_ARE_LINES.has(language)) return [];
  const known = new Set(piece.split('\n').map((line) => line.trim()));
  const lines = code.split('\n');
  return codeOnly(code, language)
    .split('\n')
    .flatMap((line, at) =>
      isSentence(line) &&
      // Code of 1C is of Russian words, without a full stop.
      !known.has((lines[at] ?? '').trim()) &&
      (language !== 'bsl' || /[.!?:]\s*$/.test(line))
        ? [at]
        : [],
    );
}

/** A fence that was never closed may run on into prose. */
function withoutProseBehind(code: string, language: string): string {
  const [first] = sentenceLines(code, '', language);
  if (first === undefined) return code;
  const lines = code.split('\n');
  // Prose stands apart from the code, or behind all of it.
  const apart = (lines[first - 1] ?? '').trim() === '';
  const codeBehind = lines.slice(first).some((line) => CODE_MARK.test(line) && !isSentence(line));
  return apart && !codeBehind ? lines.slice(0, first).join('\n') : code;
}
