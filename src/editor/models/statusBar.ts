import * as vscode from 'vscode';
import type { DownloadCourse } from '../../core/chat/protocol.ts';
import type { Subscription } from '../../core/events.ts';
import type { ModelError } from '../../core/model/modelError.ts';
import type { ModelSource, ModelState } from '../../core/model/modelSource.ts';
import { percent } from '../localModels/amounts/texts.ts';
import type { LocalModels } from '../localModels/localModels.ts';
import { courseTexts } from '../localModels/texts.ts';
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

/** A line that another room has for the tooltip. */
export interface MoreToSay {
  readonly line: () => string | undefined;
  readonly onDidChange: (listener: () => void) => Subscription;
}

/** Which model answers and how it is, in the status bar; a click leads to the choice of models. */
export function createStatusBar(
  models: ModelSource,
  local: Pick<LocalModels, 'course' | 'onDidChange'>,
  code: MoreToSay,
  completions: MoreToSay,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('tolmach.model', vscode.StatusBarAlignment.Right, 100);
  item.name = modelTexts.status.name;
  item.command = 'tolmach.chooseModel';
  let download: string | undefined;
  let more: string | undefined;
  const refresh = (): void => show(item, standing(models), completions.line(), [download, more]);
  const following = models.onDidChange(refresh);
  const downloading = local.onDidChange(() => {
    const line = downloadLine(local.course());
    if (line === download) return;
    download = line;
    refresh();
  });
  const indexing = code.onDidChange(() => {
    const line = code.line();
    if (line === more) return;
    more = line;
    refresh();
  });
  const switching = completions.onDidChange(refresh);
  refresh();
  item.show();
  return vscode.Disposable.from(
    { dispose: () => following.dispose() },
    { dispose: () => downloading.dispose() },
    { dispose: () => indexing.dispose() },
    { dispose: () => switching.dispose() },
    item,
  );
}

interface Standing {
  readonly label: string;
  /** Nothing is set up: there is none. */
  readonly state: ModelState | undefined;
  readonly text: string;
  readonly error?: ModelError | undefined;
  /** The server to look after when it does not answer. */
  readonly server?: string | undefined;
}

/** Of the chosen model, else of the server for whose silence there is none. */
function standing(models: ModelSource): Standing {
  const entry = models.chosen('chat');
  if (entry) {
    const { card, place, state, progress, error } = entry;
    const server = place.kind === 'server' ? place.name : undefined;
    return { label: card.name, state, text: stateText(state, progress), error, server };
  }
  const [failed] = models.failures();
  if (failed) {
    const { name, state, error } = failed;
    return { label: name, state, text: stateText(state), error, server: name };
  }
  const state = models.settled ? undefined : 'checking';
  return { label: modelTexts.status.name, state, text: modelTexts.status.notSetUp };
}

/** «Загружается T-Lite 2.1: 42 %» */
function downloadLine(course: DownloadCourse | undefined): string | undefined {
  if (course?.standing !== 'running') return undefined;
  return courseTexts.status(course.title, percent(course.fraction ?? 0));
}

function show(
  item: vscode.StatusBarItem,
  now: Standing,
  withoutCompletions: string | undefined,
  more: readonly (string | undefined)[],
): void {
  const { label, state, text, error } = now;
  const off = withoutCompletions === undefined ? '' : ' $(circle-slash)';
  item.text = `$(${state ? ICONS[state] : 'plug'}) ${label}${off}`;
  const first = label === modelTexts.status.name ? text : `${label}: ${text}`;
  const lines = [
    first,
    error ? errorCard(error).body : undefined,
    ...more,
    withoutCompletions,
    modelTexts.status.choose,
  ];
  item.tooltip = tooltip(
    lines.filter((line) => line !== undefined),
    cureOf(now),
  );
  item.accessibilityInformation = { label: `${modelTexts.status.name}: ${first}` };
  item.backgroundColor =
    state && NEEDS_CARE.includes(state)
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
}

interface Cure {
  readonly label: string;
  readonly command: string;
  readonly server: string;
}

function cureOf({ state, server }: Standing): Cure | undefined {
  const { cure } = modelTexts.status;
  if (server === undefined) return undefined;
  if (state === 'unauthorized') return { label: cure.enterKey, command: 'tolmach.setKey', server };
  if (state === 'unreachable') {
    return { label: cure.checkConnection, command: 'tolmach.checkConnection', server };
  }
  return undefined;
}

function tooltip(lines: readonly string[], cure: Cure | undefined): vscode.MarkdownString {
  const text = lines.map(inert).join('\n\n');
  if (!cure) return new vscode.MarkdownString(text);
  // A bracket in the name would end the link.
  const given = encodeURIComponent(JSON.stringify([cure.server])).replace(/[()]/g, (bracket) =>
    bracket === '(' ? '%28' : '%29',
  );
  const whole = new vscode.MarkdownString(`${text}\n\n[${cure.label}](command:${cure.command}?${given})`);
  whole.isTrusted = { enabledCommands: [cure.command] };
  return whole;
}

/** As text: names of servers and models are not ours, and their marks are no markdown. */
function inert(line: string): string {
  return line.replace(/[\\`*_{}[\]()<>#+\-.!|~&$]/g, '\\$&');
}
