/** The models of this machine over a library that is as the test says, in an editor whose questions are answered by it. */
import type { Screen } from '../../../../src/core/chat/protocol.ts';
import { Emitter } from '../../../../src/core/events.ts';
import { cardFor } from '../../../../src/core/model/catalogue.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import type { ModelEntry } from '../../../../src/core/model/modelSource.ts';
import type { PanelSight } from '../../../../src/editor/localModels/downloadNotices.ts';
import type { DownloadNews } from '../../../../src/editor/localModels/localModels.ts';
import { FakeLibrary } from '../../../support/fakeLibrary.ts';
import { fakeVscode, Uri } from '../../../support/fakeVscode.ts';
import { root } from '../../../support/project.ts';
import { serveVscode } from '../../../support/vscodeModule.ts';

interface Asked {
  readonly text: string;
  readonly detail?: string;
  readonly buttons: readonly string[];
}

interface ShownProgress {
  readonly title: string;
  readonly cancellable: boolean;
  readonly reports: { readonly message: string; readonly increment: number }[];
  readonly cancel: () => void;
  closed: boolean;
}

/** What the editor was asked to show, and what the user does about it. */
export const editor = {
  asked: [] as Asked[],
  progresses: [] as ShownProgress[],
  written: new Map<string, unknown>(),
  /** The button that is pressed next, by a part of its label; nothing = the message is closed. */
  presses: [] as (string | undefined)[],
  picks: [] as (string | undefined)[],
  reset(): void {
    this.asked.length = 0;
    this.progresses.length = 0;
    this.presses.length = 0;
    this.picks.length = 0;
    this.written.clear();
  },
};

async function message(text: string, ...rest: unknown[]): Promise<string | undefined> {
  const [first] = rest;
  const options = typeof first === 'object' && first !== null ? (first as { detail?: string }) : undefined;
  const buttons = rest.filter((one) => typeof one === 'string');
  editor.asked.push({ text, buttons, ...(options?.detail === undefined ? {} : { detail: options.detail }) });
  const press = editor.presses.shift();
  return press === undefined ? undefined : buttons.find((label) => label.includes(press));
}

async function withProgress(
  { title, cancellable }: { title: string; cancellable: boolean },
  run: (progress: unknown, token: unknown) => Promise<void>,
): Promise<void> {
  const cancelled = new Emitter<void>();
  const shown: ShownProgress = {
    title,
    cancellable,
    reports: [],
    cancel: () => cancelled.fire(),
    closed: false,
  };
  editor.progresses.push(shown);
  const report = (one: ShownProgress['reports'][number]) => void shown.reports.push(one);
  await run({ report }, { onCancellationRequested: cancelled.on });
  shown.closed = true;
}

const vscode = fakeVscode(root);
serveVscode({
  ...vscode,
  ThemeIcon: class {
    readonly id: string;
    constructor(id: string) {
      this.id = id;
    }
  },
  QuickPickItemKind: { Separator: -1 },
  window: {
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    withProgress,
    showOpenDialog: async () => {
      const picked = editor.picks.shift();
      return picked === undefined ? undefined : [new Uri(picked)];
    },
  },
  workspace: {
    getConfiguration: () => ({
      update: async (key: string, value: unknown) => void editor.written.set(key, value),
    }),
  },
});
const { LocalModels } = await import('../../../../src/editor/localModels/localModels.ts');

/** A model on a server, or here. */
export function entry(ref: string, change: Partial<ModelEntry> = {}): ModelEntry {
  const [place = '', id = ''] = ref.split('/');
  return {
    ref,
    card: cardFor(id, { rawCompletions: true }),
    place:
      place === 'local' ? { kind: 'local' } : { kind: 'server', name: place, host: place, loopback: false },
    state: 'ready',
    ...change,
  };
}

export const SERVER = entry('отдел/T-pro-it-2.1');
export const SILENT = entry('отдел/T-pro-it-2.1', {
  state: 'unreachable',
  error: new ModelError('unreachable', { host: 'отдел' }),
});

/** Everything around one library. `loads` is what becomes of loading into memory. */
export function localRooms(chosen?: ModelEntry, loads: () => Promise<void> = async () => {}) {
  editor.reset();
  const library = new FakeLibrary();
  const changed = new Emitter<void>();
  const loaded: string[] = [];
  const news: DownloadNews[] = [];
  let shows = 0;
  const state = { entries: [] as ModelEntry[], chosen, chatModel: '', files: [] as readonly string[] };
  const registry = {
    chosen: () => state.chosen,
    entries: () => state.entries,
    refresh: async () => {},
    onDidChange: changed.on,
  };
  const settings = () =>
    ({ contextWindow: 8192, chatModel: state.chatModel, local: { files: state.files } }) as never;
  const local = new LocalModels({
    library,
    registry,
    settings,
    load: async (id) => {
      loaded.push(id);
      await loads();
    },
    showDownload: async () => void shows++,
    now: () => 0,
  });
  local.onNews((one) => news.push(one));
  return {
    ...{ library, local, registry, settings, state, loaded, news },
    shows: () => shows,
    registryChanged: () => changed.fire(),
  };
}

/** A panel that is seen, or not. */
export function fakePanel() {
  const sight = new Emitter<void>();
  const taken: string[] = [];
  let at: Screen | undefined;
  const panel: PanelSight = {
    visible: (screen) => at !== undefined && (screen === undefined || at === screen),
    onDidChangeSight: sight.on,
    takeStep: async (step) => void taken.push(step),
  };
  const show = (screen?: Screen): void => {
    at = screen;
    sight.fire();
  };
  return { panel, taken, show };
}

/** Until promises that are settled have been heard of. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
