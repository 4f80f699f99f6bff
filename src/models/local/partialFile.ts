import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DownloadError, type DownloadErrorKind } from '../../core/model/downloadError.ts';
import { FileWriter } from './fileWriter.ts';

/** What is being downloaded, as the server described it when it began: what comes later must agree. */
export interface PartialNote {
  readonly url: string;
  readonly etag?: string;
  /** Hexadecimal, of the whole file, where it was known. */
  readonly sha256?: string;
  /** Bytes of the whole file. */
  readonly size?: number;
}

/** Left free beside the file: a full disk stops everything else. */
const SPARE_BYTES = 256 * 1024 * 1024;

const KINDS: ReadonlyMap<string, DownloadErrorKind> = new Map([
  ['ENOSPC', 'noSpace'],
  ['EDQUOT', 'noSpace'],
  ['EACCES', 'readOnly'],
  ['EPERM', 'readOnly'],
  ['EROFS', 'readOnly'],
  ['ENOTDIR', 'readOnly'],
  ['EEXIST', 'readOnly'],
  ['ENOENT', 'readOnly'],
]);

/**
 * A file that is coming: `<target>.part`, and a note beside it. Bytes only ever follow each other, so whatever stands
 * there after a crash is a true beginning. It becomes the target by one rename, when it is whole and right.
 */
export class PartialFile {
  readonly #target: string;
  readonly #threadPath: string;
  #note: PartialNote | undefined;
  #writer: FileWriter | undefined;
  #size = 0;

  /** @param threadPath the file that runs as the thread which writes */
  constructor(target: string, threadPath: string) {
    this.#target = target;
    this.#threadPath = threadPath;
  }

  /** Bytes that are there, those on their way to the disk included. */
  get size(): number {
    return this.#size;
  }

  /** What is there is a beginning of this; nothing when there is nothing to go on with. */
  get note(): PartialNote | undefined {
    return this.#note;
  }

  get path(): string {
    return partPath(this.#target);
  }

  get #notePath(): string {
    return notePath(this.#target);
  }

  /**
   * Opens what an earlier try left, and digests it.
   * @param goesOn whether it may be gone on with
   * @param onDigested bytes of it that are digested
   * @throws DownloadError `readOnly`, `disk`
   */
  async resume(
    goesOn: (note: PartialNote) => boolean,
    signal: AbortSignal,
    onDigested: (size: number) => void = () => {},
  ): Promise<void> {
    await this.#guarded(() => mkdir(dirname(this.#target), { recursive: true }));
    const note = await readPartialNote(this.#target);
    this.#note = note && goesOn(note) ? note : undefined;
    signal.throwIfAborted();
    const writer = new FileWriter(this.#threadPath, onDigested);
    this.#writer = writer;
    const end = (): void => void writer.end();
    signal.addEventListener('abort', end, { once: true });
    try {
      this.#size = await this.#guarded(() => writer.open(this.path, this.#note ? 'keep' : 'anew'));
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  /** Begins anew, from nothing. */
  async restart(note: PartialNote): Promise<void> {
    this.#size = 0;
    this.#note = note;
    await this.#guarded(async () => {
      await this.#opened.empty();
      await writeFile(this.#notePath, JSON.stringify(note));
    });
  }

  /** Takes the bytes over. @throws DownloadError `noSpace`, `readOnly`, `disk` */
  async append(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length;
    await this.#guarded(() => this.#opened.append(bytes));
  }

  /** @throws DownloadError `noSpace` when the rest of a file of this size has no room */
  async checkSpace(size: number): Promise<void> {
    const folder = dirname(this.#target);
    const { bavail, bsize } = await this.#guarded(() => statfs(folder));
    const [needed, free] = [size - this.#size + SPARE_BYTES, bavail * bsize];
    if (free < needed) throw new DownloadError('noSpace', { needed, free, folder });
  }

  /** SHA-256 of all that is there, in hexadecimal. */
  async digest(): Promise<string> {
    return this.#guarded(() => this.#opened.digest());
  }

  /** The whole file is right: it gets its name. */
  async finish(): Promise<void> {
    await this.#guarded(() => this.#opened.close(true));
    await this.close();
    await this.#guarded(() => rename(this.path, this.#target));
    await rm(this.#notePath, { force: true });
  }

  /** Keeps what is there, for the next try; what cannot be written now is fetched again then. Never rejects. */
  async close(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.close(false).catch(() => undefined);
    await writer?.end();
  }

  async remove(): Promise<void> {
    await this.#writer?.end();
    this.#writer = undefined;
    await discardPartial(this.#target);
  }

  get #opened(): FileWriter {
    if (!this.#writer) throw new Error('the partial file is not open');
    return this.#writer;
  }

  async #guarded<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw fileError(error, dirname(this.#target));
    }
  }
}

/** Where a file stands while it comes. */
export function partPath(target: string): string {
  return `${target}.part`;
}

function notePath(target: string): string {
  return `${target}.part.json`;
}

/** What is told of the part of a file that is there; nothing when there is none to go on with. */
export async function readPartialNote(target: string): Promise<PartialNote | undefined> {
  try {
    await stat(partPath(target));
    const note: unknown = JSON.parse(await readFile(notePath(target), 'utf8'));
    return isNote(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Removes what a download left that is not to be gone on with. */
export async function discardPartial(target: string): Promise<void> {
  await rm(partPath(target), { force: true });
  await rm(notePath(target), { force: true });
}

function isNote(value: unknown): value is PartialNote {
  return typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string';
}

/** What keeps a file in `folder` from being written. */
export function fileError(error: unknown, folder: string): DownloadError {
  if (error instanceof DownloadError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const detail = code ?? (error instanceof Error ? error.message.slice(0, 300) : String(error));
  return new DownloadError(KINDS.get(detail) ?? 'disk', { folder, detail }, { cause: error });
}
