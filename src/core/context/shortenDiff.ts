import { gapMark } from './keptLines.ts';
import { largest } from './room.ts';
import { type Shorten, seenLines } from './shorten.ts';

interface DiffFile {
  /** `diff --git …`, `--- …`, `+++ …` and what else stands before the first hunk. */
  readonly head: readonly string[];
  readonly hunks: readonly (readonly string[])[];
}

/** Lines of a file's head that say nothing of the change. */
const NOISE = /^(?:index [\da-f]+\.\.|similarity index |old mode |new mode )/;
/** `@@ -12,3 +14,5 @@`: lines that follow, old and new; one where no number is given. */
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * A unified diff by its hunks: every file stays by its head, hunks are there whole or not at all, and a line says how
 * many are missing. The first hunk of each file comes before the second of any.
 */
export const shortenDiff: Shorten = (text, room) => {
  const files = readDiff(seenLines(text));
  const hunks = files.reduce((sum, file) => sum + file.hunks.length, 0);
  if (hunks === 0) return undefined;
  const order = files
    .flatMap((file, index) => file.hunks.map((_, hunk) => ({ index, hunk })))
    .sort((one, other) => one.hunk - other.hunk || one.index - other.index);
  const withHunks = (count: number): string => {
    const kept = files.map(() => 0);
    for (const { index } of order.slice(0, count)) kept[index] = (kept[index] ?? 0) + 1;
    return files.map((file, index) => renderFile(file, kept[index] ?? 0)).join('\n');
  };
  const kept = largest(hunks - 1, room, withHunks);
  return kept > 0 ? withHunks(kept) : undefined;
};

function renderFile({ head, hunks }: DiffFile, kept: number): string {
  const missing = hunks.slice(kept);
  const lines = missing.reduce((sum, hunk) => sum + hunk.length, 0);
  return [
    ...head.filter((line) => !NOISE.test(line)),
    ...hunks.slice(0, kept).flat(),
    ...(missing.length > 0 ? [`${gapMark(lines)} (изменений: ${missing.length})`] : []),
  ].join('\n');
}

function readDiff(lines: readonly string[]): readonly DiffFile[] {
  const files: { head: string[]; hunks: string[][] }[] = [];
  // Lines that the hunk still has: a removed `-- comment` looks like the head of a file.
  let [old, added] = [0, 0];
  for (const line of lines) {
    const file = files.at(-1);
    const hunk = HUNK.exec(line);
    if (old + added > 0 && /^[-+ \\]|^$/.test(line)) {
      file?.hunks.at(-1)?.push(line);
      if (!line.startsWith('+') && !line.startsWith('\\')) old--;
      if (!line.startsWith('-') && !line.startsWith('\\')) added--;
      [old, added] = [Math.max(old, 0), Math.max(added, 0)];
    } else if (hunk && file) {
      file.hunks.push([line]);
      [old, added] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
    } else if (!file || line.startsWith('diff ') || (line.startsWith('--- ') && file.hunks.length > 0)) {
      files.push({ head: [line], hunks: [] });
      [old, added] = [0, 0];
    } else if (file.hunks.length === 0) file.head.push(line);
    else file.hunks.at(-1)?.push(line);
  }
  return files;
}
