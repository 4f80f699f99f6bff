import * as vscode from 'vscode';
import type { CodeSearch } from '../../core/chat/codeSearch.ts';
import { CompletionStatistics } from '../../core/completion/statistics.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { Power } from '../../core/model/power.ts';
import { type Settings, writeSetting } from '../settings.ts';
import { CompletionSwitch } from './completionSwitch.ts';
import type { InlineProvider } from './inlineProvider.ts';
import { MeasuredForms } from './measuredForms.ts';
import { KeptCounts, today } from './statistics/keptCounts.ts';
import { completionTexts } from './texts.ts';
import { followForWarmUp } from './warmUp.ts';

export interface CompletionRooms {
  readonly models: ModelSource;
  readonly settings: () => Settings;
  /** Finds code of other files that belongs to the cursor's. */
  readonly code: CodeSearch;
  readonly power: Power;
  /** Where measured prompt forms and counts are kept. */
  readonly state: vscode.Memento;
  readonly showError: (error: unknown) => void;
}

export interface Completions extends vscode.Disposable {
  /** Whether they are shown. */
  readonly shown: CompletionSwitch;
  /** Offers to switch them off, for a while, for a language, for a file, and what else there is. */
  showOptions(): Promise<void>;
}

const STATUS_MILLISECONDS = 4000;

/**
 * Ghost text in every document of the user's, and the command that turns it on and off. What makes completions is
 * loaded with the first file that comes into view.
 */
export function registerCompletion({
  models,
  settings,
  code,
  power,
  state,
  showError,
}: CompletionRooms): Completions {
  const completions = new CompletionSwitch({ settings, models, power });
  const forms = new MeasuredForms(state);
  const counts = new KeptCounts(state);
  const statistics = new CompletionStatistics(counts, today);
  const rooms = { models, settings, code, power, completions, forms, statistics };
  const tune = async (): Promise<void> => {
    const { tuneForm } = await import('./tuneForm.ts');
    await tuneForm(rooms).catch(showError);
  };
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
  const registered = vscode.Disposable.from(
    completions,
    counts,
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
  return {
    shown: completions,
    showOptions: async () => {
      const { showCompletionOptions } = await import('./completionOptions.ts');
      await showCompletionOptions(completions, settings(), { tune, statistics });
    },
    dispose: () => registered.dispose(),
  };
}

async function toggle({ completionEnabled }: Settings): Promise<void> {
  await writeSetting('completion.enabled', !completionEnabled);
  const text = completionEnabled ? completionTexts.off : completionTexts.on;
  vscode.window.setStatusBarMessage(text, STATUS_MILLISECONDS);
}
