import { joinKept } from './keptLines.ts';
import { largest } from './room.ts';
import { type Shorten, seenLines } from './shorten.ts';

const TROUBLE =
  /\b(?:error|errors|failed|failure|fail|exception|traceback|panic|panicked|fatal|denied|cannot|undefined)\b|[A-Z]\w*(?:Error|Exception)\b|ошибк|сбой|исключени|не удалось|отказано/i;
/** Lines of trouble that are kept before anything else is: the first and the last, the same line once. */
const MOST_TROUBLES = 24;
/** Characters of a line that are looked at. */
const LOOKED_AT = 400;
/** The least of a log that is worth reading. */
const FIRST_HEAD = 3;
const FIRST_TAIL = 12;
/** After that, so many lines of the end for one of the beginning. */
const TAIL_LINES = 3;

/** A log by its end, its beginning and the lines that speak of errors: what happened last matters most. */
export const shortenLog: Shorten = (text, room) => {
  const lines = seenLines(text);
  const order = byWorth(lines);
  const shown = (count: number): string => {
    const kept = new Set(order.slice(0, count));
    return joinKept(lines, (at) => kept.has(at));
  };
  const kept = largest(lines.length - 1, room, shown);
  if (kept === 0) return undefined;
  const result = shown(kept);
  // Next to very long lines, whole ones would waste most of the room.
  const next = lines[order[kept] ?? 0] ?? '';
  return next.length > result.length ? undefined : result;
};

function byWorth(lines: readonly string[]): readonly number[] {
  const { length } = lines;
  const order = new Set<number>();
  const add = (at: number): void => {
    if (at >= 0 && at < length) order.add(at);
  };
  for (let back = 1; back <= FIRST_TAIL; back++) add(length - back);
  for (let at = 0; at < FIRST_HEAD; at++) add(at);
  for (const at of troubles(lines)) {
    add(at);
    // What an error line speaks of often stands below it.
    add(at + 1);
  }
  for (let head = FIRST_HEAD, tail = FIRST_TAIL + 1; order.size < length; head++) {
    for (let count = 0; count < TAIL_LINES; count++) add(length - tail++);
    add(head);
  }
  return [...order];
}

function troubles(lines: readonly string[]): readonly number[] {
  const seen = new Set<string>();
  const found: number[] = [];
  for (const [at, line] of lines.entries()) {
    const beginning = line.slice(0, LOOKED_AT);
    if (!TROUBLE.test(beginning)) continue;
    // Numbers and times differ where the trouble is the same.
    const kind = beginning.replace(/\d+/g, '0');
    if (seen.has(kind)) continue;
    seen.add(kind);
    found.push(at);
  }
  if (found.length <= MOST_TROUBLES) return found;
  return [...found.slice(0, MOST_TROUBLES / 2), ...found.slice(-MOST_TROUBLES / 2)];
}
