import type * as vscode from 'vscode';
import type { MentionRow } from '../../core/chat/protocol.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import type { Attached } from './attached.ts';
import type { TerminalRecorder } from './terminalRecorder.ts';

/** Whether the index can be asked: for how many files, or why not, in words for a row. */
export type CodebaseOffer = { readonly files: number } | { readonly unavailable: string };

export interface MentionRooms {
  readonly sources: SourceFiles;
  readonly terminals: TerminalRecorder;
  /** The editor that the user was in last. */
  readonly editor: () => vscode.TextEditor | undefined;
  /** Ids of what is attached already: it is not offered again. */
  readonly attached: () => ReadonlySet<string>;
  readonly codebase: (() => CodebaseOffer) | undefined;
}

/** A row of a search, and how well it answers. */
export interface RankedMention extends Mention {
  readonly score: number;
}

/** A row, and what picking it attaches. */
export interface Mention extends MentionRow {
  readonly take: (signal: AbortSignal) => Promise<Attached>;
}
