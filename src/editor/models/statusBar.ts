import * as vscode from 'vscode';
import type { ModelEntry, ModelSource, ModelState } from '../../core/model/modelSource.ts';
import type { Settings } from '../settings.ts';
import { errorCard } from '../texts.ts';
import { modelTexts, stateText } from './texts.ts';

const ICONS: Readonly<Record<ModelState, string>> = {
  unknown: 'circle-outline',
  checking: 'loading~spin',
  ready: 'check',
  idle: 'circle-outline',
  loading: 'loading~spin',
  answering: 'loading~spin',
  slow: 'watch',
  unauthorized: 'key',
  unreachable: 'debug-disconnect',
  failed: 'error',
};

const NEEDS_CARE: readonly ModelState[] = ['unauthorized', 'unreachable', 'failed'];

/** Which model answers and how it is, in the status bar; a click leads to the choice of models. */
export function createStatusBar(models: ModelSource, settings: () => Settings): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('tolmach.model', vscode.StatusBarAlignment.Right, 100);
  item.name = modelTexts.status.name;
  item.command = 'tolmach.chooseModel';
  const refresh = (): void => show(item, models.chosen('chat'), settings().completionEnabled, models.settled);
  const following = models.onDidChange(refresh);
  refresh();
  item.show();
  return vscode.Disposable.from({ dispose: () => following.dispose() }, item);
}

function show(
  item: vscode.StatusBarItem,
  entry: ModelEntry | undefined,
  completions: boolean,
  settled: boolean,
): void {
  const state = entry?.state ?? (settled ? undefined : 'checking');
  const label = entry?.card.name ?? modelTexts.status.name;
  const off = completions ? '' : ' $(circle-slash)';
  item.text = `$(${state ? ICONS[state] : 'plug'}) ${label}${off}`;
  const lines = [
    entry ? `${label}: ${stateText(entry.state, entry.progress)}` : modelTexts.status.notSetUp,
    entry?.error ? errorCard(entry.error).body : undefined,
    completions ? undefined : modelTexts.status.off,
    modelTexts.status.choose,
  ];
  item.tooltip = lines.filter(Boolean).join('\n');
  item.accessibilityInformation = { label: `${modelTexts.status.name}: ${lines[0]}` };
  item.backgroundColor =
    state && NEEDS_CARE.includes(state)
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
}
