import * as vscode from 'vscode';
import { definitionsOf } from './symbols.ts';
import { lensTexts } from './texts.ts';

/** A file with more definitions shows the links above the first of them. */
const MOST = 200;

const TASKS = [
  ['tolmach.explain', lensTexts.explain],
  ['tolmach.document', lensTexts.document],
  ['tolmach.chooseTask', lensTexts.more],
] as const;

/** Links above functions and types, where the user wants them. */
export function registerDefinitionLenses(wanted: () => boolean): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: async (document) => {
      if (!wanted()) return [];
      const definitions = await definitionsOf(document);
      return definitions.slice(0, MOST).flatMap(({ uri, start }) => lensesAt(uri, start));
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider([{ scheme: 'file' }, { scheme: 'untitled' }], provider),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('tolmach.edit.codeLens')) changed.fire();
    }),
    changed,
  );
}

function lensesAt(uri: vscode.Uri, name: vscode.Position): vscode.CodeLens[] {
  const range = new vscode.Range(name, name);
  return TASKS.map(
    ([command, title]) =>
      new vscode.CodeLens(range, { command, title, arguments: [uri.toString(), name.line, name.character] }),
  );
}
