import { codeOnly } from './codeOnly.ts';
import { definitionAt, type Grammar, grammarOf } from './definitions.ts';
import { remembered } from './memo.ts';

/** A definition with a name: a class, a function, a method. Lines from 0; ends are not included. */
export interface NamedBlock {
  readonly name: string;
  /** With the comments and decorators right above it. */
  readonly start: number;
  /** The line that names it. */
  readonly header: number;
  readonly end: number;
  /** Blanks before its header. */
  readonly indentation: string;
}

/** What continues a definition at its own depth. */
const CONTINUES = /^(?:\{|\)|\])/;
const CLOSES = /^(?:\}|end\b|конец\p{L}*)/iu;

/** The definitions of a text in order of their lines, inner ones after the outer that holds them. Tolerant: by lines and depth. */
export const namedBlocks = remembered(blocksOf);

function blocksOf(text: string, language: string): readonly NamedBlock[] {
  const grammar = grammarOf(`a.${EXTENSIONS[language] ?? language}`);
  if (!grammar || grammar.flat) return [];
  const lines = text.split('\n');
  const code = codeOnly(text, language).split('\n');
  const found: NamedBlock[] = [];
  for (let line = 0; line < lines.length; line++) {
    const name = declaredName(code[line] ?? '', grammar);
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

/** File extensions that have the grammar of a language, where its id is not one of them. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  ...{ typescript: 'ts', typescriptreact: 'tsx', javascript: 'js', javascriptreact: 'jsx', python: 'py' },
  ...{ csharp: 'cs', kotlin: 'kt', rust: 'rs', 'objective-c': 'm', 'objective-cpp': 'mm', ruby: 'rb' },
  ...{ elixir: 'ex', shellscript: 'sh', perl: 'pl', plsql: 'pls', proto3: 'proto', terraform: 'tf' },
};

/** The name that a line of code declares, however deep it stands. */
function declaredName(line: string, grammar: Grammar): string | undefined {
  const found = definitionAt(line, grammar) ?? definitionAt(` ${line}`, grammar);
  return found?.minor ? undefined : found?.name;
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
