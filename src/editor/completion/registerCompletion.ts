import * as vscode from 'vscode';
import { type Clock, Completer } from '../../core/completion/completer.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import { type Settings, writeSetting } from '../settings.ts';
import { InlineProvider } from './inlineProvider.ts';
import { completionTexts } from './texts.ts';
import { followForWarmUp } from './warmUp.ts';

export interface CompletionRooms {
  readonly models: ModelSource;
  readonly settings: () => Settings;
}

const STATUS_MILLISECONDS = 4000;

/** Ghost text in every document of the user's, and the command that turns it on and off. */
export function registerCompletion({ models, settings }: CompletionRooms): vscode.Disposable {
  const completer = new Completer({ open: (signal) => models.open('completion', signal), clock });
  const provider = new InlineProvider({ models, settings, completer });
  return vscode.Disposable.from(
    completer,
    followForWarmUp(provider, models),
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider),
    vscode.workspace.onDidCloseTextDocument((document) => provider.forget(document)),
    vscode.commands.registerCommand('tolmach.toggleCompletions', () => toggle(settings())),
  );
}

async function toggle({ completionEnabled }: Settings): Promise<void> {
  await writeSetting('completion.enabled', !completionEnabled);
  const text = completionEnabled ? completionTexts.off : completionTexts.on;
  vscode.window.setStatusBarMessage(text, STATUS_MILLISECONDS);
}

const clock: Clock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
    }),
};
