/** The beginning of a file of code: what it imports, with the comments and headings among that. */
export interface Head {
  /** Statements that import, in order; each of whole lines. */
  readonly imports: readonly Statement[];
  /** Line at which the rest begins. */
  readonly end: number;
}

interface Statement {
  /** Lines from 0; the end is not included. */
  readonly start: number;
  readonly end: number;
}

const IMPORT =
  /^(?:import\b|from\s+\S+\s+import\b|use\s|using\s+[\w.]+|#\s*include\b|require(?:_relative)?\b|(?:const|let|var)\s.*=\s*(?:await\s+)?(?:require|import)\()/;
/** May stand before and among imports. */
const HEADING =
  /^(?:$|\/\/|\/?\*|#(?!\s*include)(?!\[)|--|<\?php|package\s|(?:file-scoped\s)?namespace\s[^{]*;|declare\(|(['"])use strict\1|"""|''')/;
/** Comments and documentation of several lines. */
const LONG: Readonly<Record<string, string>> = { '/*': '*/', '"""': '"""', "'''": "'''" };

export function headOf(lines: readonly string[]): Head {
  const imports: Statement[] = [];
  let end = 0;
  for (let line = 0; line < lines.length; ) {
    const text = lines[line] ?? '';
    if (IMPORT.test(text)) {
      const start = line;
      line = statementEnd(lines, line);
      imports.push({ start, end: line });
      end = line;
    } else if (HEADING.test(text)) {
      line = headingEnd(lines, line);
      // Comments right above the code are the code's.
      if (/^(?:package|namespace|<\?php|file-scoped|declare|['"])/.test(text)) end = line;
    } else break;
  }
  return { imports, end };
}

function headingEnd(lines: readonly string[], start: number): number {
  const text = lines[start] ?? '';
  const opening = Object.keys(LONG).find((mark) => text.startsWith(mark));
  const closing = opening && LONG[opening];
  if (!closing || text.slice(opening.length).includes(closing)) return start + 1;
  const end = lines.findIndex((line, at) => at > start && line.includes(closing));
  return end < 0 ? lines.length : end + 1;
}

/** Brackets of an import may span lines. */
function statementEnd(lines: readonly string[], start: number): number {
  let depth = 0;
  for (let line = start; line < lines.length; line++) {
    for (const sign of lines[line] ?? '') depth += /[({]/.test(sign) ? 1 : /[)}]/.test(sign) ? -1 : 0;
    if (depth <= 0) return line + 1;
  }
  return start + 1;
}

const NAMED = [
  /^(?<lead>import\s+(?:type\s+)?\{)(?<names>[^}]*)(?<tail>\}\s*from\s*(?<from>['"][^'"]+['"]).*)$/s,
  /^(?<lead>from\s+(?<from>\S+)\s+import\s+)(?<names>[\w\s,]+)(?<tail>)$/s,
];

interface NamedImport {
  readonly lead: string;
  readonly names: readonly string[];
  readonly tail: string;
  readonly from: string;
}

function namedImport(statement: string): NamedImport | undefined {
  for (const form of NAMED) {
    const { lead, names, tail = '', from } = form.exec(statement)?.groups ?? {};
    if (lead === undefined || names === undefined || from === undefined) continue;
    const told = names.split(',').map((name) => name.trim());
    return { lead, tail, names: told.filter((name) => name !== ''), from: from.replace(/['"]/g, '') };
  }
  return undefined;
}

/**
 * The lines of a file with imports of another text among them: none twice, names from one source in one statement.
 * @param added lines of that text
 */
export function withImports(lines: readonly string[], added: readonly string[]): string[] {
  const out = [...lines];
  for (const { start, end } of headOf(added).imports) {
    const entries = goEntries(added.slice(start, end));
    if (entries) for (const entry of entries) addGoEntry(out, entry);
    else addStatement(out, added.slice(start, end).join('\n'));
  }
  return out;
}

function addStatement(out: string[], statement: string): void {
  const head = headOf(out);
  const known = head.imports.map((one) => ({ ...one, text: out.slice(one.start, one.end).join('\n') }));
  if (known.some(({ text }) => bare(text) === bare(statement))) return;
  const names = namedImport(statement);
  for (const { start, end, text } of names ? known : []) {
    const there = namedImport(text);
    if (!there || !names || there.from !== names.from || bare(there.lead) !== bare(names.lead)) continue;
    const missing = names.names.filter((name) => !there.names.includes(name));
    if (missing.length === 0) return;
    const all = [...there.names, ...missing].join(', ');
    const spaced = there.lead.endsWith('{') ? ` ${all} ` : all;
    out.splice(start, end - start, `${there.lead}${spaced}${there.tail}`);
    return;
  }
  const at = head.imports.at(-1)?.end ?? head.end;
  const apart = head.imports.length === 0 && (out[at] ?? '') !== '' ? [''] : [];
  out.splice(at, 0, ...statement.split('\n'), ...apart);
}

/** What a block of imports in Go names, one a line. */
function goEntries(statement: readonly string[]): string[] | undefined {
  if (!/^import\s*\(/.test(statement[0] ?? '')) return undefined;
  return statement.map((line) => line.trim()).filter((line) => /["`]/.test(line));
}

function addGoEntry(out: string[], entry: string): void {
  const { imports } = headOf(out);
  if (imports.some(({ start, end }) => out.slice(start, end).some((line) => line.includes(entry)))) return;
  const block = imports.find(({ start }) => /^import\s*\(\s*$/.test(out[start] ?? ''));
  if (block) out.splice(block.end - 1, 0, `\t${entry}`);
  else addStatement(out, `import ${entry}`);
}

/** However it is spaced, quoted and ended. */
function bare(statement: string): string {
  return statement
    .replace(/\s+/g, ' ')
    .replaceAll('"', "'")
    .replace(/[;\s]+$/, '')
    .replace(/\{ | \}/g, (sign) => sign.trim());
}
