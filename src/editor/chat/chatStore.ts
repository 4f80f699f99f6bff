import type * as vscode from 'vscode';
import type { Chat } from '../../core/chat/chat.ts';
import { matcher, newestFirst, searchText, summarise } from '../../core/chat/chatLibrary.ts';
import type { ChatSummary } from '../../core/chat/protocol.ts';
import { DamagedChatError, parseChat, revisionAtHead, serialiseChat } from '../../core/chat/storedChat.ts';
import { Emitter } from '../../core/events.ts';
import { ChatFolder } from './chatFolder.ts';
import { endCutOffWrites, partOf } from './cutOffWrites.ts';
import { DeletedChats } from './deletedChats.ts';

/** Bytes of a file in which its revision stands. */
const HEAD = 64;

/** What the list needs of a chat, kept while its file does not change. */
interface Indexed {
  readonly modified: number;
  readonly summary: ChatSummary;
  readonly searchText: string;
}

/**
 * The chats: one file each, written whole under a temporary name and then renamed. A chat's id is its file's name. The
 * list is made from the files. A file that cannot be read is set aside under another ending and costs no other chat.
 * Two windows do not overwrite each other: a file that another window wrote since this chat was read is left, and ours
 * is stored as a chat of its own.
 */
export class ChatStore {
  readonly #folder: ChatFolder;
  readonly #deleted: DeletedChats;
  readonly #newId: () => string;
  readonly #now: () => number;
  readonly #index = new Map<string, Indexed>();
  /** New names of the files that this window set aside, by the chat's id. */
  readonly #aside = new Map<string, string>();
  readonly #damaged = new Emitter<string>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: vscode.Uri, newId: () => string, now: () => number = Date.now) {
    this.#folder = new ChatFolder(folder);
    this.#deleted = new DeletedChats(this.#folder, newId);
    this.#newId = newId;
    this.#now = now;
  }

  /** A damaged file was set aside, or its chat was asked for again; the value is its new name. */
  readonly onDidSetAside = this.#damaged.on;

  /** Newest first. Files that did not change since the last call are not read again. */
  async list(query = ''): Promise<ChatSummary[]> {
    const ids = (await this.#folder.names('.json')).map((name) => name.replace(/\.json$/, ''));
    const there = new Set(ids);
    for (const id of this.#index.keys()) if (!there.has(id)) this.#index.delete(id);
    for (const id of ids) await this.#reindex(id);
    const matches = matcher(query);
    return [...this.#index.values()]
      .filter((entry) => matches(entry.searchText))
      .map(({ summary }) => summary)
      .sort(newestFirst);
  }

  /**
   * Nothing when there is no such chat.
   * @throws DamagedChatError: its file has been set aside; NewerChatError
   */
  async load(id: string): Promise<Chat | undefined> {
    const chat = await this.#read(id);
    const aside = this.#aside.get(id);
    if (chat || aside === undefined) return chat;
    this.#damaged.fire(aside);
    throw new DamagedChatError(`set aside as ${aside}`);
  }

  /**
   * Stores a chat.
   * @returns the chat as stored: its revision is a new one, and so is its id when another window had written its file
   */
  save(chat: Chat): Promise<Chat> {
    return this.#inTurn(async () => {
      let candidate = chat;
      for (;;) {
        const stored = await this.#replace(candidate);
        if (stored) return stored;
        candidate = { ...chat, id: this.#newId() };
      }
    });
  }

  async rename(id: string, title: string): Promise<Chat | undefined> {
    const chat = await this.load(id);
    return chat && this.save({ ...chat, title, titleGiven: true });
  }

  /**
   * Takes a chat out of the list; `restore` brings it back.
   * @returns false when there was no such chat
   */
  delete(id: string): Promise<boolean> {
    return this.#inTurn(() => this.#deleted.add(id, this.#now()));
  }

  /** @returns its id now, which is a new one when the old one is taken; nothing when it cannot be brought back */
  restore(id: string): Promise<string | undefined> {
    return this.#inTurn(() => this.#deleted.restore(id));
  }

  /** Ends what is left of chats that were deleted a day ago or earlier; ends or completes writes that a crash cut off. */
  async purge(now: number): Promise<void> {
    // Before what is deleted ends: as long as it is there, no cut off write brings it back.
    await endCutOffWrites(this.#folder, this.#deleted, now);
    await this.#deleted.purge(now);
  }

  async #reindex(id: string): Promise<void> {
    try {
      const modified = await this.#folder.modified(fileOf(id));
      if (modified !== undefined && this.#index.get(id)?.modified === modified) return;
      this.#index.delete(id);
      const chat = modified === undefined ? undefined : await this.#read(id);
      if (modified === undefined || !chat) return;
      this.#index.set(id, { modified, summary: summarise(chat), searchText: searchText(chat) });
    } catch {
      // Damaged and set aside by now, of a later version, or not ours to read: it costs the list no other chat.
      this.#index.delete(id);
    }
  }

  /** @throws DamagedChatError: its file has been set aside; NewerChatError */
  async #read(id: string): Promise<Chat | undefined> {
    const bytes = await this.#folder.read(fileOf(id));
    if (!bytes) return undefined;
    try {
      // A file that was brought back under another name holds its old id.
      return { ...parseChat(new TextDecoder().decode(bytes)), id };
    } catch (error) {
      if (error instanceof DamagedChatError) await this.#setAside(id);
      throw error;
    }
  }

  /**
   * Writes the chat's file.
   * @returns nothing when another window wrote it since this chat was read, be it at the same moment. What no look can
   * see, a replacement between our look and our own, the other window finds at its next save.
   */
  async #replace(chat: Chat): Promise<Chat | undefined> {
    const stored = { ...chat, revision: newRevision() };
    const part = partOf(chat.id, this.#newId());
    // The long work comes first: nothing stands between the look at the file and its replacement.
    await this.#folder.write(part, serialiseChat(stored));
    const before = await this.#revision(chat.id);
    const ours = before === undefined || before === chat.revision;
    const moved = ours ? await this.#folder.replace(part, fileOf(chat.id)) : 'taken';
    if (moved !== 'moved') {
      await this.#folder.remove(part);
      return undefined;
    }
    // Written is written: a file that cannot be read back is no reason to call it lost.
    const after = await this.#revision(chat.id).catch(() => undefined);
    return after === undefined || after === stored.revision ? stored : undefined;
  }

  /** The revision that stands on the disk; nothing when there is no file, or a damaged one, set aside by now. */
  async #revision(id: string): Promise<number | undefined> {
    const bytes = await this.#folder.read(fileOf(id));
    if (!bytes) return undefined;
    const atHead = revisionAtHead(new TextDecoder().decode(bytes.subarray(0, HEAD)));
    if (atHead !== undefined) return atHead;
    try {
      return parseChat(new TextDecoder().decode(bytes)).revision;
    } catch (error) {
      if (error instanceof DamagedChatError) await this.#setAside(id);
      // What a later version of Толмач wrote is not ours to overwrite.
      return error instanceof DamagedChatError ? undefined : Number.NaN;
    }
  }

  async #setAside(id: string): Promise<void> {
    let name = `${id}.damaged`;
    let moved = await this.#folder.move(fileOf(id), name);
    while (moved === 'taken') {
      name = `${id}.${this.#newId()}.damaged`;
      moved = await this.#folder.move(fileOf(id), name);
    }
    if (moved === 'missing') return;
    this.#aside.set(id, name);
    this.#damaged.fire(name);
  }

  /** Writes follow each other: none overtakes an earlier one. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => undefined);
    return done;
  }
}

const fileOf = (id: string): string => `${id}.json`;

/** Another one for every write: two windows that count on from the same number would take each other's for their own. */
function newRevision(): number {
  return 1 + Math.floor(Math.random() * 2 ** 52);
}
