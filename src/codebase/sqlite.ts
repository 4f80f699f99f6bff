import type { DatabaseSync } from 'node:sqlite';
import { CodebaseError } from '../core/retrieval/codebase.ts';

export type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What SQLite says of a file that is damaged or none of its own: SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGED = new Set([11, 26]);
const BUSY = new Set([5, 6]);

/**
 * Opens a database file.
 * @throws CodebaseError when this Node has no SQLite, or the file cannot be opened
 */
export function openDatabase(file: string): DatabaseSync {
  const sqlite = loadSqlite();
  try {
    return new sqlite.DatabaseSync(file);
  } catch (error) {
    throw isDamaged(error) ? error : new CodebaseError('storage', codeOf(error));
  }
}

/** SQLite's own error number, without the bits that tell more; 0 for another error. */
function numberOf(error: unknown): number {
  const number = error instanceof Error && 'errcode' in error ? error.errcode : 0;
  return typeof number === 'number' ? number & 0xff : 0;
}

export function isDamaged(error: unknown): boolean {
  return DAMAGED.has(numberOf(error));
}

export function isBusy(error: unknown): boolean {
  return BUSY.has(numberOf(error));
}

/** For the log and `CodebaseError.detail`: SQLite's number and words, which hold no contents. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return numberOf(error) ? `SQLite ${numberOf(error)}: ${error.message}` : error.message;
}

/** @throws CodebaseError when this Node has no SQLite or SQLite no full-text search */
export function requireFullTextSearch(): void {
  const database = openDatabase(':memory:');
  try {
    database.exec("CREATE VIRTUAL TABLE probe USING fts5(x, content='', contentless_delete=1, detail=none)");
  } catch (error) {
    throw new CodebaseError('unsupported', codeOf(error));
  } finally {
    database.close();
  }
}

function loadSqlite(): typeof import('node:sqlite') {
  const found = withoutWarning(() => process.getBuiltinModule('node:sqlite'));
  // The types promise it; an older Node has none.
  if (!(found as unknown))
    throw new CodebaseError('unsupported', `no node:sqlite in Node ${process.versions.node}`);
  return found;
}

/** node:sqlite calls itself experimental in a warning that the user would see. */
function withoutWarning<T>(load: () => T): T {
  const emit = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return load();
  } finally {
    process.emitWarning = emit;
  }
}
