import * as vscode from 'vscode';
import type { EditTask } from '../../core/edit/task.ts';
import { type OwnTasks, showFault, type TaskFile } from './ownTasks.ts';
import { editTexts, faultText, ownTaskTexts, taskNames } from './texts.ts';

type Choice = vscode.QuickPickItem & { readonly chosen?: () => Promise<void> };

/** Offers all that can be done with code: what Толмач brings along, and what the user wrote. */
export async function chooseTask(own: OwnTasks, run: (task: EditTask) => Promise<void>): Promise<void> {
  const language = vscode.window.activeTextEditor?.document.languageId ?? '';
  const brought = Object.entries(taskNames).map(([command, label]): Choice => {
    return { label, chosen: async () => void (await vscode.commands.executeCommand(command)) };
  });
  const written = (await own.list()).flatMap((file) => choiceOf(file, language, run));
  const separator: Choice = { label: ownTaskTexts.own, kind: vscode.QuickPickItemKind.Separator };
  const add: Choice = { label: ownTaskTexts.add, chosen: () => own.begin() };
  const choice = await vscode.window.showQuickPick([...brought, separator, ...written, add], {
    title: editTexts.chooseTask,
  });
  await choice?.chosen?.();
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
