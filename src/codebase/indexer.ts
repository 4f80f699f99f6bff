import { statSync } from 'node:fs';
import path from 'node:path';
import type { Ignore } from 'ignore';
import type { TermReader } from '../core/retrieval/terms.ts';
import { chunksOf } from './indexFile.ts';
import { readSource, sourceBuffer } from './readSource.ts';
import type { FileRecord, Store } from './store.ts';
import { Walk, wouldReach } from './walk.ts';

export interface ScanStep {
  /** Files looked at since the scan began. */
  readonly scanned: number;
}

/** Keeps the store like the files on the disk. Works in small steps: between them the caller may do other things. */
export class Indexer {
  readonly #store: Store;
  readonly #reader: TermReader;
  readonly #exclude: Ignore;
  readonly #folders: ReadonlyMap<string, number>;
  readonly #buffer = sourceBuffer();
  #unreadable: readonly string[] = [];

  constructor(store: Store, reader: TermReader, folders: readonly string[], exclude: Ignore) {
    this.#store = store;
    this.#reader = reader;
    this.#exclude = exclude;
    this.#folders = store.useFolders(folders);
  }

  /** Folders that the last scan could not read. */
  get unreadable(): readonly string[] {
    return this.#unreadable;
  }

  /** Goes through all folders; reads what is new or changed, forgets what is gone. One step a file. */
  *scan(): Generator<ScanStep> {
    const reached = new Set<string>();
    const unreadable: string[] = [];
    let scanned = 0;
    for (const [root, folder] of this.#folders) {
      const known = this.#store.filesIn(folder);
      const walk = new Walk(root, this.#exclude, reached);
      for (const { path: file, absolute } of walk.files()) {
        this.#store.begin();
        this.#update(folder, file, absolute, known.get(file));
        known.delete(file);
        yield { scanned: ++scanned };
      }
      unreadable.push(...walk.unreadable);
      for (const [file, { id }] of known) {
        // What cannot be read for the moment is not gone.
        if (walk.unreadable.some((closed) => isBelow(closed, path.join(root, file)))) continue;
        this.#store.begin();
        this.#store.remove(id);
        yield { scanned };
      }
    }
    this.#unreadable = unreadable;
  }

  /** A file was created, changed or deleted; or a folder was. One step a file. */
  *look(absolute: string): Generator<ScanStep> {
    const found = this.#folderOf(absolute);
    if (!found) return;
    const { root, folder } = found;
    const file = path.relative(root, absolute).split(path.sep).join('/');
    const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ?? false;
    this.#store.begin();
    const known = this.#store.fileAt(folder, file);
    if (!isFolder && wouldReach(root, absolute, this.#exclude)) this.#update(folder, file, absolute, known);
    else if (known) this.#store.remove(known.id);
    let scanned = 1;
    yield { scanned };
    const below = new Map(this.#store.filesBelow(folder, file));
    if (isFolder) {
      for (const inner of new Walk(root, this.#exclude).below(absolute)) {
        this.#store.begin();
        this.#update(folder, inner.path, inner.absolute, this.#store.fileAt(folder, inner.path));
        below.delete(inner.path);
        yield { scanned: ++scanned };
      }
    }
    for (const id of below.values()) {
      this.#store.begin();
      this.#store.remove(id);
      yield { scanned };
    }
  }

  #folderOf(absolute: string): { root: string; folder: number } | undefined {
    let best: { root: string; folder: number } | undefined;
    for (const [root, folder] of this.#folders)
      if (isBelow(root, absolute) && root.length > (best?.root.length ?? 0)) best = { root, folder };
    return best;
  }

  #update(folder: number, file: string, absolute: string, known: FileRecord | undefined): void {
    const source = readSource(absolute, this.#buffer, known);
    if (source === 'unchanged') return;
    if (!source) {
      if (known) this.#store.remove(known.id);
      return;
    }
    const { size, mtime, digest, text } = source;
    if (known && digest !== '' && known.digest === digest) {
      this.#store.touch(known.id, size, mtime);
      return;
    }
    // Between the steps of a scan the file may have been looked at for a change of its own.
    const current = this.#store.fileAt(folder, file);
    if (current) this.#store.remove(current.id);
    const chunks = text === undefined ? [] : chunksOf(file, text, this.#reader);
    this.#store.put({ folder, path: file, size, mtime, digest }, chunks);
  }
}

function isBelow(folder: string, place: string): boolean {
  return place.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
