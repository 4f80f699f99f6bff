import { NewerChatError, parseChat } from '../../core/chat/storedChat.ts';
import type { ChatFolder } from './chatFolder.ts';
import type { DeletedChats } from './deletedChats.ts';

/** A write that is under way in some window is younger. */
const SETTLED = 60 * 1000;
const KEPT = 24 * 60 * 60 * 1000;
const ENDING = '.part';

/** The temporary file of one write; the chat's id is its beginning. */
export const partOf = (id: string, write: string): string => `${id}.${write}${ENDING}`;

/**
 * Clears up after writes that a crash cut off. To put a file in another's place the editor takes the old one away
 * first: a crash between the two leaves the chat under the temporary name alone, and there it is whole.
 */
export async function endCutOffWrites(folder: ChatFolder, deleted: DeletedChats, now: number): Promise<void> {
  for (const part of await folder.names(ENDING)) {
    const modified = await folder.modified(part);
    if (modified === undefined || now - modified < SETTLED) continue;
    const [id = ''] = part.split('.');
    // The chat was deleted later than this was written: it is not to come back by itself.
    const lost = !(await deleted.has(id)) && (await isWhole(folder, part));
    // Where the chat's file is there, the write was cut off before it was to take its place.
    if (lost && (await folder.move(part, `${id}.json`)) === 'moved') continue;
    if (now - modified > KEPT) await folder.remove(part);
  }
}

async function isWhole(folder: ChatFolder, part: string): Promise<boolean> {
  try {
    const bytes = await folder.read(part);
    if (!bytes) return false;
    parseChat(new TextDecoder().decode(bytes));
    return true;
  } catch (error) {
    // A later version knows what it wrote. What is damaged or not ours to read stays where it is.
    return error instanceof NewerChatError;
  }
}
