import { type DatabaseSync, isBusy, openDatabase } from './sqlite.ts';

/**
 * The right to write an index, held by one process at a time. It is SQLite's own lock on an empty database beside the
 * index: it ends with its holder, however that dies.
 */
export class WriterLock {
  readonly #file: string;
  #database: DatabaseSync | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Takes the lock, or tells that another holds it. */
  take(): boolean {
    if (this.#database) return true;
    const database = openDatabase(this.#file);
    try {
      database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (isBusy(error)) return false;
      throw error;
    }
    this.#database = database;
    return true;
  }

  release(): void {
    this.#database?.close();
    this.#database = undefined;
  }
}
