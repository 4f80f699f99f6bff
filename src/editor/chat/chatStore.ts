import * as vscode from 'vscode';
import type { Chat } from '../../core/chat/chat.ts';
import { matcher, newestFirst, searchText, summarise } from '../../core/chat/chatLibrary.ts';
import type { ChatSummary } from '../../core/chat/protocol.ts';
import { DamagedChatError, parseChat, serialiseChat } from '../../core/chat/storedChat.ts';
import { Emitter } from '../../core/events.ts';

/** A deleted chat can be brought back until the editor starts again this much later. */
const DELETED_KEPT = 24 * 60 * 60 * 1000;

/** What the list needs of a chat, kept while its file does not change. */
interface Indexed {
  readonly modified: number;
  readonly summary: ChatSummary;
  readonly searchText: string;
}

/**
 * The chats: one file each, written whole under a temporary name and then renamed. The list is made from the files.
 * A file that cannot be read is set aside under another ending and costs no other chat. Two windows do not overwrite
 * each other: a file that another window changed since it was read is left, and ours is stored as a chat of its own.
 */
export class ChatStore {
  readonly #folder: vscode.Uri;
  readonly #newId: () => string;
  readonly #index = new Map<string, Indexed>();
  /** Revision of each file as this window last read or wrote it. */
  readonly #revisions = new Map<string, number>();
  readonly #damaged = new Emitter<string>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: vscode.Uri, newId: () => string) {
    this.#folder = folder;
    this.#newId = newId;
  }

  /** A damaged file was set aside; the value is its new name. */
  readonly onDidSetAside = this.#damaged.on;

  /** Newest first. Files that did not change since the last call are not read again. */
  async list(query = ''): Promise<ChatSummary[]> {
    const files = await this.#files('.json');
    const ids = new Set(files.map(idOf));
    for (const id of this.#index.keys()) if (!ids.has(id)) this.#index.delete(id);
    for (const name of files) await this.#reindex(idOf(name));
    const matches = matcher(query);
    return [...this.#index.values()]
      .filter((entry) => matches(entry.searchText))
      .map(({ summary }) => summary)
      .sort(newestFirst);
  }

  /** Nothing when there is no such chat, or its file turned out damaged. */
  async load(id: string): Promise<Chat | undefined> {
    const bytes = await this.#read(this.#file(id));
    if (!bytes) return undefined;
    try {
      const chat = parseChat(new TextDecoder().decode(bytes));
      this.#revisions.set(id, chat.revision);
      return chat;
    } catch (error) {
      if (error instanceof DamagedChatError) await this.#setAside(id);
      return undefined;
    }
  }

  /**
   * Stores a chat.
   * @returns the chat as stored: its revision is higher, and its id is a new one when another window had changed it
   */
  save(chat: Chat): Promise<Chat> {
    return this.#inTurn(async () => {
      const onDisk = await this.#revisionOnDisk(chat.id);
      const ours = this.#revisions.get(chat.id);
      const changedElsewhere = onDisk !== undefined && onDisk !== ours;
      const id = changedElsewhere ? this.#newId() : chat.id;
      const stored = { ...chat, id, revision: (changedElsewhere ? 0 : chat.revision) + 1 };
      await this.#write(stored);
      return stored;
    });
  }

  async rename(id: string, title: string): Promise<Chat | undefined> {
    const chat = await this.load(id);
    return chat && this.save({ ...chat, title, titleGiven: true });
  }

  /** Takes a chat out of the list; `restore` brings it back. */
  delete(id: string): Promise<void> {
    return this.#inTurn(() => this.#move(this.#file(id), this.#file(id, '.deleted')));
  }

  restore(id: string): Promise<void> {
    return this.#inTurn(() => this.#move(this.#file(id, '.deleted'), this.#file(id)));
  }

  /** Ends what is left of chats that were deleted a day ago or earlier, and of writes that a crash cut off. */
  async purge(now: number): Promise<void> {
    for (const name of [...(await this.#files('.deleted')), ...(await this.#files('.part'))]) {
      const file = vscode.Uri.joinPath(this.#folder, name);
      const stat = await attempt(() => vscode.workspace.fs.stat(file));
      if (stat && now - stat.mtime > DELETED_KEPT) await attempt(() => vscode.workspace.fs.delete(file));
    }
  }

  async #reindex(id: string): Promise<void> {
    const stat = await attempt(() => vscode.workspace.fs.stat(this.#file(id)));
    const known = this.#index.get(id);
    if (!stat || (known && known.modified === stat.mtime)) return;
    const bytes = await this.#read(this.#file(id));
    if (!bytes) return;
    try {
      const chat = parseChat(new TextDecoder().decode(bytes));
      this.#index.set(id, { modified: stat.mtime, summary: summarise(chat), searchText: searchText(chat) });
    } catch (error) {
      this.#index.delete(id);
      if (error instanceof DamagedChatError) await this.#setAside(id);
    }
  }

  async #revisionOnDisk(id: string): Promise<number | undefined> {
    const bytes = await this.#read(this.#file(id));
    if (!bytes) return undefined;
    try {
      return parseChat(new TextDecoder().decode(bytes)).revision;
    } catch (error) {
      if (error instanceof DamagedChatError) await this.#setAside(id);
      // What a later version of Толмач wrote is not ours to overwrite.
      return error instanceof DamagedChatError ? undefined : Number.NaN;
    }
  }

  async #write(chat: Chat): Promise<void> {
    await vscode.workspace.fs.createDirectory(this.#folder);
    const part = this.#file(`${chat.id}.${this.#newId()}`, '.part');
    await vscode.workspace.fs.writeFile(part, new TextEncoder().encode(serialiseChat(chat)));
    await vscode.workspace.fs.rename(part, this.#file(chat.id), { overwrite: true });
    this.#revisions.set(chat.id, chat.revision);
  }

  async #setAside(id: string): Promise<void> {
    const name = `${id}.damaged`;
    await this.#move(this.#file(id), vscode.Uri.joinPath(this.#folder, name));
    this.#damaged.fire(name);
  }

  async #move(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    await attempt(() => vscode.workspace.fs.rename(from, to, { overwrite: true }));
  }

  #read(file: vscode.Uri): Promise<Uint8Array | undefined> {
    return attempt(() => vscode.workspace.fs.readFile(file));
  }

  async #files(ending: string): Promise<string[]> {
    const entries = (await attempt(() => vscode.workspace.fs.readDirectory(this.#folder))) ?? [];
    return entries
      .filter(([name, type]) => type === vscode.FileType.File && name.endsWith(ending))
      .map(([name]) => name);
  }

  #file(id: string, ending = '.json'): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${id}${ending}`);
  }

  /** Writes follow each other: none overtakes an earlier one. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => undefined);
    return done;
  }
}

const idOf = (name: string): string => name.replace(/\.json$/, '');

/** Nothing where the file is not there: another window may have moved it meanwhile. */
async function attempt<T>(work: () => Thenable<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
