import { performance } from 'node:perf_hooks';
import { LinedText, linesOf } from '../../src/core/diff/lines.ts';
import { GrowingEdit } from '../../src/core/edit/growingEdit.ts';
import { decided, hunksBetween, rebased, reviewText, withAccepted } from '../../src/core/edit/hunks.ts';
import { proposeEdit } from '../../src/core/edit/proposedEdit.ts';
import { refactor } from '../../src/core/edit/tasks/refactor.ts';
import { rounded } from '../support/measures.ts';
import { checkHunks } from '../unit/core/edit/hunkFuzz.ts';

/** Edits: random hunks and decisions; how long a delta of an answer takes in a document of 50,000 lines. */

const CASES = 100_000;
const LINES = 50_000;
const PIECE = { start: 25_000, lines: 400 };
const TARGET_MS = 16;
const PIECES_OF_ANSWER = 12;

export async function run(): Promise<Record<string, unknown>> {
  for (let seed = 1; seed <= CASES; seed++) checkHunks(seed);
  return { fuzzedCases: CASES, failed: 0, ...deltas() };
}

function deltas(): Record<string, unknown> {
  const lines = Array.from({ length: LINES }, (_, line) =>
    line % 9 === 0 ? '\n' : `  const value${line} = compute(${line % 50}, 'текст');\n`,
  );
  const document = lines.join('');
  const start = lines.slice(0, PIECE.start).join('').length;
  const own = lines.slice(PIECE.start, PIECE.start + PIECE.lines);
  const end = start + own.join('').length - 1;
  const piece = {
    document,
    start,
    end,
    place: { uri: 'file:///a.ts', path: 'a.ts' },
    language: 'typescript',
  };
  const changed = own.map((line, at) => (at % 7 === 3 ? line.replace('compute', 'calculated') : line));
  const answer = `Вот так:\n\n\`\`\`ts\n${changed.join('')}\`\`\`\n`;

  const growing = new GrowingEdit(piece);
  const all = new LinedText(document);
  const grown: number[] = [];
  const updates: number[] = [];
  for (let length = PIECES_OF_ANSWER; length <= answer.length; length += PIECES_OF_ANSWER) {
    const began = performance.now();
    const hunks = growing.hunks(answer.slice(0, length));
    grown.push(performance.now() - began);
    reviewText(all, hunks);
    updates.push(performance.now() - began);
  }

  const whole = timed(20, () =>
    proposeEdit({ document, selection: piece, language: 'typescript', task: refactor, answer, cut: false }),
  );
  const typed = linesOf(`${document.slice(0, 900)}x${document.slice(900)}`);
  const hunks = hunksBetween(
    all.lines,
    linesOf(document.slice(0, start) + changed.join('') + document.slice(end + 1)),
  );
  const rebases = timed(50, () => rebased(hunks, all.lines, typed));
  const decisions = timed(50, () => withAccepted(all, decided(hunks, 'open', 'accepted')));
  return {
    documentLines: LINES,
    deltas: grown.length,
    hunksOfDeltaP95Ms: p95(grown),
    reviewOfDeltaP95Ms: p95(updates),
    targetMs: TARGET_MS,
    met: Number(p95(updates)) <= TARGET_MS,
    proposalP95Ms: p95(whole),
    rebaseP95Ms: p95(rebases),
    acceptAllP95Ms: p95(decisions),
  };
}

function timed(rounds: number, what: () => unknown): number[] {
  return Array.from({ length: rounds }, () => {
    const began = performance.now();
    what();
    return performance.now() - began;
  });
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return rounded(sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN);
}
