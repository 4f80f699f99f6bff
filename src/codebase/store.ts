import { rmSync } from 'node:fs';
import { CodebaseError } from '../core/retrieval/codebase.ts';
import { codeOf, type DatabaseSync, isDamaged, openDatabase, type StatementSync } from './sqlite.ts';

/** Another number: the database is built anew. */
const SCHEMA_VERSION = 2;

/**
 * Terms stand in a full-text table that keeps neither texts nor positions: which chunks hold a term, no more. What a
 * place says is read from its file. Nothing is merged while it is written, which would hold up a saved file now and then
 * for a tenth of a second: `tidy` does it at rest.
 */
const SCHEMA = `
CREATE TABLE folders (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE files (
  id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, mtime REAL NOT NULL,
  digest TEXT NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, UNIQUE (folder, path)
);
CREATE TABLE chunks (
  id INTEGER PRIMARY KEY, file INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, words INTEGER NOT NULL,
  name TEXT NOT NULL
);
CREATE VIRTUAL TABLE terms USING fts5(
  term, content='', contentless_delete=1, detail=none, tokenize="ascii"
);
INSERT INTO terms(terms, rank) VALUES ('hashsize', 8388608), ('automerge', 0), ('crisismerge', 64), ('usermerge', 2);
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Pages of a full-text table that are merged in one step: some milliseconds. */
const PAGES_MERGED = 32;
/** Pages of the journal, 32 MB, from which on it is emptied though there is no rest. */
const MOST_JOURNAL = 8000;

/** What the tokenizer keeps in one piece; terms are nothing else. */
const ONE_TOKEN = /^[0-9A-Za-z\u0080-\uFFFF]+$/;
const [COMMA, DIGIT_0] = [44, 48];

export interface FileRecord {
  readonly id: number;
  readonly size: number;
  readonly mtime: number;
  readonly digest: string;
}

export interface NewFile {
  readonly folder: number;
  readonly path: string;
  readonly size: number;
  readonly mtime: number;
  readonly digest: string;
}

export interface NewChunk {
  readonly startLine: number;
  readonly endLine: number;
  readonly name: string;
  readonly words: number;
  readonly terms: Iterable<string>;
}

export interface ChunkRecord {
  readonly id: number;
  readonly file: number;
  readonly folder: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly words: number;
  readonly name: string;
}

/** The index's database. Every method throws SQLite's own error when the file is damaged. */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #nextChunk = 1;
  /** At a version of the database; none yet. */
  #counts = { version: -1, files: 0, chunks: 0 };
  #inTransaction = false;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#nextChunk = this.greatestChunk() + 1;
  }

  /**
   * Opens the database; the writer builds it anew where there is none, an older one, or a damaged one.
   * @returns undefined for a reader, when there is nothing to read yet
   */
  static open(file: string, mayWrite: boolean): Store | undefined {
    try {
      return Store.#openExisting(file) ?? (mayWrite ? Store.#create(file) : undefined);
    } catch (error) {
      if (error instanceof CodebaseError) throw error;
      if (!isDamaged(error)) throw new CodebaseError('storage', codeOf(error));
      return mayWrite ? Store.#create(file) : undefined;
    }
  }

  static #openExisting(file: string): Store | undefined {
    const database = openDatabase(file);
    try {
      database.exec(
        `PRAGMA busy_timeout = 3000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000; PRAGMA journal_size_limit = 4000000;
         PRAGMA wal_autocheckpoint = ${MOST_JOURNAL}`,
      );
      const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
      if (version === SCHEMA_VERSION) return new Store(database);
    } catch (error) {
      database.close();
      throw error;
    }
    database.close();
    return undefined;
  }

  static #create(file: string): Store | undefined {
    deleteDatabase(file);
    const database = openDatabase(file);
    try {
      database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL');
      database.exec(`BEGIN; ${SCHEMA} COMMIT`);
    } finally {
      database.close();
    }
    return Store.#openExisting(file);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #get(sql: string, ...values: (string | number)[]): Record<string, unknown> | undefined {
    return this.#statement(sql).get(...values);
  }

  /** Everything until `commit` is written at once, or not at all. */
  begin(): void {
    if (this.#inTransaction) return;
    this.#database.exec('BEGIN IMMEDIATE');
    this.#inTransaction = true;
  }

  commit(): void {
    if (!this.#inTransaction) return;
    this.#database.exec('COMMIT');
    this.#inTransaction = false;
  }

  /** Moves what the journal holds into the database: after a long run of writing. */
  settle(): void {
    this.commit();
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** At rest: merges what single writings have left, which makes searching quicker, and settles. In short steps. */
  *tidy(): Generator<void> {
    this.commit();
    const merge = this.#statement("INSERT INTO terms(terms, rank) VALUES ('merge', ?)");
    const written = (): number => Number(this.#get('SELECT total_changes() AS count')?.['count']);
    for (let before = written(); ; before = written()) {
      merge.run(PAGES_MERGED);
      // The statement itself is one.
      if (written() - before < 2) break;
      yield;
    }
    this.settle();
  }

  /** Ids of the workspace's folders; others and their files go. */
  useFolders(paths: readonly string[]): Map<string, number> {
    this.begin();
    for (const { id, path } of this.#statement('SELECT id, path FROM folders').all()) {
      if (paths.includes(String(path))) continue;
      for (const { id: file } of this.#statement('SELECT id FROM files WHERE folder = ?').all(Number(id)))
        this.remove(Number(file));
      this.#statement('DELETE FROM folders WHERE id = ?').run(Number(id));
    }
    const ids = new Map<string, number>();
    for (const path of paths) {
      this.#statement('INSERT OR IGNORE INTO folders (path) VALUES (?)').run(path);
      ids.set(path, Number(this.#get('SELECT id FROM folders WHERE path = ?', path)?.['id']));
    }
    this.commit();
    return ids;
  }

  /** Every file of a folder by its path. */
  filesIn(folder: number): Map<string, FileRecord> {
    const files = new Map<string, FileRecord>();
    const rows = this.#statement('SELECT id, path, size, mtime, digest FROM files WHERE folder = ?').iterate(
      folder,
    );
    for (const row of rows) files.set(String(row['path']), fileRecord(row));
    return files;
  }

  fileAt(folder: number, path: string): FileRecord | undefined {
    const sql = 'SELECT id, size, mtime, digest FROM files WHERE folder = ? AND path = ?';
    const row = this.#get(sql, folder, path);
    return row && fileRecord(row);
  }

  /** Ids of the files below a path of a folder, by their paths. */
  filesBelow(folder: number, path: string): [path: string, id: number][] {
    const sql = 'SELECT id, path FROM files WHERE folder = ? AND path >= ? AND path < ?';
    // The character after the slash ends the range.
    const rows = this.#statement(sql).all(folder, `${path}/`, `${path}0`);
    return rows.map((row) => [String(row['path']), Number(row['id'])]);
  }

  put(file: NewFile, chunks: readonly NewChunk[]): void {
    const { folder, path, size, mtime, digest } = file;
    const first = this.#nextChunk;
    this.#count(1, chunks.length);
    const { lastInsertRowid } = this.#statement(
      'INSERT INTO files (folder, path, size, mtime, digest, first, count) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ).run(folder, path, size, mtime, digest, first, chunks.length);
    const place = this.#statement(
      'INSERT INTO chunks (id, file, start, end, words, name) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const text = this.#statement('INSERT INTO terms (rowid, term) VALUES (?, ?)');
    for (const { startLine, endLine, words, name, terms } of chunks) {
      const id = this.#nextChunk++;
      place.run(id, Number(lastInsertRowid), startLine, endLine, words, name);
      text.run(id, Array.from(terms).join(' '));
    }
  }

  /** The file's contents are what they were. */
  touch(id: number, size: number, mtime: number): void {
    this.#statement('UPDATE files SET size = ?, mtime = ? WHERE id = ?').run(size, mtime, id);
  }

  remove(id: number): void {
    const row = this.#get('SELECT first, count FROM files WHERE id = ?', id);
    if (!row) return;
    const [first, count] = [Number(row['first']), Number(row['count'])];
    this.#count(-1, count);
    for (let chunk = first; chunk < first + count; chunk++)
      this.#statement('DELETE FROM terms WHERE rowid = ?').run(chunk);
    this.#statement('DELETE FROM chunks WHERE id >= ? AND id < ?').run(first, first + count);
    this.#statement('DELETE FROM files WHERE id = ?').run(id);
  }

  /** Files of which something can be found. */
  fileCount(): number {
    return this.#counted().files;
  }

  chunkCount(): number {
    return this.#counted().chunks;
  }

  /** Counting takes milliseconds: another window's writing changes the version, own writing does not. */
  #counted(): { files: number; chunks: number } {
    const version = Number(this.#get('PRAGMA data_version')?.['data_version']);
    if (version !== this.#counts.version) {
      const sql = `SELECT (SELECT count(*) FROM files WHERE count > 0) AS files, (SELECT count(*) FROM chunks) AS chunks`;
      const row = this.#get(sql);
      this.#counts = { version, files: Number(row?.['files']), chunks: Number(row?.['chunks']) };
    }
    return this.#counts;
  }

  /** Own writing: `sign` is 1 for what was added, -1 for what went. */
  #count(sign: 1 | -1, chunks: number): void {
    this.#counts.chunks += sign * chunks;
    if (chunks > 0) this.#counts.files += sign;
  }

  /** Ids of the chunks that hold every term, in their order; only the first `most`. */
  chunksWith(wanted: readonly string[], most: number): Uint32Array {
    if (!wanted.every((term) => ONE_TOKEN.test(term))) return new Uint32Array();
    const row = this.#get(
      'SELECT group_concat(rowid) AS ids FROM (SELECT rowid FROM terms WHERE terms MATCH ? LIMIT ?)',
      wanted.map((term) => `"${term}"`).join(' AND '),
      most,
    );
    const ids = row?.['ids'];
    return typeof ids === 'string' ? readIds(ids, most) : new Uint32Array();
  }

  /** No chunk has a greater id. */
  greatestChunk(): number {
    return Number(this.#get('SELECT max(id) AS most FROM chunks')?.['most'] ?? 0);
  }

  /** The chunks of these ids, in no order. */
  chunks(ids: readonly number[]): ChunkRecord[] {
    const rows = this.#statement(
      `SELECT chunks.id, file, folders.path AS folder, files.path AS path, start, end, words, name
       FROM json_each(?) AS wanted
       JOIN chunks ON chunks.id = wanted.value JOIN files ON files.id = file JOIN folders ON folders.id = folder`,
    ).all(JSON.stringify(ids));
    return rows.map((row) => ({
      id: Number(row['id']),
      file: Number(row['file']),
      folder: String(row['folder']),
      path: String(row['path']),
      startLine: Number(row['start']),
      endLine: Number(row['end']),
      words: Number(row['words']),
      name: String(row['name']),
    }));
  }

  close(): void {
    try {
      this.commit();
    } finally {
      this.#database.close();
    }
  }
}

function fileRecord(row: Record<string, unknown>): FileRecord {
  const { id, size, mtime, digest } = row;
  return { id: Number(id), size: Number(size), mtime: Number(mtime), digest: String(digest) };
}

/** `1,20,300`: one text is many times faster to hand over than as many rows. */
function readIds(text: string, most: number): Uint32Array {
  const ids = new Uint32Array(most);
  let count = 0;
  let id = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA) {
      ids[count++] = id;
      id = 0;
    } else id = id * 10 + code - DIGIT_0;
  }
  ids[count++] = id;
  return ids.subarray(0, count);
}

/** Deletes an index; a file that is not there is no error. */
export function deleteDatabase(file: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(file + ending, { force: true });
}
