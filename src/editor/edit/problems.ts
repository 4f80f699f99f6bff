import * as vscode from 'vscode';
import { isProblem } from '../convert.ts';
import { problemTexts } from './texts.ts';

/** Commands behind the links of a hover and behind the lightbulb; each is for a place. */
export const EXPLAIN_PROBLEM = 'tolmach._explainProblem';
export const FIX_PROBLEM = 'tolmach._fixProblem';

/** Errors and warnings at a place. */
export function problemsAt(uri: vscode.Uri, place: vscode.Range | vscode.Position): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(isProblem)
    .filter(({ range }) =>
      place instanceof vscode.Position ? range.contains(place) : place.intersection(range) !== undefined,
    );
}

/** Under what the editor complains of: links that explain and mend it. */
export function registerProblemHover(): vscode.Disposable {
  return vscode.languages.registerHoverProvider([{ scheme: 'file' }, { scheme: 'untitled' }], {
    provideHover: ({ uri }, position) => {
      const [problem] = problemsAt(uri, position);
      if (!problem) return undefined;
      const { start } = problem.range;
      const place = encodeURIComponent(JSON.stringify([uri.toString(), start.line, start.character]));
      const links = new vscode.MarkdownString(
        `[${problemTexts.explain}](command:${EXPLAIN_PROBLEM}?${place}) · [${problemTexts.fix}](command:${FIX_PROBLEM}?${place})`,
      );
      links.isTrusted = { enabledCommands: [EXPLAIN_PROBLEM, FIX_PROBLEM] };
      return new vscode.Hover(links, problem.range);
    },
  });
}
