import { type NamedBlock, namedBlocks } from '../code/namedBlocks.ts';
import { headOf, withImports } from './importLines.ts';
import { indentationOf, indentationUnit } from './indentation.ts';

/** There code stands in classes, or in a module of tests. */
const IN_CLASSES = new Set(['java', 'kotlin', 'csharp', 'php']);
const SCOPE = /\bnamespace\s/;
const CONTAINER = /\b(?:namespace|class|record|object|mod|module|interface|trait|enum|struct|impl)\s/;
const CLOSES = /^\s*(?:\}|end\b)/;
/** A line that belongs to what is above it: it closes that, or opens its body. */
const GOES_ON = /^(?:[)\]}{]|end\b|else\b|catch\b|finally\b|except\b|elif\b)/;
/** A line that belongs to what is below it. */
const LEADS = /^(?:@|#|\[.*\]$|\/\/|\/\*|\*)/;

/**
 * A document with code behind all that it holds: its imports go among those that are there, a class or a module of
 * tests that is there already is filled, not repeated. Line ends are `\n`.
 */
export function appended(document: string, code: string, language: string): string {
  const lines = code.split('\n');
  const { end } = headOf(lines);
  const merged = withImports(document.trimEnd().split('\n'), lines.slice(0, end));
  const body = withoutKnown(lines.slice(end), merged);
  if (body.length === 0) return `${merged.join('\n')}\n`;
  const filled = intoContainer(merged, body, language);
  if (filled) return `${filled.join('\n')}\n`;
  // One more blank line stands between definitions there.
  const gap = language === 'python' ? ['', ''] : [''];
  return `${[...merged, ...gap, ...body].join('\n')}\n`;
}

/** The code in the container that it names, or that all code of such a file stands in. */
function intoContainer(
  document: readonly string[],
  body: readonly string[],
  language: string,
): string[] | undefined {
  const there = namedBlocks(document.join('\n'), language);
  const told = outermost(namedBlocks(body.join('\n'), language));
  const [own] = told;
  if (own && told.length === 1 && isOf(CONTAINER, body, own)) {
    const same = there.find((block) => block.name === own.name && isOf(CONTAINER, document, block));
    if (!same) return undefined;
    const closed = CLOSES.test(body[own.end - 1] ?? '');
    const inner = innerLines(body, own, closed);
    // A namespace holds the class that is meant.
    const deeper = isOf(SCOPE, body, own) ? intoContainer(document, inner, language) : undefined;
    return deeper ?? inserted(document, same, inner);
  }
  const classes = there.filter((block) => isOf(CONTAINER, document, block) && !isOf(SCOPE, document, block));
  const last = outermost(classes).at(-1);
  if (!last || told.some((block) => isOf(CONTAINER, body, block))) return undefined;
  const module =
    language === 'rust' && last.name === 'tests' && body.some((line) => line.includes('#[test]'));
  return IN_CLASSES.has(language) || module ? inserted(document, last, body) : undefined;
}

function isOf(kind: RegExp, lines: readonly string[], { header }: NamedBlock): boolean {
  return kind.test(lines[header] ?? '');
}

/** What stands in a container: without its first lines and the one that closes it. */
function innerLines(
  lines: readonly string[],
  { header, end }: NamedBlock,
  closed: boolean,
): readonly string[] {
  const opens = lines.findIndex((line, at) => at >= header && /[{:]\s*$/.test(line));
  return lines.slice((closed || opens >= 0 ? Math.max(opens, header) : header) + 1, closed ? end - 1 : end);
}

function inserted(document: readonly string[], block: NamedBlock, inner: readonly string[]): string[] {
  const closed = CLOSES.test(document[block.end - 1] ?? '');
  let at = closed ? block.end - 1 : block.end;
  while ((document[at - 1] ?? '').trim() === '') at--;
  const own = withoutKnown(inner, document.slice(block.start, block.end));
  const depth = memberIndentation(document, block);
  const least = own
    .filter((line) => line.trim() !== '')
    .reduce((low, line) => Math.min(low, indentationOf(line).length), Number.POSITIVE_INFINITY);
  const moved = own.map((line) => (line.trim() === '' ? '' : depth + line.slice(least)));
  const gap = moved.length > 0 && at > block.header + 1 ? [''] : [];
  return [...document.slice(0, at), ...gap, ...moved, ...document.slice(closed ? block.end - 1 : at)];
}

function memberIndentation(document: readonly string[], { header, end, indentation }: NamedBlock): string {
  const member = document
    .slice(header + 1, end)
    .find((line) => indentationOf(line).length > indentation.length && line.trim() !== '');
  return member ? indentationOf(member) : indentation + indentationUnit(document.join('\n'));
}

function outermost(blocks: readonly NamedBlock[]): NamedBlock[] {
  const least = Math.min(...blocks.map(({ indentation }) => indentation.length));
  return blocks.filter(({ indentation }) => indentation.length === least);
}

/** Without what the document holds word for word: models repeat it to show where the new code goes. */
function withoutKnown(lines: readonly string[], document: readonly string[]): string[] {
  const plain = (some: readonly string[]): string =>
    `\n${some.flatMap((line) => line.trim() || []).join('\n')}\n`;
  const known = plain(document);
  const out = unitsOf(lines).flatMap((unit) => (known.includes(plain(unit)) ? [] : unit));
  while (out[0]?.trim() === '') out.shift();
  while (out.at(-1)?.trim() === '') out.pop();
  return out;
}

/** The statements and definitions of the outermost depth, each with what is said of it and the blank lines behind it. */
function unitsOf(lines: readonly string[]): string[][] {
  const worded = lines.filter((line) => line.trim() !== '');
  const least = Math.min(...worded.map((line) => indentationOf(line).length));
  const units: string[][] = [[]];
  let leads = false;
  for (const line of lines) {
    const text = line.trim();
    const outer = text !== '' && indentationOf(line).length === least;
    if (outer && !leads && !GOES_ON.test(text)) units.push([]);
    units.at(-1)?.push(line);
    if (text !== '') leads = outer && LEADS.test(text);
  }
  return units.filter((unit) => unit.some((line) => line.trim() !== ''));
}
