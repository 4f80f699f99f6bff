import type { ContextItem } from '../context/contextItem.ts';
import type { CodebaseErrorKind } from '../retrieval/codebase.ts';

/** Why a search in the code gave nothing, or less than it might. Each has its Russian text in one table. */
export type CodeTrouble =
  /** Nothing in the index belongs to the question. */
  | 'nothing'
  /** Files are still being read: what was found may not be all. */
  | 'building'
  | 'noFolder'
  | 'untrusted'
  /** By the setting, or deleted by the user. */
  | 'turnedOff'
  | Exclude<CodebaseErrorKind, 'disposed'>;

export interface CodeQuestion {
  readonly text: string;
  /** Names that the code probably uses. */
  readonly identifiers: readonly string[];
}

/** The code of the workspace, as the chat asks it. */
export interface CodeSearch {
  /** Nothing when it can be asked and all files are in it. Cheap, and starts nothing. */
  readonly trouble: CodeTrouble | undefined;
  /**
   * At most `limit` pieces of files, of kind `found`, the best first. Starts the index where it may be started.
   * @throws CodebaseError; the signal's reason when it aborts
   */
  find(question: CodeQuestion, limit: number, signal: AbortSignal): Promise<readonly ContextItem[]>;
}

/** How the code was searched for an answer. */
export interface SearchNote {
  /** Names that the model guessed and the index was asked for, too. */
  readonly names: readonly string[];
  readonly trouble?: CodeTrouble;
}
