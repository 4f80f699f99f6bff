import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { CodebaseError, type IndexState, type Query, type Snippet } from '../core/retrieval/codebase.ts';
import { TermReader } from '../core/retrieval/terms.ts';
import { readGlobs } from './globs.ts';
import { Indexer, type ScanStep } from './indexer.ts';
import type { IndexSettings } from './protocol.ts';
import { Searcher } from './searcher.ts';
import { codeOf, isDamaged, requireFullTextSearch } from './sqlite.ts';
import { deleteDatabase, Store } from './store.ts';
import { WriterLock } from './writerLock.ts';

/** Work goes on for so long, then messages are heard. Milliseconds. */
const SLICE = 12;
/** What was read is written down after so long at the latest. */
const COMMIT_AFTER = 1500;
/** How often a reader asks whether the other window has gone. */
const ASK_FOR_LOCK = 2000;
const TELL_EVERY = 200;
/** After so long without a change or a search the index is tidied. Milliseconds. */
const REST = 2000;
const MOST_REBUILDS = 3;

/** Keeps one index like the files, and answers from it. Lives in the worker; everything here may block. */
export class Keeper {
  readonly #settings: IndexSettings;
  readonly #tell: (state: IndexState) => void;
  readonly #reader = new TermReader();
  readonly #lock: WriterLock;
  #store: Store | undefined;
  #searcher: Searcher | undefined;
  #indexer: Indexer | undefined;
  #scan: Iterator<{ readonly scanned: number }> | undefined;
  /** What was changed and is still to be looked at; the look under way. */
  readonly #changed = new Set<string>();
  #look: Iterator<unknown> | undefined;
  #tidying: Iterator<void> | undefined;
  #restTimer: NodeJS.Timeout | undefined;
  #working = false;
  #paused = false;
  #closed = false;
  #lockTimer: NodeJS.Timeout | undefined;
  #committed = 0;
  #told = 0;
  #rebuilds = 0;
  #inode = 0;
  #state: IndexState = { activity: 'idle', files: 0, scanned: 0, unreadable: [] };

  constructor(settings: IndexSettings, tell: (state: IndexState) => void) {
    this.#settings = settings;
    this.#tell = tell;
    this.#lock = new WriterLock(`${settings.database}.lock`);
  }

  /** Opens the index and begins to bring it up to date. What fails is told by the state. */
  open(): void {
    this.#guard(() => {
      requireFullTextSearch();
      mkdirSync(path.dirname(this.#settings.database), { recursive: true });
      if (this.#lock.take()) this.#openToWrite();
      else this.#openToRead();
    });
  }

  /** @throws CodebaseError when there is no index */
  search(query: Query, limit: number): readonly Snippet[] {
    const { error } = this.#state;
    if (error) throw new CodebaseError(error.kind, error.detail);
    if (this.#state.activity === 'reading') this.#reopenIfReplaced();
    this.#restTimer?.refresh();
    try {
      return this.#searcher?.search(query, limit) ?? [];
    } catch (failure) {
      this.#failed(failure);
      return [];
    }
  }

  changed(paths: readonly string[]): void {
    // Without an index, or before it is opened anew, a scan will look at everything.
    if (!this.#indexer) return;
    for (const one of paths) this.#changed.add(one);
    // Other rules: other files.
    if (paths.some((one) => path.basename(one) === '.gitignore')) this.rescan();
    this.#work();
  }

  rescan(): void {
    if (!this.#indexer || !this.#store) return;
    this.#scan = scanAndTidy(this.#indexer, this.#store);
    this.#work();
  }

  pause(): void {
    this.#paused = true;
    this.#guard(() => this.#store?.commit());
    if (this.#indexer) this.#report({ activity: 'paused' }, true);
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#indexer) this.#report({ activity: this.#scan ? 'scanning' : 'ready' }, true);
    this.#work();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#lockTimer);
    this.#closeStore();
    this.#lock.release();
  }

  /** Closes the index and deletes it, unless another window writes it. */
  clear(): void {
    const own = this.#lock.take();
    this.#closed = true;
    clearTimeout(this.#lockTimer);
    this.#closeStore();
    if (own) deleteDatabase(this.#settings.database);
    this.#lock.release();
    this.#report({ activity: 'idle', files: 0, scanned: 0, unreadable: [] }, true);
  }

  #openToWrite(): void {
    const { database, folders, exclude } = this.#settings;
    const store = Store.open(database, true);
    if (!store) throw new CodebaseError('storage', 'no database');
    this.#store = store;
    this.#searcher = new Searcher(store, this.#reader);
    this.#indexer = new Indexer(store, this.#reader, folders, readGlobs(exclude));
    this.#committed = performance.now();
    this.#report(
      { activity: this.#paused ? 'paused' : 'scanning', files: store.fileCount(), scanned: 0 },
      true,
    );
    this.rescan();
  }

  #openToRead(): void {
    this.#openReader();
    this.#report({ activity: 'reading', files: this.#store?.fileCount() ?? 0 }, true);
    this.#lockTimer = setTimeout(() => this.#guard(() => this.#askForLock()), ASK_FOR_LOCK);
  }

  #openReader(): void {
    this.#closeStore();
    const { database } = this.#settings;
    this.#inode = inodeOf(database);
    if (this.#inode === 0) return;
    this.#store = Store.open(database, false);
    this.#searcher = this.#store && new Searcher(this.#store, this.#reader);
  }

  #askForLock(): void {
    if (this.#closed) return;
    if (!this.#lock.take()) {
      this.#lockTimer = setTimeout(() => this.#guard(() => this.#askForLock()), ASK_FOR_LOCK);
      return;
    }
    this.#closeStore();
    this.#openToWrite();
  }

  /** The writer may have built the database anew. */
  #reopenIfReplaced(): void {
    if (!this.#store || inodeOf(this.#settings.database) !== this.#inode)
      this.#guard(() => this.#openReader());
  }

  #closeStore(): void {
    const store = this.#store;
    this.#store = undefined;
    this.#searcher = undefined;
    this.#indexer = undefined;
    this.#scan = undefined;
    this.#look = undefined;
    this.#tidying = undefined;
    clearTimeout(this.#restTimer);
    this.#restTimer = undefined;
    this.#changed.clear();
    try {
      store?.close();
    } catch {
      // A damaged database may fail once more; it is closed all the same.
    }
  }

  /** Goes on in slices until there is nothing to do. */
  #work(): void {
    if (this.#working) return;
    this.#working = true;
    const slice = (): void => {
      const more = !this.#closed && !this.#paused && this.#guard(() => this.#slice());
      if (more) setImmediate(slice);
      else this.#working = false;
    };
    setImmediate(slice);
  }

  /** @returns whether there is more to do */
  #slice(): boolean {
    const [store, indexer] = [this.#store, this.#indexer];
    if (!store || !indexer) return false;
    const end = performance.now() + SLICE;
    if (this.#looksLeft) this.#lookAtChanged(store, indexer, end);
    while (this.#scan && performance.now() < end) this.#step(store, indexer);
    if (performance.now() - this.#committed > COMMIT_AFTER) this.#commit(store);
    if (this.#scan || this.#looksLeft) return true;
    // One step: a search may be waiting.
    if (this.#tidying?.next().done) this.#tidying = undefined;
    return this.#tidying !== undefined;
  }

  #tidyAtRest(store: Store): void {
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      this.#restTimer = undefined;
      this.#tidying = store.tidy();
      this.#work();
    }, REST);
  }

  get #looksLeft(): boolean {
    return this.#look !== undefined || this.#changed.size > 0;
  }

  #lookAtChanged(store: Store, indexer: Indexer, end: number): void {
    while (performance.now() < end) {
      this.#look ??= this.#nextLook(indexer);
      if (!this.#look) break;
      if (this.#look.next().done) this.#look = undefined;
    }
    if (this.#scan) return;
    this.#commit(store);
    this.#tidyAtRest(store);
    this.#report({ files: store.fileCount() }, !this.#looksLeft);
  }

  #nextLook(indexer: Indexer): Iterator<unknown> | undefined {
    for (const changed of this.#changed) {
      this.#changed.delete(changed);
      return indexer.look(changed);
    }
    return undefined;
  }

  #step(store: Store, indexer: Indexer): void {
    const step = this.#scan?.next();
    if (!step) return;
    if (!step.done) {
      this.#report({ activity: 'scanning', scanned: step.value.scanned });
      return;
    }
    this.#scan = undefined;
    this.#rebuilds = 0;
    this.#report({ activity: 'ready', files: store.fileCount(), unreadable: indexer.unreadable }, true);
  }

  #commit(store: Store): void {
    store.commit();
    this.#committed = performance.now();
  }

  #report(change: Partial<IndexState>, now = false): void {
    this.#state = { ...this.#state, ...change };
    const time = performance.now();
    if (!now && time - this.#told < TELL_EVERY) return;
    this.#told = time;
    this.#tell(this.#state);
  }

  /** Runs what may meet a damaged database; gives undefined when it did. */
  #guard<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #failed(error: unknown): void {
    const reading = this.#state.activity === 'reading';
    this.#closeStore();
    if (isDamaged(error) && !reading && this.#rebuilds < MOST_REBUILDS) {
      this.#rebuilds++;
      deleteDatabase(this.#settings.database);
      // Not from here: the caller may be in the midst of its work.
      setImmediate(() => !this.#closed && this.#guard(() => this.#openToWrite()));
      return;
    }
    if (reading && isDamaged(error)) return;
    const { kind, detail } =
      error instanceof CodebaseError ? error : new CodebaseError('storage', codeOf(error));
    this.#report({ activity: 'failed', error: { kind, detail } }, true);
  }
}

/** What was scanned is merged at once: the first question is not slower than the others. */
function* scanAndTidy(indexer: Indexer, store: Store): Generator<ScanStep> {
  let last: ScanStep = { scanned: 0 };
  for (last of indexer.scan()) yield last;
  for (const _ of store.tidy()) yield last;
}

/** 0 when there is no such file. */
function inodeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.ino ?? 0;
}
