import * as vscode from 'vscode';
import { CodeFinder } from '../../core/chat/codeFinder.ts';
import type { CodeSearch } from '../../core/chat/codeSearch.ts';
import type { Screen } from '../../core/chat/protocol.ts';
import type { ContextItem } from '../../core/context/contextItem.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { ChatPrompt } from '../../core/model/prompt.ts';
import { Attaching, type ContextSources } from '../context/attaching.ts';
import { ItemOpener } from '../context/openItem.ts';
import { ProjectRules } from '../context/projectRules.ts';
import type { TerminalRecorder } from '../context/terminalRecorder.ts';
import type { ApplyCode, RunCommand } from '../editPorts.ts';
import type { PanelSight } from '../localModels/downloadNotices.ts';
import type { LocalModels } from '../localModels/localModels.ts';
import type { Log } from '../log.ts';
import type { ModelSetup } from '../models/modelSetup.ts';
import type { Settings } from '../settings.ts';
import { ChatController } from './chatController.ts';
import { ChatStore } from './chatStore.ts';
import { ChatView } from './chatView.ts';
import { Composer } from './composer.ts';
import { Condensing } from './condensing.ts';
import { Conversation } from './conversation.ts';
import { History } from './history.ts';
import { LocalScreens } from './localScreens.ts';
import { ServerScreen } from './serverScreen.ts';

export interface ChatRooms extends ContextSources {
  readonly context: vscode.ExtensionContext;
  readonly models: ModelSource;
  readonly settings: () => Settings;
  readonly setup: ModelSetup;
  readonly local: LocalModels;
  readonly log: Log;
  /** Opens a request to the letter. */
  readonly showPrompt: (prompt: ChatPrompt) => Promise<void>;
  readonly applyCode: ApplyCode;
  readonly runCommand: RunCommand;
  /** The code of the workspace. */
  readonly code: CodeSearch;
}

/** Names of the commands that are the panel's. */
export type ChatCommand =
  | 'tolmach.openChat'
  | 'tolmach.newChat'
  | 'tolmach.history'
  | 'tolmach.exportChat'
  | 'tolmach.stop'
  | 'tolmach.attachSelection'
  | 'tolmach.attachFiles'
  | 'tolmach.openSettings'
  | 'tolmach.openLog';

export interface ChatPanel extends vscode.Disposable, PanelSight {
  readonly view: vscode.WebviewViewProvider;
  readonly commands: Readonly<Record<ChatCommand, (...args: unknown[]) => Promise<void>>>;
  /** Opens the panel and asks. */
  ask(question: string, items: readonly ContextItem[]): Promise<void>;
  /** Opens the panel's screen for connecting to a server. */
  showServerScreen(options: { readonly check: boolean }): Promise<void>;
  /** Opens the panel's screen of the download. */
  showDownload(): Promise<void>;
  /** Resolves when everything is stored. */
  close(): Promise<void>;
}

/**
 * The panel and all that is behind it.
 * @param viewId the view's name in package.json
 */
export function createChatPanel(rooms: ChatRooms, terminals: TerminalRecorder, viewId: string): ChatPanel {
  const { context, models, settings, setup, local, log, code } = rooms;
  const view = new ChatView(viewId, context.extensionUri);
  const newId = (): string => crypto.randomUUID();
  const store = new ChatStore(vscode.Uri.joinPath(context.globalStorageUri, 'chats'), newId);
  const options = () => ({ window: settings().contextWindow, ...settings().chat });
  const finder = new CodeFinder({ search: code, auto: () => settings().code.auto, now: Date.now });
  const composer = new Composer(view.post);
  const rules = new ProjectRules(rooms.sources, () => composer.editor?.document.uri);
  const ports = {
    models,
    options,
    now: Date.now,
    newId,
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    code: finder,
    rules: (items: readonly ContextItem[]) => rules.for(items),
  };
  const conversation = new Conversation(ports, store, view.post, log);
  const condensing = new Condensing({ conversation, log, post: view.post });
  const opener = new ItemOpener();
  const attaching = new Attaching({
    ...rooms,
    terminals,
    composer,
    post: view.post,
    tell: (title, body) => controller.warn(title, body),
  });
  const history = new History(store, conversation, view.post);
  const server = new ServerScreen(setup, view.post);
  const localScreens = new LocalScreens(local, view.post);
  const controller = new ChatController({
    models,
    setup,
    log,
    store,
    conversation,
    condensing,
    showPrompt: rooms.showPrompt,
    applyCode: rooms.applyCode,
    runCommand: rooms.runCommand,
    composer,
    attaching,
    rules,
    opener,
    history,
    server,
    local,
    localScreens,
    post: view.post,
    visible: view.visible,
    reveal: () => view.show(),
  });
  view.onDidChangeSight(() => {
    if (view.visible()) controller.seen();
  });
  view.onMessage((message) => controller.receive(message));
  conversation.onDidChange(() => {
    void vscode.commands.executeCommand('setContext', 'tolmach.answering', conversation.busy);
  });
  // Long after start: what was deleted days ago is no hurry.
  const purge = setTimeout(() => void store.purge(Date.now()), 60_000);

  const commands: ChatPanel['commands'] = {
    'tolmach.openChat': async () => {
      await view.show();
      composer.show({ focus: true });
    },
    'tolmach.newChat': async () => {
      await view.show();
      await controller.newChat();
    },
    'tolmach.history': async () => {
      await view.show();
      controller.show('history');
    },
    'tolmach.exportChat': () => history.export(conversation.session.chat.id),
    'tolmach.stop': async () => conversation.stop(),
    'tolmach.attachSelection': async (clicked) => {
      // Menus of the editor hand over its file, a terminal's menu something of its own; the key and the palette nothing.
      if (clicked === undefined || clicked instanceof vscode.Uri)
        attaching.fromEditor(vscode.window.activeTextEditor);
      else await attaching.terminalSelection();
      await view.show();
      composer.show({ focus: true });
    },
    'tolmach.attachFiles': async (first, all) => {
      await view.show();
      await attaching.files(chosenFiles(first, all));
      composer.show({ focus: true });
    },
    'tolmach.openSettings': async () => {
      await vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`);
    },
    'tolmach.openLog': async () => log.show(),
  };
  return {
    view,
    commands,
    ask: async (question, items) => {
      await view.show();
      await controller.ask(question, items);
    },
    showServerScreen: async (options) => {
      await view.show();
      controller.show('server', options);
    },
    showDownload: async () => {
      await view.show();
      controller.show('download');
    },
    visible: (screen?: Screen) => view.visible() && (screen === undefined || controller.isAt(screen)),
    onDidChangeSight: view.onDidChangeSight,
    takeStep: (step) => controller.takeStep(step),
    close: () => conversation.close(),
    dispose: () => {
      clearTimeout(purge);
      condensing.dispose();
      composer.dispose();
      attaching.dispose();
      opener.dispose();
      localScreens.dispose();
    },
  };
}

/** What a menu hands over: the file that was clicked, and all that are selected; without a menu, the active file. */
function chosenFiles(first: unknown, all: unknown): readonly vscode.Uri[] {
  const isUri = (one: unknown): one is vscode.Uri => one instanceof vscode.Uri;
  if (Array.isArray(all) && all.some(isUri)) return all.filter(isUri);
  if (isUri(first)) return [first];
  const active = vscode.window.activeTextEditor;
  return active ? [active.document.uri] : [];
}
