/** Composition root: makes every part, hands each what it needs, registers. */
import { homedir } from 'node:os';
import path from 'node:path';
import type * as vscode from 'vscode';
import { Emitter } from './core/events.ts';
import { KeptProviders } from './core/model/keptProviders.ts';
import type { ModelLibrary } from './core/model/modelLibrary.ts';
import { ModelRegistry } from './core/model/modelRegistry.ts';
import type { ServerSettings } from './core/model/serverSettings.ts';
import { type Chat, registerChat } from './editor/chat/registerChat.ts';
import { registerCompletion } from './editor/completion/registerCompletion.ts';
import { registerEdit } from './editor/edit/registerEdit.ts';
import { DownloadNotices } from './editor/localModels/downloadNotices.ts';
import { LocalModels } from './editor/localModels/localModels.ts';
import { createLog } from './editor/log.ts';
import { Keys } from './editor/models/keys.ts';
import { registerModels } from './editor/models/registerModels.ts';
import type { CheckConnection } from './editor/models/serverSetup.ts';
import { readNetworkSettings } from './editor/networkSettings.ts';
import { showError } from './editor/notify.ts';
import { onDidChangeSettings, readSettings, type Settings } from './editor/settings.ts';
import { createLocalModels } from './models/local/index.ts';
import type { RemoteOptions } from './models/remote/index.ts';
import { createLazyServer } from './models/remote/lazyServer.ts';
import { createCounters } from './models/tokens/index.ts';

let chat: Chat | undefined;

export function activate(context: vscode.ExtensionContext): void {
  let current = readSettings();
  const settings = (): Settings => current;
  const log = createLog();
  const keys = new Keys(context.secrets, () => current.servers);
  const counterFor = createCounters(context.asAbsolutePath('dist/qwen2.5.tokens'));

  const sessionId = crypto.randomUUID();
  const remoteOptions = (server: ServerSettings, key: RemoteOptions['key']): RemoteOptions => ({
    settings: server,
    key,
    network: () => readNetworkSettings(current),
    sessionId,
    counterFor,
    log: log.line,
  });
  const checkConnection: CheckConnection = async function* (server, key, signal) {
    const remote = await import('./models/remote/index.ts');
    yield* remote.checkConnection(
      remoteOptions(server, async () => key),
      signal,
    );
  };

  const modelsFolder = (): string => current.local.modelsFolder || path.join(homedir(), '.tolmach', 'models');
  const local = createLocalModels({
    workerPath: context.asAbsolutePath('dist/engine/worker.mjs'),
    modelsFolder,
    threads: () => current.local.threads,
    contextWindow: () => current.contextWindow,
    gpu: () => current.local.gpu,
    unloadAfterMinutes: () => current.local.unloadAfterMinutes,
    counterFor,
    log: log.line,
  });
  const servers = new KeptProviders((server) =>
    createLazyServer(remoteOptions(server, () => keys.get(server))),
  );
  const registry = new ModelRegistry({
    providers: [...servers.of(current.servers), local],
    choice: () => ({ chat: current.chatModel, completion: current.completionModel }),
    now: Date.now,
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return { dispose: () => clearTimeout(timer) };
    },
  });

  const localModels = new LocalModels({
    library: noLibrary(),
    registry,
    settings,
    load: async () => {},
    showDownload: async () => chat?.showDownload(),
    now: Date.now,
  });
  const models = registerModels({
    local: localModels,
    checkFile: async () => undefined,
    showDownload: async () => chat?.showDownload(),
    registry,
    settings,
    keys,
    check: checkConnection,
    modelsFolder,
    showServerScreen: async (options) => chat?.showServerScreen(options),
  });
  const chatPanel = registerChat({
    context,
    models: registry,
    settings,
    setup: models.setup,
    local: localModels,
    log,
  });
  chat = chatPanel;
  const notices = new DownloadNotices(localModels, chatPanel);
  const rooms = { models: registry, settings };
  const edit = registerEdit({
    ...rooms,
    ask: chatPanel.ask,
    showError: (error) => void showError(error, chatPanel.takeStep),
  });
  const completion = registerCompletion(rooms);

  const watched = onDidChangeSettings((changed) => {
    const before = current;
    current = changed;
    const different = (read: (settings: Settings) => unknown): boolean =>
      JSON.stringify(read(before)) !== JSON.stringify(read(changed));
    if (different((set) => set.servers)) registry.setProviders([...servers.of(changed.servers), local]);
    if (different((set) => [set.localOnly, set.local.modelsFolder, set.local.files, set.contextWindow]))
      void registry.refresh({ anew: true });
    else void registry.refreshUnasked();
    registry.choiceChanged();
  });
  // After the editor has started: nothing of ours stands in its way.
  const afterStart = setTimeout(() => {
    void registry.refresh();
    void localModels.library.refresh();
  }, 500);

  context.subscriptions.push(
    completion,
    edit,
    notices,
    chatPanel,
    models,
    localModels,
    watched,
    registry,
    log,
    {
      dispose: () => clearTimeout(afterStart),
    },
  );
}

/** Stands where the library of files will: there are none, and none can be fetched. */
function noLibrary(): ModelLibrary {
  return {
    refresh: async () => {},
    files: () => [],
    downloads: () => [],
    speeds: () => new Map(),
    recordSpeed: () => {},
    inspect: async () => ({ totalMemory: 0, freeMemory: 0 }),
    download: () => {},
    pause: async () => {},
    cancel: async () => {},
    delete: async () => {},
    onDidChange: new Emitter<void>().on,
    onDidEnd: new Emitter<never>().on,
  };
}

/** The editor waits for it: a chat under way is stored. */
export async function deactivate(): Promise<void> {
  await chat?.close();
}
