/** A library of model files that is as the test says: nothing is fetched, nothing is asked of the machine. */
import { Emitter } from '../../src/core/events.ts';
import { DownloadError, type DownloadErrorKind } from '../../src/core/model/downloadError.ts';
import { type CatalogueFile, catalogueFile } from '../../src/core/model/fileCatalogue.ts';
import type { Machine } from '../../src/core/model/machine.ts';
import type {
  DownloadEnd,
  DownloadView,
  LibraryFile,
  MeasuredSpeed,
  ModelLibrary,
} from '../../src/core/model/modelLibrary.ts';

const GB = 1e9;

/** An ordinary machine without a GPU. */
export const PLAIN_MACHINE: Machine = {
  totalMemory: 16 * GB,
  freeMemory: 11.2 * GB,
  freeDisk: 48 * GB,
  engine: { cores: 8, copySpeed: 35 * GB },
};

/** A file of the catalogue by its id. */
export function known(id: string): CatalogueFile {
  const file = catalogueFile(id);
  if (!file) throw new Error(`the catalogue has no ${id}`);
  return file;
}

export const LITE = known('T-lite-it-2.1-Q4_K_M');

/** A download as it stands, in the middle of its course unless told otherwise. */
export function download(change: Partial<DownloadView> = {}): DownloadView {
  return {
    file: LITE,
    phase: 'downloading',
    done: 2.1 * GB,
    total: 5.03 * GB,
    bytesPerSecond: 11.8e6,
    ...change,
  };
}

export function failed(kind: DownloadErrorKind, details: DownloadError['details'] = {}): DownloadView {
  return download({ phase: 'failed', error: new DownloadError(kind, details) });
}

export class FakeLibrary implements ModelLibrary {
  machine: Machine = PLAIN_MACHINE;
  /** `inspect` waits for it. */
  inspecting: Promise<unknown> = Promise.resolve();
  readonly known = new Map<string, MeasuredSpeed>();
  /** What was asked of it, in order. */
  readonly asked: string[] = [];
  readonly #changed = new Emitter<void>();
  readonly #ended = new Emitter<DownloadEnd>();
  #files: readonly LibraryFile[] = [];
  #downloads: readonly DownloadView[] = [];

  readonly onDidChange = this.#changed.on;
  readonly onDidEnd = this.#ended.on;

  files = () => this.#files;
  downloads = () => this.#downloads;
  speeds = () => this.known;

  async refresh(): Promise<void> {
    this.#changed.fire();
  }

  async inspect(): Promise<Machine> {
    await this.inspecting;
    return this.machine;
  }

  download(file: CatalogueFile): void {
    this.asked.push(`download ${file.id}`);
    const before = this.#downloads.find((view) => view.file.id === file.id);
    this.put(download({ file, phase: 'connecting', done: before?.done ?? 0, total: file.bytes }));
  }

  async pause(id: string): Promise<void> {
    this.asked.push(`pause ${id}`);
    this.put(
      ...this.#downloads.map((view) => (view.file.id === id ? { ...view, phase: 'paused' as const } : view)),
    );
  }

  async cancel(id: string): Promise<void> {
    this.asked.push(`cancel ${id}`);
    const view = this.#downloads.find(({ file }) => file.id === id);
    this.put(...this.#downloads.filter(({ file }) => file.id !== id));
    if (view) this.#ended.fire({ file: view.file, outcome: 'cancelled' });
  }

  async delete(id: string): Promise<void> {
    this.asked.push(`delete ${id}`);
    this.has(...this.#files.filter((file) => file.id !== id));
  }

  recordSpeed(id: string, speed: MeasuredSpeed): void {
    this.known.set(id, speed);
  }

  /** The downloads become these. */
  put(...downloads: DownloadView[]): void {
    this.#downloads = downloads;
    this.#changed.fire();
  }

  /** The files become these. */
  has(...files: LibraryFile[]): void {
    this.#files = files;
    this.#changed.fire();
  }

  /** A download has ended well: its file is there. */
  comes(file: CatalogueFile = LITE): void {
    this.#downloads = this.#downloads.filter((view) => view.file.id !== file.id);
    this.has(...this.#files, fileOf(file));
    this.#ended.fire({ file, outcome: 'done' });
  }

  /** A download has failed. */
  fails(error: DownloadError, file: CatalogueFile = LITE): void {
    this.put(download({ file, phase: 'failed', error }));
    this.#ended.fire({ file, outcome: 'failed', error });
  }
}

export function fileOf({ name, bytes }: CatalogueFile, change: Partial<LibraryFile> = {}): LibraryFile {
  return { id: name, path: `/models/${name}`, bytes, foreign: false, ...change };
}
