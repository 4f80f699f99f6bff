import { namedBlocks } from '../code/namedBlocks.ts';
import { looseBrackets } from '../code/tokens.ts';
import { diffLines } from '../diff/lineDiff.ts';

/** Lines of a document, and which of them are the piece. Line ends are not in them; the piece's end is not included. */
export interface Surrounded {
  readonly lines: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly language: string;
}

export type Aligned =
  /** The answer is a new text of the piece. */
  | { readonly kind: 'piece'; readonly code: string }
  /** The answer is a new text of the whole document. */
  | { readonly kind: 'document'; readonly text: string }
  /** The answer holds other parts of the document, and they are changed too. */
  | { readonly kind: 'outside' };

/**
 * What an answer that may hold more than the piece makes of the piece: lines around it that the answer repeats are
 * taken away again. Lines that it adds outside the piece are added there; such as it leaves out there stay; such as
 * it changes there refuse it.
 */
export function withoutSurroundings(document: Surrounded, code: string): Aligned {
  const answer = code.split('\n');
  const own = withoutEdges(document, answer);
  if (!holdsOutside(document, own) && !spansAll(document, own))
    return { kind: 'piece', code: own.join('\n') };
  return aligned(document, answer) ?? ownBlock(document, answer) ?? { kind: 'outside' };
}

const key = (line: string): string => line.trim().replace(/\s+/g, ' ');
const isWorded = (line: string): boolean => /[\p{L}\p{N}_]{2}/u.test(line);

/** Without the lines right before and right behind the piece, where the answer begins and ends with these. */
function withoutEdges(document: Surrounded, answer: readonly string[]): readonly string[] {
  const head = headOf(document, answer);
  const told = answer.slice(head);
  const rest = withoutOwnEnd(document, told.slice(0, told.length - tailOf(document, told)));
  return rest.some((line) => line.trim() !== '') ? rest : answer;
}

/** Without brackets that close what the piece leaves open: the document closes it further down. */
function withoutOwnEnd(
  { lines, start, end, language }: Surrounded,
  answer: readonly string[],
): readonly string[] {
  const wanted = looseBrackets(lines.slice(start, end).join('\n'), language);
  if (!/[([{]$/.test(wanted) || looseBrackets(answer.join('\n'), language) === wanted) return answer;
  for (let last = answer.length - 1; last > 0 && !isWorded(answer[last] ?? ''); last--)
    if (looseBrackets(answer.slice(0, last).join('\n'), language) === wanted) return answer.slice(0, last);
  return answer;
}

/** How many lines at the beginning of the answer stand before the piece. */
function headOf({ lines, start, end }: Surrounded, answer: readonly string[]): number {
  const piece = lines.slice(start, end);
  const own = worded(piece);
  const first = key(piece.find((line) => line.trim() !== '') ?? '');
  const above = key(lines[start - 1] ?? '');
  let head = 0;
  for (let count = 1; count <= Math.min(start, answer.length); count++) {
    if (key(answer[count - 1] ?? '') !== above) continue;
    const edge = answer.slice(0, count);
    if (!edge.every((line, at) => key(line) === key(lines[start - count + at] ?? ''))) continue;
    const follows = key(answer.slice(count).find((line) => line.trim() !== '') ?? '') === first;
    // Its own first line, further down, tells that what stands before it is not the piece's.
    if (follows ? key(edge[0] ?? '') !== first : edge.some((line) => isForeign(line, own))) head = count;
  }
  return head;
}

/** How many lines at the end of the answer stand behind the piece. */
function tailOf({ lines, start, end, language }: Surrounded, answer: readonly string[]): number {
  const piece = lines.slice(start, end);
  const own = worded(piece);
  const last = key(piece.findLast((line) => line.trim() !== '') ?? '');
  const below = key(lines[end] ?? '');
  let tail = 0;
  for (let count = 1; count <= Math.min(lines.length - end, answer.length); count++) {
    if (key(answer[answer.length - count] ?? '') !== below) continue;
    const edge = answer.slice(answer.length - count);
    if (!edge.every((line, at) => key(line) === key(lines[end + at] ?? ''))) continue;
    const above = key(answer.slice(0, answer.length - count).findLast((line) => line.trim() !== '') ?? '');
    // `end` behind the piece's own `end`.
    const doubled = edge.some(isWorded) && above === last;
    if (doubled || edge.some((line) => isForeign(line, own)) || mends(piece, answer, count, language))
      tail = count;
  }
  return tail;
}

function isForeign(line: string, own: ReadonlySet<string>): boolean {
  return isWorded(line) && !own.has(key(line));
}

/** Brackets pair as they did when the last `count` lines are taken away, and did not with them. */
function mends(
  piece: readonly string[],
  answer: readonly string[],
  count: number,
  language: string,
): boolean {
  const behind = answer.slice(answer.length - count);
  if (behind.some(isWorded) || behind.every((line) => line.trim() === '')) return false;
  const wanted = looseBrackets(piece.join('\n'), language);
  return (
    looseBrackets(answer.join('\n'), language) !== wanted &&
    looseBrackets(answer.slice(0, answer.length - count).join('\n'), language) === wanted
  );
}

function worded(lines: readonly string[]): Set<string> {
  return new Set(lines.filter(isWorded).map(key));
}

/** The answer begins or ends with other parts of the document, or defines what stands there. */
function holdsOutside({ lines, start, end, language }: Surrounded, answer: readonly string[]): boolean {
  const piece = lines.slice(start, end);
  const own = worded(piece);
  const around = worded([...lines.slice(0, start), ...lines.slice(end)]);
  const foreign = (line: string | undefined): boolean =>
    line !== undefined && around.has(key(line)) && !own.has(key(line));
  const told = answer.filter(isWorded);
  if (told.filter(foreign).length * 2 >= Math.max(told.length, 1)) return true;
  if (foreign(told[0])) return true;
  const inPiece = namesOf(piece.join('\n'), language);
  const names = [...namesOf(answer.join('\n'), language)].filter((name) => !inPiece.has(name));
  if (names.length === 0) return false;
  const naming = [...lines.slice(0, start), ...lines.slice(end)].filter((line) =>
    names.some((name) => line.includes(name)),
  );
  const outside = namesOf(naming.join('\n'), language);
  return names.some((name) => outside.has(name));
}

/** The answer begins and ends as the document does, and the piece as neither. */
function spansAll({ lines, start, end }: Surrounded, answer: readonly string[]): boolean {
  const edges = (of: readonly string[]): readonly [string, string] => {
    const told = of.map(key).filter((line) => line !== '');
    return [told[0] ?? '', told.at(-1) ?? ''];
  };
  const [first, last] = edges(lines);
  const [pieceFirst, pieceLast] = edges(lines.slice(start, end));
  const [answerFirst, answerLast] = edges(answer);
  return first !== pieceFirst && last !== pieceLast && answerFirst === first && answerLast === last;
}

/** The block that the piece is, out of an answer that frames it with lines of the document. */
function ownBlock(
  { lines, start, end, language }: Surrounded,
  answer: readonly string[],
): Aligned | undefined {
  const piece = namedBlocks(lines.slice(start, end).join('\n'), language);
  const name = piece[0]?.name;
  const outer = piece.filter(({ indentation }) => indentation === piece[0]?.indentation);
  const [found, second] = namedBlocks(answer.join('\n'), language).filter((block) => block.name === name);
  if (!found || second || outer.length !== 1) return undefined;
  const known = new Set(lines.map(key));
  const frame = [...answer.slice(0, found.start), ...answer.slice(found.end)];
  if (!frame.every((line) => known.has(key(line)))) return undefined;
  return { kind: 'piece', code: answer.slice(found.start, found.end).join('\n') };
}

function namesOf(text: string, language: string): Set<string> {
  return new Set(namedBlocks(text, language).map(({ name }) => name));
}

/** The answer against the whole document. */
function aligned({ lines, start, end }: Surrounded, answer: readonly string[]): Aligned | undefined {
  const changes = diffLines(lines.map(key), answer.map(key));
  const out: string[] = [];
  const inPiece: string[] = [];
  let outside = false;
  let [line, newLine] = [0, 0];
  const put = (text: string, within: boolean): void => {
    out.push(text);
    if (within) inPiece.push(text);
  };
  for (const change of [...changes, { start: lines.length, end: lines.length, newStart: 0, newEnd: 0 }]) {
    for (; line < change.start; line++, newLine++) {
      // Told lines of the piece may stand deeper now.
      const within = line >= start && line < end;
      put((within ? answer[newLine] : lines[line]) ?? '', within);
    }
    const came = answer.slice(change.newStart, change.newEnd);
    const touches = change.end > start && change.start < end;
    if (touches || (change.start === change.end && change.start >= start && change.start <= end)) {
      const [before, behind] = [
        lines.slice(change.start, Math.max(start, change.start)),
        lines.slice(end, change.end),
      ];
      if (came.length > 0 && [...before, ...behind].some(isWorded)) return undefined;
      for (const text of before) put(text, false);
      for (const text of came) put(text, true);
      for (const text of behind) put(text, false);
    } else {
      if (change.start < change.end && came.some((text) => text.trim() !== '')) return undefined;
      for (const text of lines.slice(change.start, change.end)) put(text, false);
      if (change.start === change.end && came.some(isWorded)) {
        for (const text of came) put(text, false);
        outside = true;
      }
    }
    [line, newLine] = [change.end, change.newEnd];
  }
  return outside ? { kind: 'document', text: out.join('\n') } : { kind: 'piece', code: inPiece.join('\n') };
}
