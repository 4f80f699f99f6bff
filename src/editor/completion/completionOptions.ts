import * as vscode from 'vscode';
import type { CompletionStatistics } from '../../core/completion/statistics.ts';
import { type Settings, writeSetting } from '../settings.ts';
import type { CompletionSwitch } from './completionSwitch.ts';
import { showStatistics } from './statistics/showStatistics.ts';
import { completionTexts } from './texts.ts';

type Row = vscode.QuickPickItem & { readonly run: () => unknown };

/** What leads elsewhere. */
export interface MoreOptions {
  readonly tune: () => Promise<void>;
  readonly statistics: CompletionStatistics;
}

const SNOOZES = [5, 30, 60];
const texts = completionTexts.options;

/** What can be done with completions, below a line on how they stand. */
export async function showCompletionOptions(
  completions: CompletionSwitch,
  settings: Settings,
  more: MoreOptions,
): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const row = await vscode.window.showQuickPick(rowsOf(completions, settings, document, more), {
    title: texts.title,
    placeHolder: completions.line() ?? texts.placeholder,
  });
  await row?.run();
}

function rowsOf(
  completions: CompletionSwitch,
  settings: Settings,
  document: vscode.TextDocument | undefined,
  { tune, statistics }: MoreOptions,
): Row[] {
  const { completionEnabled: enabled } = settings;
  const off = document && completions.off(document);
  const all: Row = enabled
    ? {
        label: texts.turnOff,
        detail: texts.turnOffDetail,
        run: () => writeSetting('completion.enabled', false),
      }
    : { label: texts.turnOn, run: () => writeSetting('completion.enabled', true) };
  const rest: Row[] =
    off === 'snoozed'
      ? [{ label: texts.wake, run: () => completions.snooze(0) }]
      : SNOOZES.map((minutes) => ({
          label: texts.snooze(minutes),
          run: () => completions.snooze(minutes),
        }));
  const language = document ? [languageRow(settings.completionOff.languages, document.languageId)] : [];
  const configure: Row = {
    label: texts.settings,
    detail: texts.settingsDetail,
    run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'tolmach.completion'),
  };
  const last: Row[] = [
    { label: texts.tune, detail: texts.tuneDetail, run: tune },
    { label: texts.statistics, detail: texts.statisticsDetail, run: () => showStatistics(statistics) },
    configure,
  ];
  return enabled ? [...rest, ...language, all, ...last] : [all, ...last];
}

function languageRow(off: readonly string[], language: string): Row {
  const isOff = off.includes(language);
  const next = isOff ? off.filter((one) => one !== language) : [...off, language];
  return {
    label: isOff ? texts.languageOn(language) : texts.languageOff(language),
    run: () => writeSetting('completion.offLanguages', next),
  };
}
