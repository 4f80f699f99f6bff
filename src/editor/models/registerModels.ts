import * as vscode from 'vscode';
import type { ModelRegistry } from '../../core/model/modelRegistry.ts';
import type { FailedPlace } from '../../core/model/modelSource.ts';
import type { LocalModels } from '../localModels/localModels.ts';
import { showModelList } from '../localModels/modelList.ts';
import { chooseModelsFolder, type FileRooms, pickModelFile } from '../localModels/ownFile.ts';
import { type Settings, writeSetting } from '../settings.ts';
import type { Keys } from './keys.ts';
import { showModelPicker } from './modelPicker.ts';
import type { ModelSetup } from './modelSetup.ts';
import { type CheckConnection, ServerSetup } from './serverSetup.ts';
import { createStatusBar, type MoreToSay } from './statusBar.ts';

export interface ModelRooms {
  readonly registry: ModelRegistry;
  readonly settings: () => Settings;
  readonly keys: Keys;
  readonly check: CheckConnection;
  readonly local: LocalModels;
  /** How the index of the code stands. */
  readonly code: MoreToSay;
  /** Why no completions come. */
  readonly completions: MoreToSay;
  readonly showCompletionOptions: () => Promise<void>;
  /** The folder in force: the setting, or its default. */
  readonly modelsFolder: () => string;
  readonly checkFile: FileRooms['checkFile'];
  readonly showDownload: () => Promise<void>;
  /** Opens the panel's screen for connecting to a server. */
  readonly showServerScreen: (options: { readonly check: boolean }) => Promise<void>;
}

/** Choice of models, servers and their keys, and the status bar. */
export function registerModels(rooms: ModelRooms): vscode.Disposable & { readonly setup: ModelSetup } {
  const { registry, settings, local, modelsFolder, showServerScreen } = rooms;
  const files = { ...rooms, models: registry, library: local.library };
  const server = new ServerSetup(rooms);
  const statusBar = createStatusBar(registry, local, rooms.code, rooms.completions);
  /** The server that the connection screen is opened for; the screen asks once. */
  let asked: string | undefined;
  const check = (named?: string): Promise<void> => {
    asked = named;
    return showServerScreen({ check: true });
  };
  const actions = {
    completions: rooms.showCompletionOptions,
    addServer: () => showServerScreen({ check: false }),
    pickFile: () => pickModelFile(files),
    manage: () => showModelList(files),
    check: () => check(),
    cure: ({ cure, name }: FailedPlace) => (cure === 'enterKey' ? server.enterKey(name) : check(name)),
  };
  const openModelPicker = async (): Promise<void> => {
    // The list follows while it is open: what was unreachable may answer again.
    void registry.refresh();
    await showModelPicker({ models: registry, settings, actions });
  };
  const commands: Readonly<Record<string, (named?: string) => Promise<void>>> = {
    'tolmach.chooseModel': openModelPicker,
    'tolmach.addServer': actions.addServer,
    'tolmach.setKey': (named) => server.enterKey(named),
    'tolmach.checkConnection': (named) => check(named),
    'tolmach.pickModelFile': actions.pickFile,
    'tolmach.manageModels': actions.manage,
  };
  const registered = Object.entries(commands).map(([name, run]) =>
    // Called from a menu, a command is given whatever the menu is about.
    vscode.commands.registerCommand(name, (named?: unknown) =>
      run(typeof named === 'string' ? named : undefined),
    ),
  );
  return {
    setup: {
      checkServer: (url, key, signal) => server.check(url, key, signal),
      hasKey: (url) => server.hasKey(url),
      saveServer: (url, key) => server.save(url, key),
      currentServer: () => {
        const named = asked;
        asked = undefined;
        return server.current(named);
      },
      chooseModel: (ref) => {
        const failed = registry.failures().find((one) => one.ref === ref);
        return failed ? actions.cure(failed) : writeSetting('chatModel', ref);
      },
      openModelPicker,
      pickModelFile: actions.pickFile,
      useChatModel: () => writeSetting('completionModel', ''),
      chooseModelsFolder: () => chooseModelsFolder(modelsFolder()),
      enterKey: () => server.enterKey(server.refusing()),
      copyAdminRequest: () => server.copyAdminRequest(),
    },
    dispose: () => vscode.Disposable.from(statusBar, ...registered).dispose(),
  };
}
