import { codeOnly } from './codeOnly.ts';

/** A definition with a name: a class, a function, a method. Lines from 0; ends are not included. */
export interface Definition {
  readonly name: string;
  /** With the comments and decorators right above it. */
  readonly start: number;
  /** The line that names it. */
  readonly header: number;
  readonly end: number;
  /** Blanks before its header. */
  readonly indentation: string;
}

const NAME = '([\\p{L}_$][\\p{L}\\p{N}_$]*)';
const KEYWORDS =
  'class|interface|enum|struct|trait|impl(?:<[^>]*>)?|function\\*?|func|fn|fun|def|module|namespace|record|protocol|type|object|sub|procedure|процедура|функция';
const NAMED = new RegExp(
  `^\\s*(?:[a-zA-Z]+(?:\\([a-z]+\\))?\\s+){0,5}?(?:${KEYWORDS})\\s+(?:\\([^)]*\\)\\s*|self\\.)?${NAME}`,
  'iu',
);
const ASSIGNED = new RegExp(
  `^\\s*(?:export\\s+)?(?:const|let|var)\\s+${NAME}[^=]*=\\s*(?:async\\s*)?(?:function\\b|\\([^)]*\\)[^=]*=>|[\\w$]+\\s*=>)`,
  'u',
);
/** A method or a function of C's kin: words, a name, parameters, then the body. */
const BODIED = new RegExp(
  `^\\s*(?:[\\w<>\\[\\],.*&:?$]+\\s+){0,6}[*&]{0,2}(?:[\\w$]+::)?${NAME}\\s*(?:<[^>()]*>)?\\([^;{}]*\\)[^;{}=]*(\\{|$)`,
  'u',
);
const CONTROL = new Set(
  'if else for foreach while switch catch return with do until unless elif when match function await new throw using lock sizeof'.split(
    ' ',
  ),
);
/** What continues a definition at its own depth. */
const CONTINUES = /^(?:\{|\)|\])/;
const CLOSES = /^(?:\}|end\b|конец\p{L}*)/iu;

/** The definitions of a text in order of their lines, inner ones after the outer that holds them. Tolerant: by lines and depth. */
export function definitionsOf(text: string, language: string): Definition[] {
  const lines = text.split('\n');
  const code = codeOnly(text, language).split('\n');
  const found: Definition[] = [];
  for (let line = 0; line < lines.length; line++) {
    const name = declaredName(code, line);
    if (name === undefined) continue;
    const indentation = /^[ \t]*/.exec(lines[line] ?? '')?.[0] ?? '';
    found.push({
      name,
      start: leadOf(lines, code, line),
      header: line,
      end: endOf(code, lines, line, indentation),
      indentation,
    });
  }
  return found;
}

/** The name that a line of code declares; `code` is without comments and strings. */
function declaredName(code: readonly string[], line: number): string | undefined {
  const text = code[line] ?? '';
  const named = NAMED.exec(text) ?? ASSIGNED.exec(text);
  if (named) return named[1];
  const [, name, brace] = BODIED.exec(text) ?? [];
  if (name === undefined || CONTROL.has(name) || /^\s*(?:return|throw|else|await|new)\b/.test(text))
    return undefined;
  if (brace === '{') return name;
  // C# and C++ open the body on the next line; a call alone on its line declares nothing.
  return /\S\s+[*&]*[\p{L}_$][\p{L}\p{N}_$]*\s*\(/u.test(text) &&
    (code[line + 1] ?? '').trim().startsWith('{')
    ? name
    : undefined;
}

/** The first of the comments and decorators that stand right above a line. */
function leadOf(lines: readonly string[], code: readonly string[], header: number): number {
  let start = header;
  for (let line = header - 1; line >= 0; line--) {
    if ((lines[line] ?? '').trim() === '') break;
    const left = (code[line] ?? '').trim();
    if (left !== '' && !/^(?:@|#\[|\[[\w(), ."]+\]$)/.test(left)) break;
    start = line;
  }
  return start;
}

function endOf(
  code: readonly string[],
  lines: readonly string[],
  header: number,
  indentation: string,
): number {
  let end = header + 1;
  for (let line = header + 1; line < lines.length; line++) {
    const text = lines[line] ?? '';
    if (text.trim() === '') continue;
    const deeper = text.startsWith(indentation) && /^[ \t]/.test(text.slice(indentation.length));
    const word = (code[line] ?? '').trim();
    // What a text in quotes holds may stand anywhere.
    if (deeper || word === '') {
      if (deeper) end = line + 1;
      continue;
    }
    if (!text.startsWith(indentation)) break;
    if (CLOSES.test(word)) return line + 1;
    if (!CONTINUES.test(word)) break;
    end = line + 1;
  }
  return end;
}
