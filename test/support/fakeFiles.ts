/** The editor's file system in memory, with its errors and its way to rename, for tests without the editor. */
import type { Uri } from './fakeVscode.ts';

export class FakeFileSystemError extends Error {
  readonly code: string;

  constructor(code: string, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
  }
}

export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 } as const;

type Operation = 'stat' | 'readFile' | 'writeFile' | 'rename' | 'delete' | 'readDirectory';

interface Stored {
  readonly bytes: Uint8Array;
  readonly modified: number;
}

/** Files by path; folders are where files are. */
export class FakeFiles {
  readonly #files = new Map<string, Stored>();
  /** Waited for before each operation; it may refuse by throwing. */
  before: (operation: Operation, path: string) => Promise<void> | void = () => {};
  /** Time of the next writes. */
  now = 1_000_000;

  /** Names in a folder, sorted. */
  names(folder: string): string[] {
    return [...this.#files.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1))
      .sort();
  }

  text(path: string): string {
    return new TextDecoder().decode(this.#get(path).bytes);
  }

  put(path: string, text: string): void {
    this.#files.set(path, { bytes: new TextEncoder().encode(text), modified: this.now });
  }

  /** As `workspace.fs`. */
  readonly api = {
    stat: async ({ path }: Uri) => {
      await this.before('stat', path);
      const { bytes, modified } = this.#get(path);
      return { type: FileType.File, ctime: modified, mtime: modified, size: bytes.length };
    },
    readFile: async ({ path }: Uri) => {
      await this.before('readFile', path);
      return this.#get(path).bytes;
    },
    writeFile: async ({ path }: Uri, bytes: Uint8Array) => {
      await this.before('writeFile', path);
      this.#files.set(path, { bytes, modified: this.now });
    },
    createDirectory: async () => {},
    rename: async (from: Uri, to: Uri, { overwrite = false }: { readonly overwrite?: boolean } = {}) => {
      await this.before('rename', to.path);
      const file = this.#get(from.path);
      if (this.#files.has(to.path)) {
        if (!overwrite) throw new FakeFileSystemError('FileExists', to.path);
        // As the editor's own: for a moment there is neither the old file nor the new one.
        this.#files.delete(to.path);
        await Promise.resolve();
      }
      this.#files.delete(from.path);
      this.#files.set(to.path, file);
    },
    delete: async ({ path }: Uri) => {
      await this.before('delete', path);
      this.#get(path);
      this.#files.delete(path);
    },
    readDirectory: async ({ path }: Uri) => {
      await this.before('readDirectory', path);
      const names = this.names(path);
      if (names.length === 0) throw new FakeFileSystemError('FileNotFound', path);
      return names.map((name) => [name, FileType.File]);
    },
  };

  #get(path: string): Stored {
    const file = this.#files.get(path);
    if (!file) throw new FakeFileSystemError('FileNotFound', path);
    return file;
  }
}
