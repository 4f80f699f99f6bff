import { indentationOf } from './indentation.ts';

/** A stretch of lines to find, and the lines to put in its place. */
interface PatchBlock {
  readonly old: readonly string[];
  /** `origin` is the place in `old` of a line that stays, so that it stays as the document has it. */
  readonly now: readonly { readonly text: string; readonly origin?: number }[];
}

const HUNK = /^@@.*@@|^@@\s*$/;
const SEARCH = /^<{5,}\s*(?:SEARCH|ORIGINAL|HEAD)?\s*$/;
const DIVIDER = /^={5,}\s*$/;
const REPLACE = /^>{5,}/;

/** A unified diff, or blocks of what to search and what to put there; not a text that is such a thing itself. */
export function isPatch(text: string, piece: string, language = ''): boolean {
  const lines = text.split('\n');
  const has = (mark: RegExp): boolean => lines.some((line) => mark.test(line));
  const had = (mark: RegExp): boolean => piece.split('\n').some((line) => mark.test(line));
  if (has(SEARCH) && has(DIVIDER) && has(REPLACE)) return !had(DIVIDER);
  if (had(HUNK)) return false;
  if (has(HUNK) && lines.some((line) => /^[-+]/.test(line))) return true;
  const marked = lines.filter((line) => /^[-+](?![-+]{2})/.test(line));
  if (language === 'diff' || language === 'patch') return marked.length > 0;
  // A list has such lines too, and so has the piece then.
  return (
    marked.length > 0 &&
    marked.length * 4 >= lines.length &&
    lines.every((line) => /^[-+ ]|^$/.test(line)) &&
    marked.some((line) => line.startsWith('-')) &&
    !had(/^[-+]/)
  );
}

/**
 * `piece` with a patch in it, or nothing when a block is not found, or found in several places. Line numbers of the
 * patch are not looked at: models invent them. Line ends are `\n`.
 */
export function patched(piece: string, patch: string): string | undefined {
  const blocks = patchBlocks(patch.split('\n'));
  if (blocks.length === 0) return undefined;
  let lines = piece.split('\n');
  let from = 0;
  for (const block of blocks) {
    const at = placeOf(block.old, lines, from) ?? placeOf(block.old, lines, 0);
    if (at === undefined) return undefined;
    const put = block.now.map(({ text, origin }) =>
      origin === undefined ? shifted(text, block, lines, at) : (lines[at + origin] ?? ''),
    );
    lines = [...lines.slice(0, at), ...put, ...lines.slice(at + block.old.length)];
    from = at + put.length;
  }
  return lines.join('\n');
}

function patchBlocks(lines: readonly string[]): PatchBlock[] {
  return lines.some((line) => SEARCH.test(line)) ? searchBlocks(lines) : unifiedBlocks(lines);
}

function searchBlocks(lines: readonly string[]): PatchBlock[] {
  const blocks: PatchBlock[] = [];
  for (let line = 0; line < lines.length; line++) {
    if (!SEARCH.test(lines[line] ?? '')) continue;
    const middle = lines.findIndex((one, at) => at > line && DIVIDER.test(one));
    const end = lines.findIndex((one, at) => at > middle && REPLACE.test(one));
    if (middle < 0 || end < 0) return [];
    blocks.push({
      old: lines.slice(line + 1, middle),
      now: lines.slice(middle + 1, end).map((text) => ({ text })),
    });
    line = end;
  }
  return blocks;
}

function unifiedBlocks(lines: readonly string[]): PatchBlock[] {
  const blocks: PatchBlock[] = [];
  const whole = lines.some((line) => HUNK.test(line));
  let inside = !whole;
  let [old, now]: [string[], { text: string; origin?: number }[]] = [[], []];
  const close = (): void => {
    // Blank lines between a diff and what is said behind it.
    while (old.at(-1) === '' && now.at(-1)?.origin === old.length - 1) {
      old.pop();
      now.pop();
    }
    if (old.length > 0 || now.length > 0) blocks.push({ old, now });
    [old, now] = [[], []];
  };
  for (const line of lines) {
    if (HUNK.test(line)) {
      close();
      inside = true;
    } else if (/^(?:--- |\+\+\+ |diff |index |```|~~~|\\ )/.test(line)) {
      if (!line.startsWith('\\')) inside = !whole;
    } else if (inside) {
      const text = line.slice(1);
      if (line.startsWith('-')) old.push(text);
      else if (line.startsWith('+')) now.push({ text });
      else {
        now.push({ text, origin: old.length });
        old.push(line.startsWith(' ') ? text : line);
      }
    }
  }
  close();
  return blocks;
}

/** Where lines stand, from `from` on: exactly, else whatever their blanks are. Nothing when nowhere or in two places. */
function placeOf(wanted: readonly string[], lines: readonly string[], from: number): number | undefined {
  if (wanted.every((line) => line.trim() === '')) return undefined;
  for (const form of [(line: string) => line.trimEnd(), (line: string) => line.trim()]) {
    const keys = wanted.map(form);
    const places: number[] = [];
    for (let at = from; at + keys.length <= lines.length; at++)
      if (keys.every((key, offset) => form(lines[at + offset] ?? '') === key)) places.push(at);
    if (places.length > 0) return places.length === 1 ? places[0] : undefined;
  }
  return undefined;
}

/** A new line, moved as the first of the found lines is against the patch's. */
function shifted(text: string, { old }: PatchBlock, lines: readonly string[], at: number): string {
  const first = old.findIndex((line) => line.trim() !== '');
  const [told, real] = [indentationOf(old[first] ?? ''), indentationOf(lines[at + first] ?? '')];
  if (told === real || text.trim() === '') return text;
  return text.startsWith(told) ? real + text.slice(told.length) : text;
}
