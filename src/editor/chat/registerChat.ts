import * as vscode from 'vscode';
import { Emitter } from '../../core/events.ts';
import { TerminalRecorder } from '../context/terminalRecorder.ts';
import type { ChatCommand, ChatPanel, ChatRooms } from './chatPanel.ts';

/** The view's name in package.json. */
const CHAT_VIEW = 'tolmach.chat';

const COMMANDS: Readonly<Record<ChatCommand, true>> = {
  'tolmach.openChat': true,
  'tolmach.newChat': true,
  'tolmach.history': true,
  'tolmach.exportChat': true,
  'tolmach.stop': true,
  'tolmach.attachSelection': true,
  'tolmach.attachFiles': true,
  'tolmach.openSettings': true,
  'tolmach.openLog': true,
};

export type Chat = Omit<ChatPanel, 'view' | 'commands'>;

/** The panel, whose code is loaded when it is first shown or asked for: starting the editor costs nothing for it. */
export function registerChat(rooms: ChatRooms): Chat {
  const sight = new Emitter<void>();
  // From the start: what a terminal has written is not told afterwards.
  const terminals = new TerminalRecorder();
  let loaded: ChatPanel | undefined;
  let loading: Promise<ChatPanel> | undefined;
  let over = false;
  const panel = (): Promise<ChatPanel> => {
    loading ??= import('./chatPanel.ts').then(({ createChatPanel }) => {
      const made = createChatPanel(rooms, terminals, CHAT_VIEW);
      made.onDidChangeSight(() => sight.fire());
      loaded = made;
      if (over) made.dispose();
      return made;
    });
    return loading;
  };
  const registered = vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(CHAT_VIEW, {
      resolveWebviewView: async (view, state, token) =>
        (await panel()).view.resolveWebviewView(view, state, token),
    }),
    ...(Object.keys(COMMANDS) as ChatCommand[]).map((name) =>
      vscode.commands.registerCommand(name, async (...args: unknown[]) =>
        (await panel()).commands[name](...args),
      ),
    ),
  );
  return {
    ask: async (question, items) => (await panel()).ask(question, items),
    showServerScreen: async (options) => (await panel()).showServerScreen(options),
    showDownload: async () => (await panel()).showDownload(),
    visible: (screen) => loaded?.visible(screen) ?? false,
    onDidChangeSight: sight.on,
    takeStep: async (step) => (await panel()).takeStep(step),
    close: async () => (await loading)?.close(),
    dispose: () => {
      over = true;
      registered.dispose();
      loaded?.dispose();
      terminals.dispose();
      sight.dispose();
    },
  };
}
