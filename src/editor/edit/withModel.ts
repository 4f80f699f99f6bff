import * as vscode from 'vscode';
import type { ModelSource, OpenModel } from '../../core/model/modelSource.ts';
import { editTexts } from './texts.ts';

/**
 * Does something with the chat model, with progress and a way to stop. Nothing when it was stopped or no model is set
 * up, which is offered then.
 * @throws ModelError
 */
export async function withModel<T>(
  models: Pick<ModelSource, 'open'>,
  title: string,
  run: (opened: OpenModel, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    try {
      const opened = await models.open('chat', controller.signal);
      if (opened) return await run(opened, controller.signal);
      void offerModels();
      return undefined;
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    }
  });
}

async function offerModels(): Promise<void> {
  const answer = await vscode.window.showInformationMessage(editTexts.noModel, editTexts.chooseModel);
  if (answer) await vscode.commands.executeCommand('tolmach.chooseModel');
}
