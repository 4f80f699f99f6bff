import type { Subscription } from '../events.ts';
import type { DownloadError } from './downloadError.ts';
import type { CatalogueFile } from './fileCatalogue.ts';
import type { Device, Machine } from './machine.ts';

/** A model file on this machine. */
export interface LibraryFile {
  /** File name: the model's id. */
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  /** Lies outside the models folder: it is used there, and never deleted by us. */
  readonly foreign: boolean;
  /** Hexadecimal, of a file that was downloaded by us. */
  readonly sha256?: string;
}

/** Tokens a second, as this machine did them. */
export interface MeasuredSpeed {
  readonly reading: number;
  readonly writing: number;
  readonly device: Device;
}

/** `waiting`: another download is under way. `verifying`: the size, the digest and the structure are checked. */
export type DownloadPhase =
  | 'waiting'
  | 'connecting'
  | 'checking'
  | 'downloading'
  | 'verifying'
  | 'paused'
  | 'failed';

/** A download that is not finished. One that is finished is a file. */
export interface DownloadView {
  readonly file: CatalogueFile;
  readonly phase: DownloadPhase;
  /** Bytes that are there, and of the whole. */
  readonly done: number;
  readonly total: number;
  /** Of the last seconds. */
  readonly bytesPerSecond?: number;
  /**
   * Why it failed; what has come is kept unless the error says otherwise. While `connecting`: why the last try failed.
   * `busy` also of one that another window is bringing.
   */
  readonly error?: DownloadError;
}

/** How a download ended, told once. */
export interface DownloadEnd {
  readonly file: CatalogueFile;
  readonly outcome: 'done' | 'failed' | 'cancelled';
  readonly error?: DownloadError;
  /** It is whole, but of another architecture than the catalogue's: this engine may not know it. */
  readonly architecture?: string;
}

/** The model files of this machine: what is there, what is coming, and what the machine can carry. */
export interface ModelLibrary {
  /** The files, and the downloads that were begun and not finished, also before the editor was restarted. */
  refresh(): Promise<void>;
  files(): readonly LibraryFile[];
  downloads(): readonly DownloadView[];
  /** By file name; those that have been loaded here. */
  speeds(): ReadonlyMap<string, MeasuredSpeed>;
  /** Remembers how fast a file has been, also for the next start. */
  recordSpeed(id: LibraryFile['id'], speed: MeasuredSpeed): void;
  /** Asks the system and the engine: takes some hundred milliseconds, in processes of their own. Never throws. */
  inspect(signal: AbortSignal): Promise<Machine>;
  /** Begins, or goes on where an earlier try stopped. Its course is told by `onDidChange` and `onDidEnd`. */
  download(file: CatalogueFile): void;
  /** What has come is kept. */
  pause(id: CatalogueFile['id']): Promise<void>;
  /** What has come is removed. */
  cancel(id: CatalogueFile['id']): Promise<void>;
  /**
   * Removes a file of the models folder. The engine lets go of it first.
   * @throws the file system's own errors
   */
  delete(id: LibraryFile['id']): Promise<void>;
  readonly onDidChange: (listener: () => void) => Subscription;
  readonly onDidEnd: (listener: (end: DownloadEnd) => void) => Subscription;
}
