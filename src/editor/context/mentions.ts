import type { MentionKind, MentionRow } from '../../core/chat/protocol.ts';
import { type FuzzyQuery, fuzzyQuery } from '../../core/text/fuzzy.ts';
import { inOtherLayout } from '../../core/text/keyboardLayout.ts';
import { type Attached, NOTHING, refused } from './attached.ts';
import type { Mention, MentionRooms } from './mention.ts';
import { kindMentions } from './mentionKinds.ts';
import { fileMentions, folderMentions, openFileMentions, symbolMentions } from './mentionSearch.ts';
import { contextTexts } from './texts.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

export interface MentionQuery {
  readonly text: string;
  readonly kind?: MentionKind;
}

const MOST_ROWS = 50;
const MOST_KINDS = 3;
const MOST_FOLDERS = 8;
const MOST_SYMBOLS = 15;
/** Files beside all the others. */
const MOST_NAMED = MOST_ROWS - MOST_KINDS - MOST_FOLDERS - MOST_SYMBOLS;

/** The list behind @: what it offers for what was typed, and what a picked row attaches. */
export class Mentions {
  readonly #rooms: MentionRooms;
  readonly #files: WorkspaceFiles;
  readonly #shown = new Map<string, Mention>();

  constructor(rooms: MentionRooms) {
    this.#rooms = rooms;
    this.#files = new WorkspaceFiles(rooms.sources);
  }

  /** What is found at once, then once more with what took longer. Ends early when the signal aborts. */
  async *find(
    { text, kind }: MentionQuery,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly rows: readonly MentionRow[]; readonly more: boolean }> {
    const query = fuzzyQuery(text, inOtherLayout(text));
    // Else kept: a row of the answer before may be picked while the next one is on its way.
    if (text === '' && kind === undefined) this.#shown.clear();
    const slow = this.#slow(text, kind, query);
    if (text !== '' && kind === undefined && !this.#files.known()) {
      // The files are being read for the first time: what is known without them does not wait.
      const kinds = (await kindMentions(this.#rooms, query)).slice(0, MOST_KINDS);
      if (!signal.aborted) yield { rows: this.#show(kinds), more: true };
    }
    const quick = await this.#quick(text, kind, query);
    if (signal.aborted) return;
    if (slow) {
      yield { rows: this.#show(quick), more: true };
      const found = await slow();
      if (!signal.aborted) yield { rows: this.#show(orNothing([...quick, ...found], kind)), more: false };
    } else yield { rows: this.#show(orNothing(quick, kind)), more: false };
  }

  /** Attaches what a row stands for that was answered since the list was opened. */
  async take(id: string, signal: AbortSignal): Promise<Attached> {
    const mention = this.#shown.get(id);
    if (!mention || mention.disabled) return refused('', 'gone');
    return mention.take(signal);
  }

  dispose(): void {
    this.#files.dispose();
  }

  async #quick(text: string, kind: MentionKind | undefined, query: FuzzyQuery): Promise<readonly Mention[]> {
    const rooms = this.#rooms;
    if (kind === undefined && text === '') {
      // Read meanwhile, so that typing finds at once.
      this.#files.known();
      return kindMentions(rooms);
    }
    if (kind === 'file' && text === '')
      return openFileMentions(rooms, (await this.#files.all()).files.slice(0, MOST_ROWS));
    if (kind === 'symbol') return [];
    const { files, folders } = await this.#files.all();
    if (kind === 'folder') return folderMentions(rooms, folders, query, MOST_ROWS);
    if (kind === 'file') return fileMentions(rooms, files, query, MOST_ROWS);
    const inside = await folderMentions(rooms, folders, query, MOST_FOLDERS);
    const named = await fileMentions(rooms, files, query, MOST_NAMED);
    const kinds = (await kindMentions(rooms, query)).slice(0, MOST_KINDS);
    return [...kinds, ...[...named, ...inside].sort((one, other) => other.score - one.score)];
  }

  /** What other extensions are asked for. */
  #slow(
    text: string,
    kind: MentionKind | undefined,
    query: FuzzyQuery,
  ): (() => Promise<readonly Mention[]>) | undefined {
    if (kind === 'symbol') return () => symbolMentions(this.#rooms, text, query, MOST_ROWS);
    // One letter is in the name of nearly everything.
    if (kind !== undefined || text.length < 2) return undefined;
    return () => symbolMentions(this.#rooms, text, query, MOST_SYMBOLS);
  }

  #show(mentions: readonly Mention[]): readonly MentionRow[] {
    const once = new Map(mentions.map((mention) => [mention.id, mention]));
    for (const [id, mention] of once) this.#shown.set(id, mention);
    return [...once.values()].map(rowOf);
  }
}

/** Who has asked for a kind is told that there is nothing of it; else no list is shown. */
function orNothing(found: readonly Mention[], kind: MentionKind | undefined): readonly Mention[] {
  if (found.length > 0 || kind === undefined) return found;
  return [
    { id: 'nothing', kind, label: contextTexts.nothing, hint: '', disabled: true, take: async () => NOTHING },
  ];
}

/** What the panel needs of a mention. */
function rowOf({ id, kind, label, hint, tokens, disabled, narrows }: Mention): MentionRow {
  return {
    id,
    kind,
    label,
    hint,
    ...(tokens !== undefined && { tokens }),
    ...(disabled && { disabled }),
    ...(narrows && { narrows }),
  };
}
