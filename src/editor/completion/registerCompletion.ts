import * as vscode from 'vscode';
import type { CompletionStatistics } from '../../core/completion/statistics.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import { type Settings, writeSetting } from '../settings.ts';
import type { CompletionSwitch } from './completionSwitch.ts';
import type { InlineProvider } from './inlineProvider.ts';
import type { MeasuredForms } from './measuredForms.ts';
import { completionTexts } from './texts.ts';
import { followForWarmUp } from './warmUp.ts';

export interface CompletionRooms {
  readonly models: ModelSource;
  readonly settings: () => Settings;
  readonly completions: CompletionSwitch;
  readonly forms: MeasuredForms;
  readonly statistics: CompletionStatistics;
}

const STATUS_MILLISECONDS = 4000;

/**
 * Ghost text in every document of the user's, and the command that turns it on and off. What makes completions is
 * loaded with the first file that comes into view.
 */
export function registerCompletion(rooms: CompletionRooms): vscode.Disposable {
  const { models, settings } = rooms;
  let loading: Promise<InlineProvider> | undefined;
  let disposed = false;
  const load = (): Promise<InlineProvider> => {
    loading ??= import('./inlineProvider.ts').then(({ createProvider }) => createProvider(rooms));
    return loading;
  };
  const provider: vscode.InlineCompletionItemProvider = {
    provideInlineCompletionItems: async (...asked) =>
      disposed ? undefined : (await load()).provideInlineCompletionItems(...asked),
  };
  return vscode.Disposable.from(
    followForWarmUp(load, models),
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider),
    vscode.workspace.onDidCloseTextDocument(async (document) => (await loading)?.forget(document)),
    vscode.commands.registerCommand('tolmach.toggleCompletions', () => toggle(settings())),
    {
      dispose: () => {
        disposed = true;
        void loading?.then((loaded) => loaded.dispose());
      },
    },
  );
}

async function toggle({ completionEnabled }: Settings): Promise<void> {
  await writeSetting('completion.enabled', !completionEnabled);
  const text = completionEnabled ? completionTexts.off : completionTexts.on;
  vscode.window.setStatusBarMessage(text, STATUS_MILLISECONDS);
}
