import { codeOnly, quotedTexts } from '../code/codeOnly.ts';
import { holdsProse, isText } from '../code/lexicon.ts';
import { namedBlocks } from '../code/namedBlocks.ts';
import { codeTokens, looseBrackets } from '../code/tokens.ts';
import { diffLines } from '../diff/lineDiff.ts';
import { foreignLanguage } from './foreignLanguage.ts';
import type { Refusal, Warning } from './refusal.ts';
import type { EditTask } from './task.ts';
import { translatedWords } from './translated.ts';

/** A piece before and after an edit, and the documents that they stand in. Line ends are `\n`. */
export interface Outcome {
  readonly before: string;
  readonly after: string;
  readonly documentBefore: string;
  readonly documentAfter: string;
  readonly language: string;
  readonly task: EditTask;
}

/** Words of the code that a task for types may replace by others. */
const REPLACED_WORDS = { part: 0.05, least: 3 };
/** Code of fewer lines may shrink to anything. */
const SHRINKS = { from: 12, to: 0.4 };
const OPEN_END = /(?:[\p{L}_)\]]\.|&&|\|\|)\s*$/u;
/** Languages that end a statement with a dot. */
const DOTS_END = new Set(['erlang', 'prolog', 'cobol', 'abap', 'coq']);
/** Styles know no definitions: what they style is told by its classes and ids. */
const STYLES = new Set(['css', 'scss', 'less']);
/** Where a text of the code begins; elsewhere they may be a text of a page. */
const TYPOGRAPHIC = /[([,=+]\s*[“”„‟‘’«»]/;
const COMMENTS = { from: 3, left: 0.4 };

/** The first reason why an edit must not be made. */
export function refusalFor(outcome: Outcome): Refusal | undefined {
  const { before, after, language } = outcome;
  const words = translatedWords(before, after, language);
  if (words.length > 0) return { kind: 'translated', words };
  const name = foreignLanguage(before, after, language);
  if (name !== undefined) return { kind: 'otherLanguage', name };
  if (!bracketsPair(outcome)) return { kind: 'brackets' };
  if (hasTypographicQuotes(after, language) && !hasTypographicQuotes(before, language))
    return { kind: 'typographicQuotes' };
  if (wrapsInNew(outcome)) return { kind: 'outside' };
  if (endsOpen(after, language) && !endsOpen(before, language)) return { kind: 'cut' };
  return lostCode(outcome);
}

/** What the user should look at. */
export function warningsFor({ before, after, language, task }: Outcome): Warning[] {
  const warnings: Warning[] = [];
  if (isText(language)) return warnings;
  const [old, now] = [codeLines(before, language), codeLines(after, language)];
  if (task.keeps !== 'nothing' && old >= SHRINKS.from && now < old * SHRINKS.to)
    warnings.push({ kind: 'shrunk' });
  const [said, left] = [commentLines(before, language), commentLines(after, language)];
  if (task.keeps !== 'nothing' && said >= COMMENTS.from && left < said * COMMENTS.left)
    warnings.push({ kind: 'commentsLost' });
  const names = duplicatedNames(before, after, language);
  if (names.length > 0) warnings.push({ kind: 'duplicated', names });
  return warnings;
}

/** A piece pairs as before; where it does not, the document as a whole must pair better than it did. */
function bracketsPair({ before, after, documentBefore, documentAfter, language }: Outcome): boolean {
  if (looseBrackets(before, language) === looseBrackets(after, language)) return true;
  const [old, now] = [looseBrackets(documentBefore, language), looseBrackets(documentAfter, language)];
  return now === old || now.length < old.length;
}

/** The last thing said is a dot or an operator that waits for more. */
function endsOpen(text: string, language: string): boolean {
  return !holdsProse(language) && !DOTS_END.has(language) && OPEN_END.test(codeOnly(text, language));
}

/** Quotes of a text processor where code needs plain ones. */
function hasTypographicQuotes(text: string, language: string): boolean {
  return !holdsProse(language) && !isText(language) && TYPOGRAPHIC.test(codeOnly(text, language));
}

/** Lines of a body were meant, and a definition around them came that nobody calls. */
function wrapsInNew({ before, after, documentBefore, language, task }: Outcome): boolean {
  if (task.keeps === 'nothing' || namedBlocks(before, language).length > 0) return false;
  const [block] = namedBlocks(after, language);
  if (!block || documentBefore.includes(block.name)) return false;
  const lines = after.split('\n');
  const isBlank = (line: string): boolean => line.trim() === '';
  return lines.slice(0, block.start).every(isBlank) && lines.slice(block.end).every(isBlank);
}

function lostCode(outcome: Outcome): Refusal | undefined {
  const { before, after, language, task } = outcome;
  if (task.keeps === 'nothing' || isText(language)) return undefined;
  if (task.keeps === 'definitions') {
    const names = [...lostSections(outcome), ...lostNames(outcome)];
    return names.length > 0 ? { kind: 'codeLost', names } : undefined;
  }
  const [old, now] = [codeTokens(before, language), codeTokens(after, language)];
  if (task.keeps === 'words') {
    const lost = diffLines(old, now).reduce((sum, { start, end }) => sum + end - start, 0);
    return lost > Math.max(old.length * REPLACED_WORDS.part, REPLACED_WORDS.least)
      ? { kind: 'codeChanged' }
      : undefined;
  }
  const [texts, textsNow] = [quotedTexts(before, language), quotedTexts(after, language)];
  const same = old.join('\0') === now.join('\0') && texts.join('\0') === textsNow.join('\0');
  return same ? undefined : { kind: 'codeChanged' };
}

/** Sections of a component and rules of a style sheet: what is left does not show that they are in use. */
function lostSections({ before, after, language }: Outcome): string[] {
  if (STYLES.has(language)) return styled(before, language).filter((name) => !after.includes(name));
  if (language !== 'vue' && language !== 'svelte') return [];
  const sections = (text: string): string[] =>
    Array.from(text.matchAll(/^<(template|script|style)\b/gm), ([, name = '']) => name);
  const left = new Set(sections(after));
  return [...new Set(sections(before))].filter((name) => !left.has(name));
}

/** Classes and ids of a style sheet's rules. */
function styled(text: string, language: string): string[] {
  const selectors = Array.from(codeOnly(text, language).matchAll(/[^{};]+(?=\{)/g), ([one]) => one);
  return [...new Set(selectors.flatMap((one) => one.match(/[.#][A-Za-z_][\w-]*/g) ?? []))];
}

/** Definitions that are gone while their names are in use; all that are gone when most of several went. */
function lostNames({ before, after, documentAfter, language }: Outcome): string[] {
  const left = new Set(namedBlocks(after, language).map(({ name }) => name));
  const old = new Set(namedBlocks(before, language).map(({ name }) => name));
  const lost = [...old].filter((name) => !left.has(name));
  if (lost.length === 0) return [];
  const naming = documentAfter
    .split('\n')
    .filter((line) => lost.some((name) => line.includes(name)))
    .join('\n');
  const defined = new Set(namedBlocks(naming, language).map(({ name }) => name));
  const used = new Set(codeTokens(naming, language));
  const missed = lost.filter((name) => used.has(name) && !defined.has(name));
  if (missed.length > 0) return missed;
  // A body alone, or something else altogether.
  if (left.size === 0) return lost;
  return old.size > 2 && lost.length * 2 > old.size ? lost : [];
}

/** Definitions that stand twice in the same words in one place, and did not before. */
function duplicatedNames(before: string, after: string, language: string): string[] {
  const old = headerCounts(before, language);
  const now = headerCounts(after, language);
  return [...now.values()]
    .filter(({ key, count }) => count > 1 && count > (old.get(key)?.count ?? 0))
    .map(({ name }) => name);
}

interface HeaderCount {
  readonly key: string;
  readonly name: string;
  readonly count: number;
}

/** How often each definition's first line stands in each definition that holds some. */
function headerCounts(text: string, language: string): Map<string, HeaderCount> {
  const lines = text.split('\n');
  const open: { readonly end: number; readonly key: string }[] = [];
  const counts = new Map<string, HeaderCount>();
  for (const { name, header, end } of namedBlocks(text, language)) {
    while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= header) open.pop();
    const key = `${open.at(-1)?.key ?? ''}\n${(lines[header] ?? '').trim()}`;
    counts.set(key, { key, name, count: (counts.get(key)?.count ?? 0) + 1 });
    open.push({ end, key });
  }
  return counts;
}

function codeLines(text: string, language: string): number {
  return codeOnly(text, language)
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}

function commentLines(text: string, language: string): number {
  const code = codeOnly(text, language).split('\n');
  return text.split('\n').filter((line, at) => line.trim() !== '' && (code[at] ?? '').trim() === '').length;
}
