import { type Filter, firstWholeLine, wordedLines } from '../completion.ts';

/** Shorter lines (`}`, `);`, `fi`) recur by nature; brackets are judged by themselves. */
const TELLING = 4;

/** Ends a completion where it begins to repeat the lines that already stand below the cursor. */
export const withoutRepeatsBelow: Filter = (text, around) => {
  const below = wordedLines(around.below);
  const next = below[0];
  if (next === undefined) return text;
  const lines = text.split('\n');
  const repeats = (line: string, index: number): boolean => {
    if (line !== next) return false;
    if (line.length >= TELLING) return true;
    // A short line counts together with those behind it.
    const behind = lines.slice(index + 1).map((one) => one.trim());
    const worded = behind.filter((one) => one !== '');
    return worded.length > 0 && worded.every((one, at) => one === below[at + 1]);
  };
  const shown = [firstWholeLine(text, around), ...lines.slice(1)].map((line) => line.trim());
  const at = shown.findIndex(repeats);
  return at < 0 ? text : lines.slice(0, at).join('\n');
};
