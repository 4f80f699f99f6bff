import * as vscode from 'vscode';
import { isProblem } from '../convert.ts';
import { EXPLAIN_PROBLEM, FIX_PROBLEM } from './problems.ts';
import { actionTexts } from './texts.ts';

const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;
/** Nothing is rewritten by it: the panel answers. */
const Explain = vscode.CodeActionKind.Empty.append('explain');
/** Another file is written to. */
const Tests = vscode.CodeActionKind.Empty.append('tests');

/** What the lightbulb offers: to mend what the editor complains of; to rewrite, to explain and to test what is selected. */
export function registerCodeActions(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    [{ scheme: 'file' }, { scheme: 'untitled' }],
    { provideCodeActions: actionsFor },
    { providedCodeActionKinds: [QuickFix, RefactorRewrite, Explain, Tests] },
  );
}

function actionsFor(
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  { diagnostics, only }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const wants = (kind: vscode.CodeActionKind): boolean => only === undefined || only.contains(kind);
  const problems = diagnostics.filter(isProblem);
  const [problem] = problems;
  const found: vscode.CodeAction[] = [];
  if (wants(QuickFix) && problem) {
    const { start } = problem.range;
    const place = [uri.toString(), start.line, start.character];
    const mending = [
      action(QuickFix, actionTexts.fix, FIX_PROBLEM, place),
      action(QuickFix, actionTexts.explainProblem, EXPLAIN_PROBLEM, place),
    ];
    for (const one of mending) one.diagnostics = problems;
    found.push(...mending);
  }
  if (wants(RefactorRewrite) && !range.isEmpty)
    found.push(
      action(RefactorRewrite, actionTexts.refactor, 'tolmach.refactor'),
      action(RefactorRewrite, actionTexts.simplify, 'tolmach.simplify'),
      action(RefactorRewrite, actionTexts.document, 'tolmach.document'),
    );
  if (wants(Explain) && !range.isEmpty) found.push(action(Explain, actionTexts.explain, 'tolmach.explain'));
  if (wants(Tests) && !range.isEmpty) found.push(action(Tests, actionTexts.tests, 'tolmach.writeTests'));
  return found;
}

function action(
  kind: vscode.CodeActionKind,
  title: string,
  command: string,
  place: readonly unknown[] = [],
): vscode.CodeAction {
  const made = new vscode.CodeAction(title, kind);
  made.command = { command, title, arguments: [...place] };
  return made;
}
