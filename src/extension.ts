/** Composition root: makes every part, hands each what it needs, registers. */
import { homedir } from 'node:os';
import path from 'node:path';
import type * as vscode from 'vscode';
import { createSourceFiles } from './codebase/listFiles.ts';
import { KeptProviders } from './core/model/keptProviders.ts';
import { localRef } from './core/model/localRef.ts';
import { ModelRegistry } from './core/model/modelRegistry.ts';
import type { ModelProvider } from './core/model/modelSource.ts';
import { recordProvider, SentRequests } from './core/model/sentRequests.ts';
import type { ServerSettings } from './core/model/serverSettings.ts';
import { maskProvider } from './core/privacy/maskedModel.ts';
import { registerChat } from './editor/chat/registerChat.ts';
import { codebaseOffer } from './editor/codebase/codebaseOffer.ts';
import { registerCodebase } from './editor/codebase/registerCodebase.ts';
import { registerCompletion } from './editor/completion/registerCompletion.ts';
import { registerEdit } from './editor/edit/registerEdit.ts';
import { registerGit } from './editor/git/registerGit.ts';
import { DownloadNotices } from './editor/localModels/downloadNotices.ts';
import { LocalModels } from './editor/localModels/localModels.ts';
import { createLog } from './editor/log.ts';
import { registerEngineNotices } from './editor/models/engineNotices.ts';
import { Keys } from './editor/models/keys.ts';
import { registerModels } from './editor/models/registerModels.ts';
import type { CheckConnection } from './editor/models/serverSetup.ts';
import { readNetworkSettings } from './editor/networkSettings.ts';
import { showError } from './editor/notify.ts';
import { registerRequests } from './editor/requests/registerRequests.ts';
import { onDidChangeSettings, readSettings, type Settings } from './editor/settings.ts';
import { registerTerminal } from './editor/terminal/registerTerminal.ts';
import { createLazyLocal } from './models/local/lazyLocal.ts';
import { SystemPower } from './models/power.ts';
import type { RemoteOptions } from './models/remote/index.ts';
import { createLazyFileFetch } from './models/remote/lazyFileFetch.ts';
import { createLazyServer } from './models/remote/lazyServer.ts';
import { createCounters } from './models/tokens/index.ts';
import { createLazyMasker } from './privacy/lazyMasker.ts';

let close: (() => Promise<void>) | undefined;

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
  const files = createLazyFileFetch(() => readNetworkSettings(current));
  const local = createLazyLocal({
    workerPath: context.asAbsolutePath('dist/engine/worker.mjs'),
    threadPath: context.asAbsolutePath('dist/threads/fileThread.mjs'),
    vocabularyThreadPath: context.asAbsolutePath('dist/threads/vocabularyThread.mjs'),
    settings: () => ({
      ...current.local,
      modelsFolder: modelsFolder(),
      contextWindow: current.contextWindow,
    }),
    inUse: () =>
      (['chat', 'completion'] as const)
        .flatMap((use) => registry.chosen(use) ?? [])
        .filter(({ place }) => place.kind === 'local')
        .map(({ card }) => card.id),
    fetch: files.fetch,
    counterFor,
    log: log.line,
  });
  const masker = createLazyMasker(markKey(context.globalState));
  const sent = new SentRequests();
  const recorded = (provider: ModelProvider): ModelProvider => recordProvider(provider, sent, Date.now);
  const servers = new KeptProviders((server) =>
    // What is remembered is what leaves: after secrets were masked.
    maskProvider(recorded(createLazyServer(remoteOptions(server, () => keys.get(server)))), async () =>
      current.maskSecrets ? masker() : undefined,
    ),
  );
  const here = recorded(local.provider);
  const registry = new ModelRegistry({
    providers: [...servers.of(current.servers), here],
    choice: () => ({ chat: localRef(current.chatModel), completion: localRef(current.completionModel) }),
    now: Date.now,
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return { dispose: () => clearTimeout(timer) };
    },
  });

  const localModels = new LocalModels({
    library: local.library,
    registry,
    settings,
    load: local.load,
    showDownload: async () => chatPanel.showDownload(),
    now: Date.now,
  });
  const codebase = registerCodebase({
    open: async (code) => {
      const { CodebaseIndex } = await import('./codebase/client.ts');
      const workerPath = context.asAbsolutePath('dist/indexer.js');
      return new CodebaseIndex({ workerPath, settings: code, log: log.line });
    },
    storage: context.storageUri,
    settings: () => current.code,
    log,
  });
  const tell = (error: unknown): void => void showError(error, chatPanel.takeStep);
  const completions = registerCompletion({
    models: registry,
    settings,
    code: codebase.code,
    power: new SystemPower(),
    state: context.globalState,
    showError: tell,
  });
  const models = registerModels({
    code: codebase,
    completions: completions.shown,
    showCompletionOptions: completions.showOptions,
    local: localModels,
    checkFile: local.checkFile,
    showDownload: async () => chatPanel.showDownload(),
    registry,
    settings,
    keys,
    check: checkConnection,
    modelsFolder,
    showServerScreen: async (options) => chatPanel.showServerScreen(options),
  });
  const requests = registerRequests(sent);
  const sources = createSourceFiles(context.asAbsolutePath('dist/threads/listThread.mjs'));
  const chatPanel = registerChat({
    showPrompt: requests.showPrompt,
    applyCode: (block) => edit.applyCode(block),
    runCommand: (command, at) => edit.runCommand(command, at),
    context,
    models: registry,
    settings,
    setup: models.setup,
    local: localModels,
    log,
    sources,
    codebase: () => codebaseOffer(codebase.code),
    code: codebase.code,
  });
  close = async () => {
    await Promise.all([chatPanel.close(), local.close(), codebase.close()]);
    files.dispose();
  };
  const downloadNotices = new DownloadNotices(localModels, chatPanel);
  const rooms = { models: registry, settings };
  const edit = registerEdit({
    ...rooms,
    sources,
    ask: chatPanel.ask,
    showError: tell,
    storage: context.globalStorageUri,
    state: context.workspaceState,
  });
  const git = registerGit({ ...rooms, sources, showError: tell });
  const terminal = registerTerminal({ ...rooms, ask: chatPanel.ask, showError: tell });
  const engineNotices = registerEngineNotices(local.provider, chatPanel.takeStep);

  const watched = onDidChangeSettings((changed) => {
    const before = current;
    current = changed;
    const different = (read: (settings: Settings) => unknown): boolean =>
      JSON.stringify(read(before)) !== JSON.stringify(read(changed));
    if (different((set) => set.servers)) registry.setProviders([...servers.of(changed.servers), here]);
    if (different((set) => [set.local.modelsFolder, set.local.files])) void localModels.library.refresh();
    if (different((set) => [set.localOnly, set.local.modelsFolder, set.local.files, set.contextWindow]))
      void registry.refresh({ anew: true });
    else void registry.refreshUnasked();
    if (different((set) => [set.code.index, set.code.exclude])) codebase.code.follow();
    registry.choiceChanged();
  });
  // After the editor has started: nothing of ours stands in its way.
  const afterStart = setTimeout(() => {
    void registry.refresh();
    void localModels.library.refresh();
  }, 500);

  context.subscriptions.push(
    completions,
    edit,
    git,
    terminal,
    engineNotices,
    downloadNotices,
    chatPanel,
    requests,
    models,
    codebase,
    localModels,
    watched,
    registry,
    log,
    {
      dispose: () => clearTimeout(afterStart),
    },
  );
}

/** Marks of secrets are made with it: they stay the same in this installation, and tell another one nothing. */
function markKey(state: vscode.Memento): string {
  const kept = state.get<string>('markKey');
  if (kept !== undefined) return kept;
  const made = crypto.randomUUID();
  void state.update('markKey', made);
  return made;
}

/** The editor waits for it: a chat under way is stored, and a download keeps what has come. */
export async function deactivate(): Promise<void> {
  await close?.();
}
