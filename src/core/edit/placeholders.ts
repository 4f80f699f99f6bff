import { codeOnly } from '../code/codeOnly.ts';
import { isText } from '../code/lexicon.ts';
import { diffLines } from '../diff/lineDiff.ts';

const MARK = String.raw`^\s*(?:\/\/+|#+|--|\/\*+|<!--|;+|%|\{\/\*|')\s*`;
const DOTS = String.raw`(?:\.{3}|…)`;
/** `// ... остальной код`, `... existing code unchanged`; not `...existing`, which spreads. */
const DOTTED = new RegExp(
  String.raw`(?:${MARK}${DOTS}|^\s*${DOTS}(?![\w$({[])).*(?:остальн|прежн|без изменений|не измен|тот же|те же|как (?:было|раньше)|rest of|existing|unchanged|remain|same as|other (?:code|methods)|previous|omitted)`,
  'i',
);
const BARE = new RegExp(String.raw`${MARK}${DOTS}\s*(?:\*\/|-->|\*\/\})?\s*$`);
const WORDS = new RegExp(
  String.raw`${MARK}[([]?(?:остальн\S* (?:код|част|метод|функци|пол|строк|импорт|настро|параметр|свойств|элемент|пункт|правил|стил)|(?:код|всё|далее|дальше|выше|ниже)\b.*без изменений|здесь (?:остальн|прежн)\S* код|(?:the )?rest of (?:the |your )?(?:code|file|class|function|method|implementation)|(?:existing|previous|original|other|remaining|unchanged) (?:code|methods|functions|imports|logic|implementation)\b|same as (?:before|above)|(?:code )?(?:remains )?unchanged\b)`,
  'i',
);

const BARE_DOTS = new RegExp(String.raw`^\s*${DOTS}\s*[;,]?\s*$|\{\s*${DOTS}\s*\}`);
const DOTS_ARE_CODE = new Set(['python', 'cython', 'julia']);

/** The line stands for code that was left out. */
export function isPlaceholder(line: string): boolean {
  return DOTTED.test(line) || BARE.test(line) || WORDS.test(line);
}

/** The answer leaves code out in words that the piece does not hold itself. */
export function holdsPlaceholder(code: string, piece: string): boolean {
  const known = new Set(
    piece
      .split('\n')
      .filter(isPlaceholder)
      .map((line) => line.trim()),
  );
  return code.split('\n').some((line) => isPlaceholder(line) && !known.has(line.trim()));
}

/**
 * Dots stand in the answer where code should: alone on a line, or as all that a body holds. Nobody can tell what they
 * leave out. Texts have such lines, and in Python they are code.
 */
export function holdsDots(code: string, piece: string, language: string): boolean {
  if (isText(language) || DOTS_ARE_CODE.has(language)) return false;
  const dots = (text: string): number =>
    codeOnly(text, language)
      .split('\n')
      .filter((line) => BARE_DOTS.test(line)).length;
  return dots(code) > dots(piece);
}

/**
 * `code` with the piece's own lines in the place of its placeholders. Each is told by the lines around it, which must
 * stand in the piece too; nothing when they do not, or are such as stand everywhere.
 */
export function filled(piece: string, code: string): string | undefined {
  const old = piece.split('\n');
  const known = new Set(old.filter(isPlaceholder).map((line) => line.trim()));
  const lines = code.split('\n');
  const told: string[] = [];
  /** Places in `told` before which code was left out. */
  const gaps = new Set<number>();
  for (const line of lines) {
    if (isPlaceholder(line) && !known.has(line.trim())) gaps.add(told.length);
    else told.push(line);
  }
  const origins = originsOf(old, told);
  const out: string[] = [];
  for (let at = 0; at <= told.length; at++) {
    if (gaps.has(at)) {
      const [before, behind] = [neighbour(told, origins, at - 1, -1), neighbour(told, origins, at, 1)];
      const start = before === undefined ? undefined : before + 1;
      const end = behind === undefined ? undefined : behind === Infinity ? old.length : behind;
      if (start === undefined || end === undefined || end < start) return undefined;
      while (out.at(-1)?.trim() === '' && (old[start] ?? '').trim() === '') out.pop();
      out.push(...old.slice(start, end));
      while (out.at(-1)?.trim() === '' && (told[at] ?? '').trim() === '') out.pop();
    }
    const line = told[at];
    if (line !== undefined) out.push(line);
  }
  return out.join('\n');
}

/** For each line of the answer: the piece's line that it is, or -1. A line that stands everywhere is none, except at an edge. */
function originsOf(old: readonly string[], told: readonly string[]): number[] {
  const key = (line: string): string => line.trim().replace(/\s+/g, ' ');
  const [keys, newKeys] = [old.map(key), told.map(key)];
  const origins = told.map(() => -1);
  let [line, newLine] = [0, 0];
  const changes = [
    ...diffLines(keys, newKeys),
    { start: old.length, end: old.length, newStart: told.length, newEnd: told.length },
  ];
  for (const [number, change] of changes.entries()) {
    const edge = number === 0 || number === changes.length - 1;
    for (; line < change.start; line++, newLine++) {
      const text = keys[line] ?? '';
      if (edge || isTelling(text, keys)) origins[newLine] = line;
    }
    [line, newLine] = [change.end, change.newEnd];
  }
  return origins;
}

/** The line is told from others: it has words, and stands once. */
function isTelling(key: string, keys: readonly string[]): boolean {
  return /\w{2,}|[а-яё]{2,}/i.test(key) && keys.indexOf(key) === keys.lastIndexOf(key);
}

/** The origin of the worded line next to a gap; the piece's own edge at the answer's edge. */
function neighbour(
  told: readonly string[],
  origins: readonly number[],
  from: number,
  step: 1 | -1,
): number | undefined {
  let at = from;
  while (told[at]?.trim() === '') at += step;
  if (at < 0) return -1;
  if (at >= told.length) return Infinity;
  const origin = origins[at] ?? -1;
  return origin < 0 ? undefined : origin;
}
