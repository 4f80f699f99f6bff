import { type NamedBlock, namedBlocks } from '../code/namedBlocks.ts';
import { indentationUnit, reindent } from './indentation.ts';
import { filled, holdsPlaceholder, isPlaceholder } from './placeholders.ts';

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

interface Level {
  readonly old: readonly NamedBlock[];
  readonly now: readonly NamedBlock[];
}

const IMPORT =
  /^\s*(?:import\b|from\s+\S+\s+import\b|using\b|use\b|#include\b|require\b|(?:const|let|var)\b.*\brequire\()/;

/**
 * `piece` with those of its definitions replaced that `code` holds, for answers that are a part of the piece, or leave
 * parts out in words. Definitions that are new stand behind the one they follow in `code`. Nothing when the answer
 * holds anything else that the piece does not, or when a name stands for several.
 */
export function withParts(piece: string, code: string, language: string): string | undefined {
  return new Parts(piece, code, language).result();
}

class Parts {
  readonly #old: readonly string[];
  readonly #lines: readonly string[];
  readonly #known: ReadonlySet<string>;
  readonly #piece: string;
  readonly #language: string;
  readonly #code: string;
  readonly #replacements: Replacement[] = [];

  constructor(piece: string, code: string, language: string) {
    this.#piece = piece;
    this.#code = code;
    this.#language = language;
    this.#old = piece.split('\n');
    this.#lines = code.split('\n');
    this.#known = new Set(this.#old.map((line) => line.trim()));
  }

  result(): string | undefined {
    const old = namedBlocks(this.#piece, this.#language);
    const now = namedBlocks(this.#code, this.#language);
    if (now.length === 0 || !this.#level({ old, now }, 0, this.#lines.length)) return undefined;
    const out = [...this.#old];
    // From behind, so that places stay right; of what goes to one place, the last first.
    const fromBehind = this.#replacements.toReversed().toSorted((one, other) => other.start - one.start);
    for (const { start, end, lines } of fromBehind) out.splice(start, end - start, ...lines);
    return out.join('\n');
  }

  /** Takes the definitions of the answer's lines that stand outermost there. */
  #level({ old, now }: Level, from: number, until: number): boolean {
    const outer = outermost(now);
    const imports: string[] = [];
    let last: NamedBlock | undefined;
    let at = from;
    for (const definition of outer) {
      const between = this.#unknown(at, definition.start);
      if (!between) return false;
      imports.push(...between);
      const found = this.#counterpart(definition, old);
      if (found === 'several') return false;
      if (found ? !this.#take(found, definition, old, now) : !this.#insert(definition, last)) return false;
      last = found ?? last;
      at = definition.end;
    }
    const rest = this.#unknown(at, until);
    if (!rest) return false;
    imports.push(...rest);
    return imports.length === 0 || this.#insertImports(imports);
  }

  /** New imports among lines that stand in the piece anyway; nothing when there is anything else. */
  #unknown(from: number, until: number): string[] | undefined {
    const unknown = this.#lines
      .slice(from, until)
      .filter((line) => line.trim() !== '' && !isPlaceholder(line) && !this.#known.has(line.trim()));
    return unknown.every((line) => IMPORT.test(line)) ? unknown : undefined;
  }

  #insertImports(imports: readonly string[]): boolean {
    const last = this.#old.findLastIndex((line) => IMPORT.test(line));
    if (last < 0) return false;
    this.#replacements.push({ start: last + 1, end: last + 1, lines: imports });
    return true;
  }

  /** The piece's definition of that name; of several the outermost, or the one that is told in the same words. */
  #counterpart(definition: NamedBlock, old: readonly NamedBlock[]): NamedBlock | 'several' | undefined {
    const same = outermost(old.filter(({ name }) => name === definition.name));
    if (same.length < 2) return same[0];
    const told = (this.#lines[definition.header] ?? '').trim();
    const [exact, second] = same.filter(({ header }) => (this.#old[header] ?? '').trim() === told);
    return exact && !second ? exact : 'several';
  }

  #take(
    found: NamedBlock,
    definition: NamedBlock,
    old: readonly NamedBlock[],
    now: readonly NamedBlock[],
  ): boolean {
    const inside = { old: inner(found, old), now: inner(definition, now) };
    const names = new Set(inside.now.map(({ name }) => name));
    const lost = inside.old.some(({ name }) => !names.has(name));
    if (lost && inside.now.length > 0) {
      // A class with some of its methods: they are parts themselves.
      const body = this.#unknown(definition.header + 1, inside.now[0]?.start ?? definition.end);
      return body !== undefined && this.#known.has((this.#lines[definition.header] ?? '').trim())
        ? this.#level(inside, definition.header + 1, definition.end)
        : false;
    }
    return this.#replace(found, definition);
  }

  #replace(found: NamedBlock, definition: NamedBlock): boolean {
    // Decorators and comments that the answer left out stay.
    const lead = this.#lines.slice(definition.start, definition.header).map((line) => line.trim());
    const isDecorator = (line: string): boolean => /^\s*(?:@|\[|#\[)/.test(line);
    const decorators = this.#old.slice(found.start, found.header).filter(isDecorator);
    const leads = lead.length > 0 && decorators.every((line) => lead.includes(line.trim()));
    const start = leads ? found.start : found.header;
    const old = this.#old.slice(start, found.end).join('\n');
    const text = reindent(this.#text(definition), old, this.#unit());
    const whole = holdsPlaceholder(text, old) ? filled(old, text) : text;
    if (whole === undefined) return false;
    this.#replacements.push({ start, end: found.end, lines: whole.split('\n') });
    return true;
  }

  #insert(definition: NamedBlock, behind: NamedBlock | undefined): boolean {
    if (!behind) return false;
    const text = this.#text(definition);
    if (holdsPlaceholder(text, this.#piece)) return false;
    const model = this.#old.slice(behind.header, behind.end).join('\n');
    let apart = 0;
    while (this.#lines[definition.start - 1 - apart]?.trim() === '') apart++;
    const blanks = Array.from({ length: apart }, () => '');
    const lines = reindent(text, model, this.#unit()).split('\n');
    this.#replacements.push({ start: behind.end, end: behind.end, lines: [...blanks, ...lines] });
    return true;
  }

  #text({ start, end }: NamedBlock): string {
    return this.#lines.slice(start, end).join('\n');
  }

  #unit(): string {
    return indentationUnit(this.#piece);
  }
}

function outermost(definitions: readonly NamedBlock[]): NamedBlock[] {
  return definitions.filter(
    (one) => !definitions.some((other) => other !== one && other.header < one.header && other.end >= one.end),
  );
}

function inner(outer: NamedBlock, definitions: readonly NamedBlock[]): NamedBlock[] {
  return definitions.filter(({ header, end }) => header > outer.header && end <= outer.end);
}
