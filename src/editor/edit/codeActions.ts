import * as vscode from 'vscode';
import { actionTexts } from './texts.ts';

const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;

/** What the lightbulb offers: to mend what the editor complains of, to rewrite what is selected. */
export function registerCodeActions(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    [{ scheme: 'file' }, { scheme: 'untitled' }],
    { provideCodeActions: (_, range, context) => actionsFor(range, context) },
    { providedCodeActionKinds: [QuickFix, RefactorRewrite] },
  );
}

function actionsFor(
  range: vscode.Range,
  { diagnostics, only }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const wants = (kind: vscode.CodeActionKind): boolean => only === undefined || only.contains(kind);
  const action = (kind: vscode.CodeActionKind, title: string, command: string): vscode.CodeAction => {
    const made = new vscode.CodeAction(title, kind);
    made.command = { command, title };
    return made;
  };
  const found: vscode.CodeAction[] = [];
  if (wants(QuickFix) && diagnostics.length > 0) {
    const fix = action(QuickFix, actionTexts.fix, 'tolmach.fix');
    fix.diagnostics = [...diagnostics];
    found.push(fix);
  }
  if (wants(RefactorRewrite) && !range.isEmpty)
    found.push(
      action(RefactorRewrite, actionTexts.refactor, 'tolmach.refactor'),
      action(RefactorRewrite, actionTexts.simplify, 'tolmach.simplify'),
      action(RefactorRewrite, actionTexts.document, 'tolmach.document'),
    );
  return found;
}
