/** What is asked of the code. */
export interface Query {
  /** The user's words, Russian or English, of any length. */
  readonly text: string;
  /** Names that the code probably uses, as a model guessed them; may be empty, may be wrong. */
  readonly identifiers: readonly string[];
  /** Absolute paths of the files in the editor's tabs: they come a little sooner. */
  readonly openFiles: readonly string[];
  /** Absolute paths of files that were edited lately. */
  readonly recentFiles: readonly string[];
}

/** A place in the code: a definition, or a piece of one. */
export interface Snippet {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Path within the folder, with forward slashes. */
  readonly path: string;
  /** From 1; both ends belong to it. */
  readonly startLine: number;
  readonly endLine: number;
  /** The lines as they stand in the file now. */
  readonly text: string;
  /** Comparable within one answer only. */
  readonly score: number;
  /** Name of the definition, with what holds it (`Cart.total`); empty where there is none. */
  readonly definition: string;
}

/** Finds places in the code of the workspace. */
export interface Codebase {
  /**
   * At most `limit` places, the best first; fewer, or none, while the index is being built.
   * @throws the signal's reason when it aborts
   * @throws CodebaseError when there is no index
   */
  search(query: Query, limit: number, signal: AbortSignal): Promise<readonly Snippet[]>;
}

/** Why there is no index. Each kind has its Russian text in one table. */
export type CodebaseErrorKind =
  /** The editor's Node has no SQLite, or SQLite no full-text search: `detail` says which. */
  | 'unsupported'
  /** The database cannot be opened or written: a full disk, a folder that takes no files. */
  | 'storage'
  /** The worker died again and again. */
  | 'crashed'
  | 'disposed';

export class CodebaseError extends Error {
  readonly kind: CodebaseErrorKind;
  /** For the log: an error code or a few words, no contents of files. */
  readonly detail: string;

  constructor(kind: CodebaseErrorKind, detail = '') {
    super(detail ? `${kind}: ${detail}` : kind);
    this.name = 'CodebaseError';
    this.kind = kind;
    this.detail = detail;
  }
}

/** How far the index is, for a status line. */
export interface IndexState {
  readonly activity: /** Nothing has been asked yet. */
    | 'idle'
    /** Files are being looked at; `files` grows. */
    | 'scanning'
    | 'paused'
    | 'ready'
    /** Another window writes the index of these folders; this one reads it. */
    | 'reading'
    | 'failed';
  /** Files in the index. */
  readonly files: number;
  /** Of the scan under way: files looked at. */
  readonly scanned: number;
  /** Folders that could not be read. */
  readonly unreadable: readonly string[];
  readonly error?: { readonly kind: CodebaseErrorKind; readonly detail: string };
}
