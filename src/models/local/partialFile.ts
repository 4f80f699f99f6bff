import { createHash, type Hash } from 'node:crypto';
import {
  type FileHandle,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { DownloadError } from '../../core/model/downloadError.ts';

/** What is being downloaded, as the server described it when it began: what comes later must agree. */
export interface PartialNote {
  readonly url: string;
  readonly etag?: string;
  /** Bytes of the whole file. */
  readonly size?: number;
}

/** Left free beside the file: a full disk stops everything else. */
const SPARE_BYTES = 256 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
/** Writes of this size cost the event loop little and the disk less. */
const WRITE_BYTES = 1024 * 1024;

/**
 * A file that is coming: `<target>.part`, and a note beside it. Bytes only ever follow each other, so whatever stands
 * there after a crash is a true beginning. It becomes the target by one rename, when it is whole and right.
 */
export class PartialFile {
  readonly #target: string;
  #hash: Hash = createHash('sha256');
  #note: PartialNote | undefined;
  #handle: FileHandle | undefined;
  #size = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(target: string) {
    this.#target = target;
  }

  /** Bytes that are there, those not yet written included. */
  get size(): number {
    return this.#size;
  }

  /** What is there is a beginning of this; nothing when there is nothing to go on with. */
  get note(): PartialNote | undefined {
    return this.#note;
  }

  get path(): string {
    return `${this.#target}.part`;
  }

  get #notePath(): string {
    return `${this.#target}.part.json`;
  }

  /**
   * Opens what an earlier try left, and digests it.
   * @param goesOn whether it may be gone on with
   * @throws DownloadError `readOnly`
   */
  async resume(goesOn: (note: PartialNote) => boolean, signal: AbortSignal): Promise<void> {
    await this.#guarded(() => mkdir(dirname(this.#target), { recursive: true }));
    const note = await this.#readNote();
    this.#note = note && goesOn(note) ? note : undefined;
    const flags = this.#note ? 'r+' : 'w+';
    this.#handle = await this.#guarded(() => open(this.path, flags));
    if (this.#note) await this.#digest(this.#handle, signal);
  }

  /** Begins anew, from nothing. */
  async restart(note: PartialNote): Promise<void> {
    this.#hash = createHash('sha256');
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#size = 0;
    this.#note = note;
    await this.#guarded(async () => {
      await this.#opened.truncate(0);
      await writeFile(this.#notePath, JSON.stringify(note));
    });
  }

  /** @throws DownloadError `noSpace`, `readOnly` */
  async append(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#size += bytes.length;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= WRITE_BYTES) await this.#flush();
  }

  /** @throws DownloadError `noSpace` when the rest of a file of this size has no room */
  async checkSpace(size: number): Promise<void> {
    const { bavail, bsize } = await statfs(dirname(this.#target));
    const [needed, free] = [size - this.#size + SPARE_BYTES, bavail * bsize];
    if (free < needed) throw new DownloadError('noSpace', { needed, free, folder: dirname(this.#target) });
  }

  /** SHA-256 of all that is there, in hexadecimal. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** The whole file is right: it gets its name. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#guarded(() => this.#opened.sync());
    await this.close();
    await this.#guarded(() => rename(this.path, this.#target));
    await rm(this.#notePath, { force: true });
  }

  /** Keeps what is there, for the next try. */
  async close(): Promise<void> {
    const handle = this.#handle;
    if (!handle) return;
    try {
      await this.#flush();
    } finally {
      this.#handle = undefined;
      await handle.close();
    }
  }

  async remove(): Promise<void> {
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.close();
    await rm(this.path, { force: true });
    await rm(this.#notePath, { force: true });
  }

  get #opened(): FileHandle {
    if (!this.#handle) throw new Error('the partial file is not open');
    return this.#handle;
  }

  async #readNote(): Promise<PartialNote | undefined> {
    try {
      await stat(this.path);
      const note: unknown = JSON.parse(await readFile(this.#notePath, 'utf8'));
      return isNote(note) ? note : undefined;
    } catch {
      return undefined;
    }
  }

  async #digest(handle: FileHandle, signal: AbortSignal): Promise<void> {
    const buffer = Buffer.alloc(READ_BYTES);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#size);
      if (bytesRead === 0) return;
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#size += bytesRead;
    }
  }

  async #flush(): Promise<void> {
    if (this.#waitingBytes === 0) return;
    const at = this.#size - this.#waitingBytes;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#guarded(() => this.#opened.write(bytes, 0, bytes.length, at));
  }

  async #guarded<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw fileError(error, dirname(this.#target));
    }
  }
}

function isNote(value: unknown): value is PartialNote {
  return typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string';
}

function fileError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return new DownloadError('noSpace', { folder, detail: code });
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) {
    return new DownloadError('readOnly', { folder, detail: code }, { cause: error });
  }
  return error;
}
