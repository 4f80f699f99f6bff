import type { ContextItem } from '../context/contextItem.ts';

/** An error that a model has found. */
export interface Finding {
  /** From 1, counted in the file. */
  readonly line: number;
  /** What is wrong, in the model's words. */
  readonly text: string;
}

/** Longer lists are not worked through. */
const MOST = 50;
/** «Строка 12: …», as an item of a list and in bold, too; of «Строки 3–5» the first. */
const FINDING =
  /^\s*(?:[-*•]\s+|\d{1,3}[.)]\s+)?[*_`]*(?:строк[аи]|lines?)\s+(\d{1,7})(?:\s*[-–—,]\s*\d{1,7})*[*_`]*\s*[:.—–-][*_`]*\s*(.+)$/i;

/** The errors that an answer to the task names, in its order. */
export function findingsOf(answer: string): readonly Finding[] {
  return answer
    .split('\n')
    .flatMap((row) => {
      const [, line, text = ''] = FINDING.exec(row) ?? [];
      return line !== undefined && Number(line) > 0 ? [{ line: Number(line), text: text.trim() }] : [];
    })
    .slice(0, MOST);
}

/** An item whose lines begin with their numbers in the file: models cannot count them. */
export function withLineNumbers(item: ContextItem): ContextItem {
  const first = item.place.firstLine ?? 1;
  const lines = item.text.split('\n').map((line, index) => `${first + index}: ${line}`);
  return { ...item, text: lines.join('\n') };
}
