import { type Filter, firstWholeLine, wordedLines } from '../completion.ts';

const TELLING = 12;
const LINES = 3;

/**
 * Nothing when the completion only says again what stands right above: its first line is the line before it, or
 * its lines are the last lines.
 */
export const withoutRepeatsAbove: Filter = (text, around) => {
  const above = wordedLines(around.prefix.slice(0, around.prefix.length - around.lineBefore.length));
  const lines = wordedLines([firstWholeLine(text, around), ...text.split('\n').slice(1)].join('\n'));
  const first = lines[0];
  if (first === undefined) return text;
  if (first.length >= TELLING && above.at(-1) === first) return '';
  const many = lines.length >= LINES && endsWith(above, lines);
  return many ? '' : text;
};

function endsWith(lines: readonly string[], end: readonly string[]): boolean {
  const tail = lines.slice(-end.length);
  return tail.length === end.length && tail.every((line, index) => line === end[index]);
}
