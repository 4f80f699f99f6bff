import { endsInText } from '../code/codeOnly.ts';
import type { CompletionWindow } from './window.ts';

/** What is shown at the cursor. */
export interface Completion {
  readonly text: string;
  /** How many characters after the cursor, on its line, the text replaces: it then holds them itself. */
  readonly replaces: number;
}

/** What stands around a completion; the filters judge by it. */
export interface Surroundings {
  readonly language: string;
  /** All that is known before the cursor. */
  readonly prefix: string;
  /** The cursor stands in a comment or a string: words are at home there. */
  readonly inText: boolean;
  /** The cursor's line up to the cursor. */
  readonly lineBefore: string;
  /** The rest of the cursor's line. */
  readonly lineAfter: string;
  /** Whole lines below the cursor. */
  readonly below: string;
}

/** What stands around the cursor of a window. */
export function surroundingsOf({ prefix, below, cursor, language }: CompletionWindow): Surroundings {
  let inText: boolean | undefined;
  return {
    language,
    prefix,
    // Reads the whole window, and few filters need it.
    get inText() {
      inText ??= endsInText(prefix, language);
      return inText;
    },
    lineBefore: cursor.before,
    lineAfter: cursor.after,
    below,
  };
}

/** Takes from a completion what must not be shown; the empty string when nothing is left. */
export type Filter = (text: string, around: Surroundings) => string;

/** The line that the user would see at the cursor, with the completion's first line in it. */
export function firstWholeLine(text: string, around: Surroundings): string {
  return around.lineBefore + (text.split('\n', 1)[0] ?? '');
}

/** The lines of a text that hold something, without blanks around. */
export function wordedLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
