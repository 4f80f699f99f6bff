import { codeOnly } from '../../code/codeOnly.ts';
import type { Cursor, SourceText } from '../window.ts';

/** A place in a user's file whose text is known: it is hidden, and a model is asked for it. */
export interface KnownPlace {
  readonly document: SourceText;
  readonly cursor: Cursor;
  /** What stands at the cursor on its line. */
  readonly truth: string;
}

/** Shorter lines say nothing, longer ones are not written by hand. */
const LENGTH = { least: 16, most: 160 };
/** Fewest characters that are hidden. */
const HIDDEN = 5;

/**
 * Places spread over the documents: in turn the whole of a line, and its end from a word in the middle on.
 * @param count the most places; fewer come of short files
 */
export function knownPlaces(documents: readonly SourceText[], count: number): KnownPlace[] {
  const each = Math.ceil(count / Math.max(1, documents.length));
  return documents.flatMap((document) => placesIn(document, each)).slice(0, count);
}

function placesIn(document: SourceText, count: number): KnownPlace[] {
  const lines = tellingLines(document, count * 8);
  const step = lines.length / count;
  const chosen = Array.from({ length: Math.min(count, lines.length) }, (_, index) =>
    Math.floor(index * Math.max(step, 1)),
  );
  return chosen.flatMap((index, at) => {
    const line = lines[index];
    return line === undefined ? [] : [placeAt(document, line, at % 2 === 0)];
  });
}

/** Lines that hold code, from all over the document; not more are looked at than are needed. */
function tellingLines(document: SourceText, most: number): number[] {
  const { lineCount, language } = document;
  const step = Math.max(1, Math.floor(lineCount / Math.max(1, most)));
  const found: number[] = [];
  for (let index = 1; index < lineCount; index += step) {
    const text = document.line(index);
    if (text.length > LENGTH.most) continue;
    if (codeOnly(text, language).trim().length >= LENGTH.least) found.push(index);
  }
  return found;
}

function placeAt(document: SourceText, index: number, whole: boolean): KnownPlace {
  const text = document.line(index);
  const indentation = text.length - text.trimStart().length;
  const middle = indentation + Math.floor((text.length - indentation) / 2);
  const word = /[\s.,(=]/.exec(text.slice(middle, text.length - HIDDEN));
  const cut = whole ? indentation : middle + (word ? word.index + 1 : 0);
  return {
    document,
    cursor: { line: index, before: text.slice(0, cut), after: '' },
    truth: text.slice(cut).trimEnd(),
  };
}
