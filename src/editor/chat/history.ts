import * as vscode from 'vscode';
import { chatToMarkdown } from '../../core/chat/exportMarkdown.ts';
import type { ToPanel } from '../../core/chat/protocol.ts';
import type { ChatStore } from './chatStore.ts';
import type { Conversation } from './conversation.ts';
import { chatTexts } from './texts.ts';

/** The list of chats: search, rename, delete and bring back, save as Markdown. */
export class History {
  readonly #store: ChatStore;
  readonly #conversation: Conversation;
  readonly #post: (message: ToPanel) => void;
  #query = '';

  constructor(store: ChatStore, conversation: Conversation, post: (message: ToPanel) => void) {
    this.#store = store;
    this.#conversation = conversation;
    this.#post = post;
    // The list that is shown has a chat too many. Where it cannot be made now, it is made when it is opened next.
    store.onDidSetAside(() => void this.show().catch(() => undefined));
  }

  async show(query = this.#query): Promise<void> {
    this.#query = query;
    const chats = await this.#store.list(query);
    // A later search has been asked for meanwhile: its list follows.
    if (query === this.#query) this.#post({ type: 'history', chats, query });
  }

  async rename(id: string, title: string): Promise<void> {
    const name = title.trim();
    if (name === '') return;
    if (!(await this.#conversation.rename(id, name))) await this.#store.rename(id, name);
    await this.show();
  }

  async delete(id: string): Promise<void> {
    const chat = (await this.#store.list()).find((one) => one.id === id);
    const left = await this.#conversation.leave(id);
    const deleted = await this.#store.delete(left);
    await this.show();
    if (deleted) this.#post({ type: 'deleted', id: left, title: chat?.title || chatTexts.untitled });
  }

  async restore(id: string): Promise<void> {
    const restored = await this.#store.restore(id);
    await this.show();
    if (restored !== undefined) return;
    this.#post({ type: 'notice', card: { severity: 'warning', ...chatTexts.notRestored, steps: [] } });
  }

  /** Asks where to, and writes the chat as Markdown. */
  async export(id: string): Promise<void> {
    const chat = this.#conversation.held(id) ?? (await this.#store.load(id));
    if (!chat || chat.turns.length === 0) return;
    const name = (chat.title || chatTexts.untitled).replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: chatTexts.saveDialog,
      filters: { [chatTexts.markdown]: ['md'] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `${name}.md`) } : {}),
    });
    if (!target) return;
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(chatToMarkdown(chat)));
    const answer = await vscode.window.showInformationMessage(
      chatTexts.saved(target.path.split('/').at(-1) ?? ''),
      chatTexts.open,
    );
    if (answer) await vscode.window.showTextDocument(target);
  }
}
