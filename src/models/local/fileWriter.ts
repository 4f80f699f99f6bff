import { Worker } from 'node:worker_threads';

export type ToFileThread =
  | { readonly kind: 'open'; readonly path: string; readonly mode: 'read' | 'keep' | 'anew' }
  | { readonly kind: 'append'; readonly pieces: readonly Uint8Array[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'digest' }
  | { readonly kind: 'close'; readonly sync: boolean };

/** One `done` or `failed` for each message, in their order. */
export type FromFileThread =
  | { readonly kind: 'digested'; readonly size: number }
  | { readonly kind: 'done'; readonly value: number | string | undefined }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string };

/** Bytes that go to the thread at once: fewer messages than the network has pieces. */
const BATCH_BYTES = 512 * 1024;
/** Bytes on their way to the disk, beyond which whoever brings more has to wait. */
const MOST_UNDER_WAY = 8 * 1024 * 1024;

interface Owed {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A file that is written from its beginning to its end and digested by SHA-256, both in a thread of its own.
 * Everything rejects with the file system's own errors; after one of writing, nothing more is written.
 */
export class FileWriter {
  readonly #thread: Worker;
  readonly #onDigested: (size: number) => void;
  readonly #owed: Owed[] = [];
  #failure: Error | undefined;
  #batch: Uint8Array<ArrayBuffer>[] = [];
  #batchBytes = 0;
  #bytesUnderWay = 0;
  readonly #waiting: Owed[] = [];

  /** @param onDigested how far the digest of what `open` found is */
  constructor(threadPath: string, onDigested: (size: number) => void = () => {}) {
    this.#onDigested = onDigested;
    this.#thread = new Worker(threadPath, { stdin: false, execArgv: [], env: {} });
    this.#thread
      .on('message', (message: FromFileThread) => this.#heard(message))
      .on('error', (error) => this.#fail(error))
      .on('exit', () => this.#fail(new Error('the thread of the file has ended')));
  }

  /** `keep`: what is there is digested and gone on with. @returns bytes that are there */
  async open(path: string, mode: 'read' | 'keep' | 'anew'): Promise<number> {
    return Number(await this.#ask({ kind: 'open', path, mode }));
  }

  /** Takes the bytes over, and waits while too many are on their way to the disk. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#batch.push(ownBuffer(bytes));
    this.#batchBytes += bytes.length;
    if (this.#batchBytes >= BATCH_BYTES) this.#sendBatch();
    if (this.#bytesUnderWay < MOST_UNDER_WAY) return;
    await new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async empty(): Promise<void> {
    this.#batch = [];
    this.#batchBytes = 0;
    await this.#ask({ kind: 'empty' });
  }

  /** SHA-256 of all that is there, in hexadecimal. */
  async digest(): Promise<string> {
    this.#sendBatch();
    return String(await this.#ask({ kind: 'digest' }));
  }

  /** @param sync the disk has it all before this resolves */
  async close(sync: boolean): Promise<void> {
    this.#sendBatch();
    await this.#ask({ kind: 'close', sync });
  }

  /** At once; what is on its way is lost. */
  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  #sendBatch(): void {
    const [pieces, bytes] = [this.#batch, this.#batchBytes];
    if (bytes === 0) return;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#bytesUnderWay += bytes;
    const written = (): void => {
      this.#bytesUnderWay -= bytes;
      if (this.#bytesUnderWay >= MOST_UNDER_WAY) return;
      for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
    };
    this.#ask(
      { kind: 'append', pieces },
      pieces.map(({ buffer }) => buffer),
    ).then(written, (error) => {
      this.#failure ??= error;
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  #ask(message: ToFileThread, transferred: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#owed.push({ resolve, reject });
      this.#thread.postMessage(message, transferred);
    });
  }

  #heard(message: FromFileThread): void {
    if (message.kind === 'digested') {
      this.#onDigested(message.size);
      return;
    }
    const owed = this.#owed.shift();
    if (message.kind === 'done') owed?.resolve(message.value);
    else owed?.reject(Object.assign(new Error(message.message), { code: message.code }));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const owed of this.#owed.splice(0)) owed.reject(error);
  }
}

/** SHA-256 of a file, in hexadecimal. An abort rejects with the signal's reason. @throws the file system's own errors */
export async function digestFile(
  path: string,
  threadPath: string,
  signal: AbortSignal,
  onDigested: (size: number) => void,
): Promise<string> {
  signal.throwIfAborted();
  const file = new FileWriter(threadPath, onDigested);
  const end = (): void => void file.end();
  signal.addEventListener('abort', end, { once: true });
  try {
    await file.open(path, 'read');
    return await file.digest();
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', end);
    await file.end();
  }
}

/** The bytes in a buffer that nothing else looks into, so that it can change threads. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const alone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  return alone ? new Uint8Array(buffer) : new Uint8Array(bytes);
}
