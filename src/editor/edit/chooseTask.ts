import * as vscode from 'vscode';
import type { EditTask } from '../../core/edit/task.ts';
import { chooseCode } from './chooseCode.ts';
import { whileMarked } from './markedLines.ts';
import { type OwnTasks, showFault, type TaskFile } from './ownTasks.ts';
import { takenLines } from './takenPiece.ts';
import { chooseCodeTexts, editTexts, faultText, linesText, ownTaskTexts, taskNames } from './texts.ts';

type Choice = vscode.QuickPickItem & { readonly chosen?: () => Promise<void> };

/**
 * Offers all that can be done with code: what Толмач brings along, and what the user wrote. The code that it will be
 * done with is shown meanwhile, and other code can be chosen.
 */
export async function chooseTask(own: OwnTasks, run: (task: EditTask) => Promise<void>): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const lines = editor ? takenLines(editor) : Promise.resolve(undefined);
  const choices = async (): Promise<Choice[]> => {
    const [files, found] = await Promise.all([own.list(), lines]);
    const written = files.flatMap((file) => choiceOf(file, editor?.document.languageId ?? '', run));
    const code = editor ? codeChoices(editor, found, () => chooseTask(own, run)) : [];
    return [
      ...brought(),
      ...code,
      separator(ownTaskTexts.own),
      ...written,
      { label: ownTaskTexts.add, chosen: () => own.begin() },
    ];
  };
  const ask = async () => vscode.window.showQuickPick(choices(), { title: editTexts.chooseTask });
  const choice = await (editor ? whileMarked(editor, lines, ask) : ask());
  await choice?.chosen?.();
}

function brought(): Choice[] {
  return Object.entries(taskNames).map(([command, label]) => {
    return { label, chosen: async () => void (await vscode.commands.executeCommand(command)) };
  });
}

/** The way to other code than what would be taken. */
function codeChoices(
  editor: vscode.TextEditor,
  lines: vscode.Range | undefined,
  again: () => Promise<void>,
): Choice[] {
  const description = lines && linesText(lines.start.line + 1, lines.end.line + 1);
  const other: Choice = {
    label: chooseCodeTexts.other,
    ...(description && { description }),
    chosen: async () => {
      if (await chooseCode(editor)) await again();
    },
  };
  return [separator(chooseCodeTexts.code), other];
}

function separator(label: string): Choice {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function choiceOf(
  { uri, read }: TaskFile,
  language: string,
  run: (task: EditTask) => Promise<void>,
): Choice[] {
  const description = vscode.workspace.asRelativePath(uri);
  if ('kind' in read) {
    const label = `$(warning)\u00a0${description}`;
    return [{ label, detail: faultText(read), chosen: () => showFault(uri, read) }];
  }
  const { name, languages, task } = read;
  if (languages.length > 0 && !languages.includes(language)) return [];
  return [{ label: name, chosen: () => run(task) }];
}
