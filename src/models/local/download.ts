import { setTimeout as delay } from 'node:timers/promises';
import { DownloadError } from '../../core/model/downloadError.ts';
import { PartialFile, type PartialNote } from './partialFile.ts';

/** A request by the network's settings: proxy, certificates, privacy. Redirects are followed. */
export type Fetch = (
  url: string,
  init: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
) => Promise<Response>;

export interface DownloadRequest {
  readonly url: string;
  /** Where the file will stand; the folder is made. */
  readonly target: string;
  /** Bytes, where they are known. */
  readonly size?: number;
  /** Hexadecimal, where it is known. */
  readonly sha256?: string;
}

export interface DownloadRooms {
  readonly fetch: Fetch;
  /** Nothing has come for so long: the connection is given up. Milliseconds. */
  readonly stall: number;
  /** Waits between tries of a connection that broke, in milliseconds; as many tries as there are waits. */
  readonly pauses: readonly number[];
}

export interface DownloadProgress {
  /** `checking`: what an earlier try left is digested before it is gone on with. */
  readonly phase: 'checking' | 'downloading';
  /** Bytes that are there. */
  readonly done: number;
  readonly total?: number;
}

export interface Downloaded {
  readonly size: number;
  readonly sha256: string;
}

const PROGRESS_EVERY = 250;

/**
 * Brings a file, going on where an earlier try stopped, also one that was killed. What the server promised of the
 * file at the beginning must hold to the end; a file that changed there is begun anew. Size and SHA-256 are verified
 * before the file gets its name. An abort through `signal` keeps what has come, and rejects with the signal's reason.
 * @throws DownloadError
 */
export async function download(
  request: DownloadRequest,
  { fetch, stall, pauses }: DownloadRooms,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<Downloaded> {
  const file = new PartialFile(request.target);
  try {
    onProgress({ phase: 'checking', done: 0 });
    await file.resume((note) => goesOn(note, request), signal);
    for (let failures = 0; ; ) {
      const before = file.size;
      try {
        await transfer({ file, request, fetch, stall, signal, onProgress }, file.note);
        return await verified(file, request);
      } catch (error) {
        signal.throwIfAborted();
        if (!isPassing(error)) throw error;
        // What has come since is no failure's fault: only tries in vain count.
        failures = file.size > before ? 0 : failures + 1;
        const pause = pauses[failures];
        if (pause === undefined) throw error;
        await delay(pause, undefined, { signal });
      }
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await file.close();
  }
}

/** Removes what a download left that is not to be gone on with. */
export async function discardPartial(target: string): Promise<void> {
  await new PartialFile(target).remove();
}

function goesOn(note: PartialNote, { url, size }: DownloadRequest): boolean {
  return note.url === url && (size === undefined || note.size === undefined || note.size === size);
}

/** A connection that may do better the next time. */
function isPassing(error: unknown): boolean {
  return error instanceof DownloadError && ['network', 'stalled', 'short'].includes(error.kind);
}

interface Transfer extends Pick<DownloadRooms, 'fetch' | 'stall'> {
  readonly file: PartialFile;
  readonly request: DownloadRequest;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/**
 * One connection: from what is there to the end of the file.
 * @param known what is there is a beginning of this; without it the file is begun anew
 */
async function transfer(way: Transfer, known: PartialNote | undefined): Promise<void> {
  const { file, request, fetch, stall, signal, onProgress } = way;
  const { host } = new URL(request.url);
  const watch = new StallWatch(stall, signal);
  let begun = false;
  try {
    const from = known ? file.size : 0;
    if (known?.size !== undefined && from === known.size) return;
    const response = await fetch(request.url, {
      headers: { 'accept-encoding': 'identity', ...(from > 0 && { range: `bytes=${from}-` }) },
      signal: watch.signal,
    });
    watch.alive();
    const beyondEnd = from > 0 && response.status === 416;
    const offer = beyondEnd ? undefined : await read(response, request, host);
    const continues = from > 0 && response.status === 206 && agrees(offer, known);
    if (!offer || (response.status === 206 && !continues)) {
      // It changed on the server: what is there belongs to another file.
      await response.body?.cancel();
      return await transfer(way, undefined);
    }
    const note = continues && known ? known : offer;
    if (!continues) await file.restart(note);
    if (note.size !== undefined) await file.checkSpace(note.size);
    begun = true;
    await receive(response, file, note, watch, onProgress);
    if (note.size !== undefined && file.size < note.size) throw new DownloadError('short', { host });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (watch.stalled) throw new DownloadError('stalled', { host, seconds: stall / 1000 });
    if (error instanceof DownloadError) throw error;
    throw new DownloadError(begun ? 'short' : 'network', { host, detail: codeOf(error) }, { cause: error });
  } finally {
    watch.stop();
  }
}

async function receive(
  response: Response,
  file: PartialFile,
  { size }: PartialNote,
  watch: StallWatch,
  onProgress: (progress: DownloadProgress) => void,
): Promise<void> {
  if (!response.body) return;
  const tell = (): void => {
    onProgress({ phase: 'downloading', done: file.size, ...(size !== undefined && { total: size }) });
  };
  let told = 0;
  tell();
  for await (const bytes of response.body) {
    watch.alive();
    await file.append(bytes);
    if (performance.now() - told < PROGRESS_EVERY) continue;
    told = performance.now();
    tell();
  }
  tell();
}

/** What the server says of the file. @throws DownloadError when it does not give it */
async function read(response: Response, { url, size }: DownloadRequest, host: string): Promise<PartialNote> {
  const { status, headers } = response;
  const refuse = async (error: DownloadError): Promise<never> => {
    await response.body?.cancel();
    throw error;
  };
  if (status === 404 || status === 410) return refuse(new DownloadError('notFound', { host, status }));
  if (status === 401 || status === 403) return refuse(new DownloadError('forbidden', { host, status }));
  // The server is busy or restarts.
  if (status === 429 || status >= 500) return refuse(new DownloadError('network', { host, status }));
  if (status !== 200 && status !== 206) return refuse(new DownloadError('refused', { host, status }));
  if (/^text\/html/i.test(headers.get('content-type') ?? ''))
    return refuse(new DownloadError('notTheFile', { host }));
  const total =
    status === 206
      ? Number(/\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? Number.NaN)
      : Number(headers.get('content-length') ?? Number.NaN);
  const promised = Number.isFinite(total) ? total : size;
  if (size !== undefined && promised !== size) return refuse(new DownloadError('notTheFile', { host }));
  const etag = headers.get('etag');
  return { url, ...(etag !== null && { etag }), ...(promised !== undefined && { size: promised }) };
}

function agrees(offer: PartialNote | undefined, known: PartialNote | undefined): boolean {
  return !!known && !!offer && offer.etag === known.etag && offer.size === known.size;
}

async function verified(file: PartialFile, request: DownloadRequest): Promise<Downloaded> {
  const sha256 = file.digest();
  const { size, note } = file;
  const rightSize = note?.size === undefined || note.size === size;
  if (!rightSize || (request.sha256 !== undefined && sha256 !== request.sha256.toLowerCase())) {
    await file.remove();
    throw new DownloadError('wrongDigest', { host: new URL(request.url).host });
  }
  await file.finish();
  return { size, sha256 };
}

function codeOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return error instanceof Error ? error.message.slice(0, 300) : String(error);
}

/** Aborts a request on which nothing has come for a while. */
class StallWatch {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal;
  readonly #abort = (): void => this.#controller.abort(this.#outer.reason);
  stalled = false;

  constructor(milliseconds: number, outer: AbortSignal) {
    this.#outer = outer;
    this.#timer = setTimeout(() => {
      this.stalled = true;
      this.#controller.abort();
    }, milliseconds);
    outer.addEventListener('abort', this.#abort, { once: true });
    if (outer.aborted) this.#abort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  alive(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#abort);
  }
}
