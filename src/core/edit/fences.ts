import { languageId } from '../code/languageName.ts';

/** A fenced block of an answer. */
export interface Fence {
  /** Name of its language, in lower case; `''` where none is told. */
  readonly language: string;
  /** What stands behind its opening mark, as it is. */
  readonly info: string;
  readonly text: string;
  readonly closed: boolean;
  /** The line that opens it, from 0, and the one behind it. */
  readonly start: number;
  readonly end: number;
}

const OPENING = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^`\n]*)$/;
/** What stands at a fence in the place of a language and names none. */
const NO_LANGUAGE = new Set(['text', 'txt', 'plaintext', 'plain', 'code', 'код', 'none', 'output']);
const BY_EXTENSION: Readonly<Record<string, string>> = {
  py: 'python',
  rs: 'rust',
  kt: 'kotlin',
  h: 'cpp',
  hpp: 'cpp',
  cc: 'cpp',
};

/**
 * The fenced blocks of Markdown, in order. One that is never closed ends with the text.
 * @param greedy a block ends at the last line that can close it: for answers whose code holds fences itself
 */
export function fencesOf(markdown: string, greedy: boolean): Fence[] {
  const lines = markdown.split('\n');
  const found: Fence[] = [];
  for (let line = 0; line < lines.length; line++) {
    const [, indentation = '', mark, info = ''] = OPENING.exec(lines[line] ?? '') ?? [];
    if (mark === undefined) continue;
    const end = closingLine(lines, line + 1, mark, greedy);
    const text = lines.slice(line + 1, end).map((one) => withoutIndentation(one, indentation));
    const closed = end < lines.length;
    if (!closed) dropHalfMark(text, mark);
    found.push({
      ...{ language: languageAt(info), info: info.trim(), text: text.join('\n'), closed },
      ...{ start: line, end: closed ? end + 1 : end },
    });
    line = end;
  }
  return found;
}

/** The language that an info string names, by its first word: `python`, `python:src/a.py`, `src/a.py`, `{.python}`. */
function languageAt(info: string): string {
  const word =
    info
      .trim()
      .toLowerCase()
      .replace(/^\{\s*\.?/, '')
      .split(/[\s{:,}]/)[0] ?? '';
  const extension = /^[\w./\\-]*[\w/\\-]\.(\w+)$/.exec(word)?.[1];
  const name = extension === undefined ? word : (BY_EXTENSION[extension] ?? languageId(extension));
  return NO_LANGUAGE.has(name) ? '' : name;
}

function closingLine(lines: readonly string[], from: number, mark: string, greedy: boolean): number {
  const closes = (line: string): boolean => {
    const trimmed = line.trim();
    return trimmed.length >= mark.length && trimmed === mark.charAt(0).repeat(trimmed.length);
  };
  const end = greedy
    ? lines.findLastIndex(closes)
    : lines.findIndex((line, at) => at >= from && closes(line));
  return end < from ? lines.length : end;
}

/** Models close a block at the end of its last line, or with a mark too short: nothing of that is code. */
function dropHalfMark(lines: string[], mark: string): void {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const line = (lines[last] ?? '').trimEnd();
  if (line.trim() === mark.slice(1)) lines.splice(last);
  else if (line.endsWith(mark)) lines.splice(last, lines.length, line.slice(0, -mark.length));
}

/** A block in a list stands as deep as its item. */
function withoutIndentation(line: string, indentation: string): string {
  return line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart();
}
