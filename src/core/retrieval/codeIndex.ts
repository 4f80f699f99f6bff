import type { Subscription } from '../events.ts';
import type { Codebase, IndexState } from './codebase.ts';

/** Which code is indexed. */
export interface IndexedCode {
  /** Absolute path of the database; its folder is made. */
  readonly database: string;
  /** Absolute paths of the workspace's folders. */
  readonly folders: readonly string[];
  /** Globs of what is left out besides the rules of .gitignore. */
  readonly exclude: readonly string[];
}

/** An index as the editor keeps it: nothing is read before `start` or the first search. */
export interface CodeIndex extends Codebase {
  readonly state: IndexState;
  readonly onDidChangeState: (listener: (state: IndexState) => void) => Subscription;
  start(): void;
  /** Absolute paths of files or folders that were created, changed or deleted. */
  changed(paths: readonly string[]): void;
  configure(code: Pick<IndexedCode, 'folders' | 'exclude'>): void;
  pause(): void;
  resume(): void;
  /** Looks at all files again. */
  rescan(): void;
  /** Tries again after the worker has died too often. */
  restart(): void;
  /** Deletes the index from the disk. */
  clear(): Promise<void>;
  dispose(): Promise<void>;
}
