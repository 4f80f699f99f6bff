import type { ChatFolder } from './chatFolder.ts';

/** A deleted chat can be brought back for a day. */
const KEPT = 24 * 60 * 60 * 1000;
const ENDING = '.deleted';

interface Deleted {
  readonly file: string;
  readonly id: string;
  /** Date.now() of the deletion; nothing for a file of an earlier version of Толмач. */
  readonly at: number | undefined;
}

/**
 * Chats that were deleted, kept for a while under another ending. The time of the deletion stands in the file's name:
 * that of the last change is the chat's own and outlives the renaming.
 */
export class DeletedChats {
  readonly #folder: ChatFolder;
  readonly #newId: () => string;

  constructor(folder: ChatFolder, newId: () => string) {
    this.#folder = folder;
    this.#newId = newId;
  }

  /** @returns false when there was no such chat */
  async add(id: string, now: number): Promise<boolean> {
    let at = now;
    let moved = await this.#folder.move(`${id}.json`, nameOf(id, at));
    while (moved === 'taken') moved = await this.#folder.move(`${id}.json`, nameOf(id, ++at));
    return moved === 'moved';
  }

  /**
   * Brings back the last one that was deleted under this id.
   * @returns its id now: a new one when another window has stored a chat under the old one meanwhile; nothing when
   * there is none to bring back
   */
  async restore(id: string): Promise<string | undefined> {
    const [last] = (await this.#all())
      .filter((one) => one.id === id)
      .sort((one, other) => (other.at ?? 0) - (one.at ?? 0));
    if (!last) return undefined;
    let free = id;
    let moved = await this.#folder.move(last.file, `${free}.json`);
    while (moved === 'taken') {
      free = this.#newId();
      moved = await this.#folder.move(last.file, `${free}.json`);
    }
    return moved === 'moved' ? free : undefined;
  }

  /** Ends those that were deleted a day ago or earlier. */
  async purge(now: number): Promise<void> {
    for (const { file, at } of await this.#all()) {
      const since = at ?? (await this.#folder.modified(file)) ?? now;
      if (now - since > KEPT) await this.#folder.remove(file);
    }
  }

  async has(id: string): Promise<boolean> {
    return (await this.#all()).some((one) => one.id === id);
  }

  async #all(): Promise<Deleted[]> {
    return (await this.#folder.names(ENDING)).map((file) => {
      const [id = '', at = ''] = file.slice(0, -ENDING.length).split('.');
      return { file, id, at: /^\d+$/.test(at) ? Number(at) : undefined };
    });
  }
}

const nameOf = (id: string, at: number): string => `${id}.${at}${ENDING}`;
