/** One step of indentation: a tab, or so many spaces. */
export type IndentationUnit = string;

const LINES_READ = 2000;
const DEFAULT_UNIT = '    ';

/** How a document indents: by what most of its steps inward are made of. */
export function indentationUnit(document: string): IndentationUnit {
  const steps = new Map<string, number>();
  let before = '';
  for (const line of document.split('\n', LINES_READ)) {
    if (line.trim() === '') continue;
    const now = indentationOf(line);
    const step = now.startsWith(before) ? now.slice(before.length) : '';
    before = now;
    if (/^(?:\t| {2,8})$/.test(step)) steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  const [most] = [...steps].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? DEFAULT_UNIT;
}

/** Blanks at the beginning of a line. */
export function indentationOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/**
 * `code` indented as the piece it replaces: with the document's tabs or spaces, and its first line as deep as the
 * piece's. Steps between its lines are kept. Line ends are `\n`.
 */
export function reindent(code: string, piece: string, unit: IndentationUnit): string {
  const lines = withUnit(code, unit).split('\n');
  const base = indentationOf(firstWorded(piece.split('\n')));
  const own = indentationOf(firstWorded(lines));
  if (own === base) return lines.join('\n');
  if (own === '' && lostFirstIndentation(lines, base))
    return [base + (lines[0] ?? ''), ...lines.slice(1)].join('\n');
  // Lines of a text in quotes may stand further left than the code around them, and stay there.
  const outside = new Set(piece.split('\n').filter((line) => line.trim() !== '' && !line.startsWith(base)));
  const moved = lines.map((line) => {
    if (line.trim() === '' || outside.has(line)) return line;
    return line.startsWith(own) ? base + line.slice(own.length) : line;
  });
  return moved.join('\n');
}

const OPENS = /[{([:]\s*$/;
const CLOSES = /^\s*(?:[)\]}]|end\b|конец)/i;

/** Models cut the blanks at the very beginning of an answer and keep those of the other lines. */
function lostFirstIndentation(lines: readonly string[], base: string): boolean {
  const [first = '', ...others] = lines.filter((line) => line.trim() !== '');
  const [least] = others.map(indentationOf).sort((one, other) => one.length - other.length);
  if (least === undefined || !least.startsWith(base)) return false;
  // Others that stand as deep as the first one should: its end, or its equals; what it holds would be deeper.
  return least.length > base.length || CLOSES.test(others.at(-1) ?? '') || !OPENS.test(first);
}

/** `code` indented with tabs or spaces as a document does it, each step of it one of the document's. */
export function withUnit(code: string, unit: IndentationUnit): string {
  const lines = code.split('\n');
  if (unit === '\t') {
    const step = new RegExp(` {${spacesPerStep(lines)}}`, 'g');
    return lines.map((line) => line.replace(/^ +/, (blanks) => blanks.replace(step, '\t'))).join('\n');
  }
  return lines.map((line) => line.replace(/^[ \t]+/, (blanks) => blanks.replaceAll('\t', unit))).join('\n');
}

function spacesPerStep(lines: readonly string[]): number {
  const unit = indentationUnit(lines.filter((line) => !line.startsWith('\t')).join('\n'));
  return unit === '\t' ? DEFAULT_UNIT.length : unit.length;
}

function firstWorded(lines: readonly string[]): string {
  return lines.find((line) => line.trim() !== '') ?? '';
}
