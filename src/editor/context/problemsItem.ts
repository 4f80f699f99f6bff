import * as vscode from 'vscode';
import { isProblem, isSecret } from '../convert.ts';
import { type Attached, attached, refused } from './attached.ts';
import { nameOf } from './fileItem.ts';
import { contextTexts } from './texts.ts';

const MOST_PROBLEMS = 200;
const LONGEST_MESSAGE = 1000;

/** What the editor says of one file, or of all: errors first, one a line. */
export function problemsItem(uri: vscode.Uri | undefined): Attached {
  const all = problemsOf(uri);
  const path = uri ? contextTexts.problemsOf(nameOf(uri)) : contextTexts.kinds.problems;
  if (all.length === 0) return refused(path, 'noProblems');
  const shown = all.slice(0, MOST_PROBLEMS);
  const lines = shown.map(({ uri: at, diagnostic }) => line(at, diagnostic));
  if (all.length > shown.length) lines.push(contextTexts.moreProblems(all.length - shown.length));
  return attached({
    id: `problems:${uri?.toString() ?? ''}`,
    kind: 'problems',
    place: { uri: uri?.toString() ?? '', path },
    language: '',
    text: lines.join('\n'),
  });
}

/** Errors and warnings, errors first; hints are no problems. */
export function countProblems(uri?: vscode.Uri): number {
  return problemsOf(uri).length;
}

interface Problem {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}

function problemsOf(uri: vscode.Uri | undefined): readonly Problem[] {
  const found = uri
    ? [[uri, vscode.languages.getDiagnostics(uri)] as const]
    : vscode.languages.getDiagnostics();
  return found
    .filter(([at]) => !isSecret(at))
    .flatMap(([at, diagnostics]) => diagnostics.map((diagnostic) => ({ uri: at, diagnostic })))
    .filter(({ diagnostic }) => isProblem(diagnostic))
    .sort((one, other) => one.diagnostic.severity - other.diagnostic.severity);
}

/** `src/a.ts:12:5 ошибка: …` */
function line(uri: vscode.Uri, { range, severity, message, source }: vscode.Diagnostic): string {
  const place = `${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1}:${range.start.character + 1}`;
  const words = message.replace(/\s*\n\s*/g, ' ').slice(0, LONGEST_MESSAGE);
  return `${place} ${contextTexts.severities[severity]}: ${words}${source ? ` (${source})` : ''}`;
}
