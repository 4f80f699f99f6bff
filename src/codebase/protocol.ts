import type { CodebaseErrorKind, IndexState, Query, Snippet } from '../core/retrieval/codebase.ts';

/** Messages between the extension's thread and the index's worker. */

export interface IndexSettings {
  /** Absolute path of the database; its folder is made. */
  readonly database: string;
  /** Absolute paths of the workspace's folders. */
  readonly folders: readonly string[];
  /** Globs of what is left out besides the rules of .gitignore. */
  readonly exclude: readonly string[];
}

export type ToIndex =
  /** The first message; again when folders or globs have changed. */
  | { readonly kind: 'open'; readonly settings: IndexSettings }
  | { readonly kind: 'search'; readonly id: number; readonly query: Query; readonly limit: number }
  /** Files or folders that were created, changed or deleted: absolute paths. */
  | { readonly kind: 'changed'; readonly paths: readonly string[] }
  | { readonly kind: 'rescan' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** Deletes the database; nothing is indexed until the next `open`. */
  | { readonly kind: 'clear'; readonly id: number };

export type FromIndex =
  | { readonly kind: 'state'; readonly state: IndexState }
  | { readonly kind: 'found'; readonly id: number; readonly snippets: readonly Snippet[] }
  | { readonly kind: 'cleared'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Failure };

export interface Failure {
  readonly kind: CodebaseErrorKind;
  readonly detail: string;
}
