import { codeOnly } from '../../code/codeOnly.ts';
import type { SourceText } from '../window.ts';

/** A name in a document, and where it stands; lines and characters from 0. */
export interface NameInReach {
  readonly name: string;
  readonly line: number;
  readonly character: number;
}

/** Lines around the cursor whose names count. */
const NEAR = { above: 30, below: 10 };
/** Imports stand in the first lines. */
const HEAD = 80;
const LONGEST_LINE = 300;
const IMPORT =
  /^\s*(?:import\b|from\b.*\bimport\b|export\b.*\bfrom\b|use\s|using\s|#\s*include\b|require\b|\}\s*from\b|(?:const|let|var)\b.*\brequire\s*\()/;
const NAME = /(?<![\p{L}\p{N}_$])[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;
/** Words of many languages that name nothing. */
const KEYWORDS = new Set(
  (
    'abstract and any as assert async await bool boolean break case catch chan class const constructor continue def ' +
    'default defer def del delete do elif else end enum except export extends extern false finally float fn for ' +
    'from func function global go goto if impl implements import in include instanceof int interface is lambda let ' +
    'long match mod module mut namespace never new nil none None nonlocal not null number object of operator or ' +
    'override package pass private protected pub public raise range readonly require return select self Self static ' +
    'string struct super switch this throw throws trait true True False try type typeof undefined union unknown ' +
    'unsafe use using var virtual void where while with yield'
  ).split(' '),
);

/**
 * Names whose definitions tell most at the cursor, each once: those that are imported and used near by, then those that
 * are used near by, then the other imports; of each kind the nearest first.
 * @param cursorLine from 0
 */
export function namesInReach(document: SourceText, cursorLine: number, most: number): NameInReach[] {
  const imported = new Map(importedNames(document).map((found) => [found.name, found]));
  const near = new Map<string, NameInReach>();
  const first = Math.max(0, cursorLine - NEAR.above);
  const last = Math.min(document.lineCount - 1, cursorLine + NEAR.below);
  const byDistance = namesIn(document, first, last + 1).toSorted(
    (one, other) => Math.abs(one.line - cursorLine) - Math.abs(other.line - cursorLine),
  );
  for (const found of byDistance) if (!near.has(found.name)) near.set(found.name, found);
  const all = [
    ...[...near.values()].filter(({ name }) => imported.has(name)),
    ...[...near.values()].filter(({ name }) => !imported.has(name)),
    ...[...imported.values()].filter(({ name }) => !near.has(name)),
  ];
  return all.slice(0, most);
}

function importedNames(document: SourceText): NameInReach[] {
  const head = Math.min(HEAD, document.lineCount);
  let end = 0;
  for (let line = 0; line < head; line++) if (IMPORT.test(lineAt(document, line))) end = line + 1;
  return namesIn(document, 0, end);
}

/** Names of the code in lines from `from`, before `to`. */
function namesIn(document: SourceText, from: number, to: number): NameInReach[] {
  const lines = Array.from({ length: Math.max(0, to - from) }, (_, index) => lineAt(document, from + index));
  const code = codeOnly(lines.join('\n'), document.language).split('\n');
  return code.flatMap((text, index) =>
    [...text.matchAll(NAME)]
      .filter(([name]) => !KEYWORDS.has(name))
      .map((found) => ({ name: found[0], line: from + index, character: found.index })),
  );
}

/** Longer lines hold data. */
function lineAt(document: SourceText, line: number): string {
  return document.line(line).slice(0, LONGEST_LINE);
}
