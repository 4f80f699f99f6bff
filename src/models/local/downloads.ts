import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DownloadError } from '../../core/model/downloadError.ts';
import { CATALOGUE_FILES, type CatalogueFile } from '../../core/model/fileCatalogue.ts';
import type { DownloadEnd, DownloadPhase, DownloadView } from '../../core/model/modelLibrary.ts';
import { type BringRooms, bringModel, lockPath } from './bringModel.ts';
import type { DownloadProgress } from './download.ts';
import { FileLock, isHeld } from './fileLock.ts';
import { discardPartial, partPath, readPartialNote } from './partialFile.ts';
import { TransferPace } from './transferPace.ts';

export interface DownloadsOptions extends BringRooms {
  readonly folder: () => string;
  readonly log: (line: string) => void;
  readonly onChange: () => void;
  /** A file stands at its place: awaited before that is told. */
  readonly onFile: () => Promise<void>;
  readonly onEnd: (end: DownloadEnd) => void;
}

interface Entry {
  readonly file: CatalogueFile;
  readonly target: string;
  phase: DownloadPhase;
  done: number;
  total: number;
  error?: DownloadError | undefined;
  readonly pace: TransferPace;
  /** While it waits for its turn, or is under way. */
  controller?: AbortController | undefined;
}

const PAUSED = new Error('paused');
const CANCELLED = new Error('cancelled');
/** Milliseconds after which the pace of a transfer that says nothing is told anew. */
const SILENCE = 1_000;

/** The downloads of this window: one at a time, the others wait. */
export class Downloads {
  readonly #options: DownloadsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #waiting: Entry[] = [];
  #active: { readonly entry: Entry; readonly ended: Promise<void> } | undefined;
  #disposed = false;

  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  views(): DownloadView[] {
    return [...this.#entries.values()].map(({ file, phase, done, total, error, pace }) => {
      const bytesPerSecond = phase === 'downloading' ? pace.bytesPerSecond(performance.now()) : undefined;
      return {
        file,
        phase,
        done,
        total,
        ...(bytesPerSecond !== undefined && { bytesPerSecond }),
        ...(error && { error }),
      };
    });
  }

  /** Finds what was begun and not finished, by this window or another one. */
  async refresh(): Promise<void> {
    const folder = this.#options.folder();
    for (const [id, { target, controller }] of this.#entries) {
      if (!controller && dirname(target) !== folder) this.#entries.delete(id);
    }
    await Promise.all(CATALOGUE_FILES.map((file) => this.#find(file, join(folder, file.name))));
  }

  start(file: CatalogueFile): void {
    const known = this.#entries.get(file.id);
    if (known?.controller || this.#disposed) return;
    const target = join(this.#options.folder(), file.name);
    // What was begun in another folder stays there.
    const entry = known?.target === target ? known : this.#enter(file, target);
    entry.controller = new AbortController();
    entry.error = undefined;
    entry.phase = 'waiting';
    this.#waiting.push(entry);
    this.#next();
    this.#options.onChange();
  }

  async pause(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry?.controller) return;
    await this.#stop(entry, PAUSED);
    this.#options.onChange();
  }

  async cancel(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry) return;
    await this.#stop(entry, CANCELLED);
    // It may have come to its end meanwhile, or been begun anew.
    if (this.#entries.get(id) !== entry || entry.controller) return;
    if (await discard(entry.target)) {
      this.#entries.delete(id);
      this.#options.onEnd({ file: entry.file, outcome: 'cancelled' });
    } else fail(entry, new DownloadError('busy', { file: entry.target }));
    this.#options.onChange();
  }

  /** What has come is kept. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const { controller } of this.#entries.values()) controller?.abort(PAUSED);
    this.#waiting.length = 0;
    await this.#active?.ended;
  }

  #enter(file: CatalogueFile, target: string): Entry {
    const entry: Entry = {
      file,
      target,
      phase: 'paused',
      done: 0,
      total: file.bytes,
      pace: new TransferPace(),
    };
    this.#entries.set(file.id, entry);
    return entry;
  }

  async #find(file: CatalogueFile, target: string): Promise<void> {
    const part = await stat(partPath(target)).catch(() => undefined);
    const note = part && (await readPartialNote(target));
    const elsewhere = await isHeld(lockPath(target));
    const finished =
      !part &&
      (await stat(target).then(
        () => true,
        () => false,
      ));
    const known = this.#entries.get(file.id);
    if (known?.controller) return;
    if (!note) {
      // Another window has brought it to its end, or has removed it.
      if (finished || known?.error?.kind === 'busy') this.#entries.delete(file.id);
      return;
    }
    const entry = known ?? this.#enter(file, target);
    entry.done = part.size;
    entry.total = note.size ?? file.bytes;
    if (elsewhere) fail(entry, new DownloadError('busy', { file: target }));
    else if (entry.error?.kind === 'busy') {
      entry.phase = 'paused';
      entry.error = undefined;
    }
  }

  #next(): void {
    if (this.#active) return;
    const entry = this.#waiting.shift();
    const controller = entry?.controller;
    if (!entry || !controller) return;
    entry.phase = 'connecting';
    const ended = this.#run(entry, controller.signal).finally(() => {
      this.#active = undefined;
      this.#next();
    });
    this.#active = { entry, ended };
  }

  async #run(entry: Entry, signal: AbortSignal): Promise<void> {
    const { file, target } = entry;
    const silence = setInterval(() => {
      if (entry.phase === 'downloading' && entry.pace.isSilent(performance.now(), SILENCE))
        this.#options.onChange();
    }, SILENCE);
    try {
      const tell = (progress: DownloadProgress): void => this.#tell(entry, progress);
      const { architecture } = await bringModel({ file, target, signal, tell }, this.#options);
      this.#entries.delete(file.id);
      entry.controller = undefined;
      await this.#options.onFile();
      const other = architecture !== file.architecture;
      if (other)
        this.#options.log(`${file.name}: architecture ${architecture} instead of ${file.architecture}`);
      this.#options.onEnd({ file, outcome: 'done', ...(other && { architecture }) });
    } catch (error) {
      this.#failed(entry, error, signal);
    } finally {
      clearInterval(silence);
      this.#options.onChange();
    }
  }

  #failed(entry: Entry, thrown: unknown, signal: AbortSignal): void {
    const { file, target } = entry;
    entry.controller = undefined;
    if (signal.aborted) {
      entry.phase = 'paused';
      return;
    }
    const error = typed(thrown, dirname(target));
    this.#options.log(`${file.name}: ${error.message}`);
    fail(entry, error);
    if (removed(error)) entry.done = 0;
    this.#options.onEnd({ file, outcome: 'failed', error });
  }

  #tell(entry: Entry, { phase, done, total, error }: DownloadProgress): void {
    const before = entry.phase;
    entry.phase = phase === 'retrying' ? 'connecting' : phase;
    // While it connects and asks, what is there is not yet counted.
    if (phase !== 'connecting' && phase !== 'retrying') entry.done = done;
    else entry.done = Math.max(entry.done, done);
    entry.total = total ?? entry.total;
    if (phase === 'retrying') entry.error = error;
    else if (phase !== 'connecting') entry.error = undefined;
    if (phase === 'downloading') entry.pace.note(performance.now(), done);
    else entry.pace.reset();
    if (before !== entry.phase || phase !== 'connecting') this.#options.onChange();
  }

  async #stop(entry: Entry, reason: Error): Promise<void> {
    entry.controller?.abort(reason);
    const place = this.#waiting.indexOf(entry);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
      entry.controller = undefined;
      entry.phase = 'paused';
    } else if (this.#active?.entry === entry) await this.#active.ended;
  }
}

function fail(entry: Entry, error: DownloadError): void {
  entry.phase = 'failed';
  entry.error = error;
}

function removed({ kind }: DownloadError): boolean {
  return kind === 'wrongDigest' || kind === 'damaged';
}

function typed(error: unknown, folder: string): DownloadError {
  if (error instanceof DownloadError) return error;
  const detail = error instanceof Error ? error.message.slice(0, 300) : String(error);
  return new DownloadError('disk', { folder, detail }, { cause: error });
}

/** Removes what has come. False when another window is at work on it. */
async function discard(target: string): Promise<boolean> {
  try {
    const lock = await FileLock.take(lockPath(target), () => {});
    if (!lock) return false;
    try {
      await discardPartial(target);
    } finally {
      await lock.release();
    }
  } catch {
    // A folder that is gone, or takes nothing: what cannot be removed is found again.
  }
  return true;
}
