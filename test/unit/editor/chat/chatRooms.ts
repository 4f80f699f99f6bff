/** The rooms of the chat over files in memory, each window with its own: for tests of what they do to each other. */
import type { Uri as VscodeUri } from 'vscode';
import { apply, INITIAL, type PanelState } from '../../../../media/state/panelState.ts';
import type { Chat } from '../../../../src/core/chat/chat.ts';
import type { ChatOptions } from '../../../../src/core/chat/chatPorts.ts';
import type { ToPanel } from '../../../../src/core/chat/protocol.ts';
import { FakeFiles } from '../../../support/fakeFiles.ts';
import { fakeVscode, Uri } from '../../../support/fakeVscode.ts';
import { root } from '../../../support/project.ts';
import { type Script, ScriptedModel, ScriptedSource } from '../../../support/scriptedModel.ts';
import { serveVscode } from '../../../support/vscodeModule.ts';
import { chat, turn } from '../../core/chat/chats.ts';

export const files = new FakeFiles();
serveVscode(fakeVscode(root, files));
const { ChatStore } = await import('../../../../src/editor/chat/chatStore.ts');
const { Conversation } = await import('../../../../src/editor/chat/conversation.ts');
const { History } = await import('../../../../src/editor/chat/history.ts');

export type Store = InstanceType<typeof ChatStore>;

let folders = 0;
let ids = 0;
export const newId = (): string => `new${++ids}`;

/** A folder of chats that no other test has. */
export function newFolder(): string {
  return `/chats${++folders}`;
}

export function openStore(folder: string): Store {
  // Only what the fake editor gives is used of it.
  return new ChatStore(new Uri(folder) as unknown as VscodeUri, newId, () => files.now);
}

/** A stored form of a chat with these questions. */
export function asked(id: string, ...questions: string[]): Chat {
  return chat({
    id,
    title: `чат ${id}`,
    turns: questions.map((text) => turn(`${id}-${text}`, text, 'ответ')),
  });
}

export function withQuestion(known: Chat, text: string): Chat {
  return { ...known, turns: [...known.turns, turn(`${known.id}-${text}`, text, 'ответ')] };
}

export const questions = (known: Pick<Chat, 'turns'> | undefined): string[] =>
  (known?.turns ?? []).map(({ question }) => question.text);

/** Questions of every chat on the disk, by file. */
export function onDisk(folder: string): Record<string, string[]> {
  const names = files.names(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    names.map((name) => [name, questions(JSON.parse(files.text(`${folder}/${name}`)))]),
  );
}

export interface Window {
  readonly store: Store;
  readonly conversation: InstanceType<typeof Conversation>;
  readonly history: InstanceType<typeof History>;
  readonly posted: ToPanel[];
  readonly model: ScriptedModel;
  readonly source: ScriptedSource;
  /** What its panel shows. */
  panel(): PanelState;
  /** The panel is loaded anew and knows nothing. */
  reload(): void;
}

/** One window; its model plays the scripts. */
export function openWindow(folder: string, scripts: readonly Script[] = [['ответ']]): Window {
  const store = openStore(folder);
  const posted: ToPanel[] = [];
  let state = INITIAL;
  const post = (message: ToPanel): void => {
    posted.push(message);
    state = apply(state, message);
  };
  const options: ChatOptions = { window: 8192, answerTokens: 2048, reasoning: false };
  const model = new ScriptedModel(scripts);
  const models = new ScriptedSource(model);
  const log = { line: () => {}, show: () => {}, dispose: () => {} };
  const ports = { models, options: () => options, now: () => files.now, newId };
  const conversation = new Conversation(ports, store, post, log);
  const history = new History(store, conversation, post);
  return {
    store,
    conversation,
    history,
    posted,
    model,
    source: models,
    panel: () => state,
    reload: () => {
      state = INITIAL;
      conversation.show();
    },
  };
}
