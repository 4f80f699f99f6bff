import { definitionIn, type Grammar, grammarOf } from '../code/definitions.ts';
import { joinKept } from './keptLines.ts';
import { largest, type Room } from './room.ts';
import { SEEN_CHARACTERS } from './shorten.ts';

/** A file, or lines of one, whose parts need not all be shown. */
export interface OutlineSource {
  /** Tells the language. */
  readonly path: string;
  readonly text: string;
  /** Number of the first line in the file; 1 for a whole file. */
  readonly firstLine?: number;
  /** Lines that matter, numbered as in the file. */
  readonly spots?: readonly number[];
}

/** Lines on each side of a spot that are shown whatever else is not. */
const AROUND_SPOT = 6;
/** Bodies of fewer lines or characters are not worth a mark. */
const LEAST_BODY = { lines: 3, characters: 80 };
const CLOSER = /^\s*(?:[)\]}]|end\b|fi\b|done\b)/;
/** A closing line that opens the body: `) {`, `):`, `) => {`, or a brace of its own. */
const OPENS_BODY = /(?:[{(:]|=>|\bthen|\bdo)\s*(?:\/\/.*|#.*)?$/;

/** What a definition holds: lines from `from`, before `to`, counted from 0. */
interface Body {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What is known of a text's parts, worked out once. */
export interface Outline {
  readonly lines: readonly string[];
  readonly bodies: readonly Body[];
  /** Lines at which definitions begin. */
  readonly definitions: ReadonlyMap<number, string>;
}

/** @returns nothing where the text is too large to be read at once */
export function readOutline({ path, text }: OutlineSource): Outline | undefined {
  if (text.length > SEEN_CHARACTERS) return undefined;
  const lines = text.split('\n');
  const grammar = grammarOf(path);
  return grammar ? findBodies(lines, grammar) : { lines, bodies: [], definitions: new Map() };
}

interface Open {
  readonly name: string;
  readonly indent: number;
  readonly holds: boolean;
  from: number;
  /** Definitions inside are folded instead of it. */
  held: boolean;
}

/** Bodies of functions, and of types that hold none: told by indentation, so that half-written code is no trouble. */
function findBodies(lines: readonly string[], grammar: Grammar): Outline {
  const bodies: Body[] = [];
  const definitions = new Map<number, string>();
  const above: Open[] = [];
  let lastText = -1;
  const close = (to: number): void => {
    const open = above.pop();
    if (!open || open.held || !worthFolding(lines, open.from, to)) return;
    bodies.push({ name: open.name, from: open.from, to });
    // Only direct holders: what is outside of them folds by its parts, too.
    for (const holder of above) holder.held = true;
  };
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const indent = indentOf(line);
    const definition = definitionIn(lines, at, grammar);
    for (
      let top = above.at(-1);
      top && (grammar.flat ? definition : indent <= top.indent);
      top = above.at(-1)
    ) {
      const closes = !grammar.flat && indent === top.indent && (CLOSER.test(line) || /^\s*\{\s*$/.test(line));
      if (closes && OPENS_BODY.test(line)) {
        top.from = at + 1;
        break;
      }
      close(closes ? at : lastText + 1);
      if (closes) break;
    }
    lastText = at;
    if (!definition || definition.minor || above.some(({ holds }) => !holds)) continue;
    definitions.set(at, definition.name);
    above.push({ name: definition.name, indent, holds: definition.holds, from: at + 1, held: false });
  }
  while (above.length > 0) close(lastText + 1);
  return { lines, bodies, definitions };
}

function indentOf(line: string): number {
  let width = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\t') width += 4;
    else if (line[at] === ' ') width++;
    else break;
  }
  return width;
}

function worthFolding(lines: readonly string[], from: number, to: number): boolean {
  if (to - from < LEAST_BODY.lines) return false;
  let characters = 0;
  for (let at = from; at < to && characters < LEAST_BODY.characters; at++)
    characters += lines[at]?.length ?? 0;
  return characters >= LEAST_BODY.characters;
}

/**
 * A file by its outline: bodies that nobody asked for are folded, those farthest from the spots first. Where even that
 * is too much, only the lines around the spots and those at which definitions begin are shown.
 * @param asked names that the question holds: what is defined by them is unfolded first
 */
export function outlined(
  { lines, bodies, definitions }: Outline,
  { firstLine = 1, spots = [] }: OutlineSource,
  asked: ReadonlySet<string>,
  room: Room,
): string | undefined {
  const wanted = spots.map((spot) => spot - firstLine).filter((at) => at >= 0 && at < lines.length);
  const near = nearest(lines.length, wanted);
  const folding = byWish(bodies, near, asked, wanted.length > 0);
  const withOpen = (open: number): string => {
    const hidden = new Uint8Array(lines.length);
    for (const { from, to } of folding.slice(open)) hidden.fill(1, from, to);
    return joinKept(lines, (at) => hidden[at] === 0 || (near[at] ?? 0) <= AROUND_SPOT);
  };
  if (folding.length > 0) {
    const open = largest(folding.length - 1, room, withOpen);
    if (open > 0) return withOpen(open);
    const folded = withOpen(0);
    if (room.measure(folded) <= room.tokens) return folded;
  }
  if (folding.length === 0 && wanted.length === 0) return undefined;
  return barest(lines, definitions, near, asked, room);
}

/** Lines from each line to the nearest spot. */
function nearest(count: number, spots: readonly number[]): Float64Array {
  const distance = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (const spot of spots) distance[spot] = 0;
  for (let at = 1; at < count; at++) distance[at] = Math.min(distance[at] ?? 0, (distance[at - 1] ?? 0) + 1);
  for (let at = count - 2; at >= 0; at--)
    distance[at] = Math.min(distance[at] ?? 0, (distance[at + 1] ?? 0) + 1);
  return distance;
}

/** The most wanted first: asked for by name, then near a spot, then in reading order. */
function byWish(
  bodies: readonly Body[],
  near: Float64Array,
  asked: ReadonlySet<string>,
  bySpot: boolean,
): readonly Body[] {
  const rank = (body: Body): number => (asked.has(body.name) ? -1 : bySpot ? away(body, near) : 0);
  return bodies
    .map((body) => ({ body, rank: rank(body) }))
    .sort((one, other) => one.rank - other.rank || one.body.from - other.body.from)
    .map(({ body }) => body);
}

function away({ from, to }: Body, near: Float64Array): number {
  const begins = near[from - 1] ?? Number.POSITIVE_INFINITY;
  const ends = near[Math.min(to, near.length - 1)] ?? Number.POSITIVE_INFINITY;
  // A spot inside is no farther than its ends are from it.
  return begins + ends <= to - from + 1 ? 0 : Math.min(begins, ends);
}

/** Lines alone: around the spots, then where definitions begin. */
function barest(
  lines: readonly string[],
  definitions: ReadonlyMap<number, string>,
  near: Float64Array,
  asked: ReadonlySet<string>,
  room: Room,
): string | undefined {
  const rank = (at: number): number => {
    const distance = Math.min(near[at] ?? 0, lines.length);
    if (distance <= AROUND_SPOT) return distance;
    const name = definitions.get(at);
    if (name === undefined) return 2 * lines.length + distance;
    return asked.has(name) ? AROUND_SPOT : AROUND_SPOT + distance;
  };
  const order = lines
    .map((_, at) => ({ at, rank: rank(at) }))
    .sort((one, other) => one.rank - other.rank || one.at - other.at);
  const shown = (count: number): string => {
    const kept = new Set(order.slice(0, count).map(({ at }) => at));
    return joinKept(lines, (at) => kept.has(at));
  };
  const kept = largest(lines.length - 1, room, shown);
  return kept > 0 ? shown(kept) : undefined;
}
