import * as vscode from 'vscode';
import { ShownReview } from './shownReview.ts';
import { editCount, reviewTexts, warningText } from './texts.ts';

/** The actions above a review and above each of its hunks. */
export function reviewLenses(shown: ShownReview): vscode.CodeLens[] {
  const line = shown.headLine;
  const at = (where: number, title: string, command = '', ...values: unknown[]): vscode.CodeLens =>
    new vscode.CodeLens(new vscode.Range(where, 0, where, 0), {
      title,
      command,
      arguments: [shown.uri, ...values],
    });
  if (shown.writing) return [at(line, reviewTexts.writing)];
  const head = [
    ...(shown.isNew ? [at(line, reviewTexts.newFile)] : []),
    at(line, editCount(shown.waiting, shown.group.length)),
    at(line, reviewTexts.acceptAll, 'tolmach.acceptAllEdits'),
    at(line, reviewTexts.rejectAll, 'tolmach.dismissAllEdits'),
    at(line, reviewTexts.compare, 'tolmach.compareEdit'),
    at(line, reviewTexts.again, 'tolmach.repeatEdit'),
    ...shown.warnings.map((warning) => at(line, `$(warning)\u00a0${warningText(warning)}`)),
  ];
  const hunks = shown.hunks.flatMap((hunk) => {
    const where = ShownReview.lineOf(hunk);
    const keys = hunk.id === shown.current;
    const reject = at(
      where,
      keys ? reviewTexts.rejectKey : reviewTexts.reject,
      'tolmach.dismissEdit',
      hunk.id,
    );
    return hunk.conflict
      ? [at(where, `$(warning)\u00a0${shown.isNew ? reviewTexts.displaced : reviewTexts.conflict}`), reject]
      : [at(where, keys ? reviewTexts.acceptKey : reviewTexts.accept, 'tolmach.acceptEdit', hunk.id), reject];
  });
  return [...head, ...hunks];
}
