import { setTimeout as delay } from 'node:timers/promises';
import { DownloadError } from '../../core/model/downloadError.ts';
import {
  codeOf,
  exchange,
  type FileResponse,
  isPassing,
  type Patience,
  type RequestHeaders,
  refusalOf,
} from './exchange.ts';
import { PartialFile, type PartialNote } from './partialFile.ts';
import type { StallWatch } from './stallWatch.ts';

export interface DownloadRequest {
  readonly url: string;
  /** Sent along, as to whom the source knows. */
  readonly headers?: RequestHeaders;
  /** Where the file will stand; the folder is made. */
  readonly target: string;
  /** Bytes, where they are known. */
  readonly size?: number;
  /** Hexadecimal, where it is known. */
  readonly sha256?: string;
  /** Bytes that a file of its kind begins with, as Latin letters: whatever else comes is not waited for. */
  readonly magic?: string;
  /** Looks into the whole file before it gets its name. @throws DownloadError `damaged` to have it removed */
  readonly check?: (path: string) => Promise<void>;
}

export interface DownloadRooms extends Patience {
  /** The file that runs as the thread which writes. */
  readonly threadPath: string;
}

export interface DownloadProgress {
  /**
   * `checking`: what an earlier try left is digested before it is gone on with. `retrying`: the connection broke, and
   * the next try comes after a pause. `verifying`: all has come.
   */
  readonly phase: 'checking' | 'connecting' | 'downloading' | 'retrying' | 'verifying';
  /** Bytes that are there; while `checking`, those that are digested. */
  readonly done: number;
  readonly total?: number;
  /** Why a try failed, while `retrying`. */
  readonly error?: DownloadError;
}

export interface Downloaded {
  readonly size: number;
  readonly sha256: string;
}

/** Milliseconds. */
const PROGRESS_EVERY = 250;
const SPACE_EVERY = 5_000;

/**
 * Brings a file, going on where an earlier try stopped, also one that was killed. What the server promised of the
 * file at the beginning must hold to the end; a file that changed there is begun anew. Size and SHA-256 are verified
 * before the file gets its name. An abort through `signal` keeps what has come, and rejects with the signal's reason.
 * @throws DownloadError
 */
export async function download(
  request: DownloadRequest,
  rooms: DownloadRooms,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<Downloaded> {
  const file = new PartialFile(request.target, rooms.threadPath);
  const tell = (phase: DownloadProgress['phase'], done = file.size, error?: DownloadError): void => {
    const total = file.note?.size ?? request.size;
    onProgress({ phase, done, ...(total !== undefined && { total }), ...(error && { error }) });
  };
  try {
    tell('checking', 0);
    await file.resume(
      (note) => goesOn(note, request),
      signal,
      (digested) => tell('checking', digested),
    );
    const way: Transfer = { file, request, rooms, signal, tell };
    await persist(
      () => transfer(way, file.note),
      { ...rooms, signal, done: () => file.size },
      (error) => tell('retrying', file.size, error),
    );
    tell('verifying');
    return await verified(file, request);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    // Nothing to go on with: no trace is left of a source that did not give the file.
    if (file.size === 0) await file.remove().catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

/** A file that an earlier try was of, and this one is: by its digest, or where it comes from. */
function goesOn(note: PartialNote, { url, size, sha256 }: DownloadRequest): boolean {
  const sameSize = size === undefined || note.size === undefined || note.size === size;
  const knownDigests = sha256 !== undefined && note.sha256 !== undefined;
  return sameSize && (knownDigests ? sameDigest(sha256, note.sha256) : note.url === url);
}

function sameDigest(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}

export interface Persistence extends Pick<Patience, 'pauses'> {
  readonly signal: AbortSignal;
  /** Grows with what the tries bring: only tries in vain count. */
  readonly done?: () => number;
}

/** `attempt`, made again after a pause while it fails for a reason that passes. */
export async function persist<T>(
  attempt: () => Promise<T>,
  { pauses, signal, done = () => 0 }: Persistence,
  onPause: (error: DownloadError) => void,
): Promise<T> {
  for (let failures = 0; ; ) {
    const before = done();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      if (done() > before) failures = 0;
      const pause = pauses[failures++];
      if (pause === undefined) throw error;
      onPause(error);
      await delay(pause, undefined, { signal });
    }
  }
}

interface Transfer {
  readonly file: PartialFile;
  readonly request: DownloadRequest;
  readonly rooms: DownloadRooms;
  readonly signal: AbortSignal;
  readonly tell: (phase: DownloadProgress['phase']) => void;
}

/**
 * One connection: from what is there to the end of the file.
 * @param known what is there is a beginning of this; without it the file is begun anew
 */
async function transfer(way: Transfer, known: PartialNote | undefined): Promise<void> {
  const { file, request, rooms, signal, tell } = way;
  const { host } = new URL(request.url);
  const from = known ? file.size : 0;
  if (known?.size !== undefined && from === known.size) return;
  tell('connecting');
  const continued = await exchange(rooms, host, signal, async (watch) => {
    const response = await rooms.fetch(request.url, {
      headers: {
        ...request.headers,
        'accept-encoding': 'identity',
        ...(from > 0 && { range: `bytes=${from}-` }),
      },
      signal: watch.signal,
    });
    watch.alive();
    const beyondEnd = from > 0 && response.status === 416;
    const offer = beyondEnd ? undefined : await offered(response, request, host);
    const continues = from > 0 && response.status === 206 && agrees(offer, known);
    if (!offer || (response.status === 206 && !continues)) {
      // It changed on the server: what is there belongs to another file.
      await response.body?.cancel();
      return false;
    }
    const note = continues && known ? known : offer;
    if (!continues) await file.restart(note);
    await receive(response, way, note, watch);
    return true;
  });
  if (!continued) await transfer(way, undefined);
}

/** @throws DownloadError */
async function receive(
  response: FileResponse,
  { file, request, tell }: Transfer,
  { size }: PartialNote,
  watch: StallWatch,
): Promise<void> {
  const { host } = new URL(request.url);
  const last = { told: 0, space: 0 };
  const now = async (): Promise<void> => {
    const time = performance.now();
    if (time - last.told >= PROGRESS_EVERY) {
      last.told = time;
      tell('downloading');
    }
    // Others write to this disk, too.
    if (size === undefined || (last.space > 0 && time - last.space < SPACE_EVERY)) return;
    last.space = time;
    await file.checkSpace(size);
  };
  await now();
  try {
    for await (const bytes of response.body ?? []) {
      watch.alive();
      if (file.size === 0) checkMagic(bytes, request, host);
      await file.append(bytes);
      await now();
    }
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw new DownloadError('short', { host, detail: codeOf(error) }, { cause: error });
  }
  tell('downloading');
  if (size !== undefined && file.size < size) throw new DownloadError('short', { host });
}

function checkMagic(bytes: Uint8Array, { magic }: DownloadRequest, host: string): void {
  if (!magic) return;
  const beginning = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  const compared = Math.min(magic.length, beginning.length);
  if (beginning.slice(0, compared) === magic.slice(0, compared)) return;
  if (/^(\xef\xbb\xbf)?\s*</.test(beginning)) throw new DownloadError('notTheFile', { host });
  throw new DownloadError('damaged', { host, detail: `does not begin with ${magic}` });
}

/** What the server says of the file. @throws DownloadError when it does not give it */
async function offered(response: FileResponse, request: DownloadRequest, host: string): Promise<PartialNote> {
  const { url, size, sha256 } = request;
  const { status, headers } = response;
  const promised = promisedSize(response) ?? size;
  // Only bytes as they are were asked for.
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  const other = encoded || (size !== undefined && promised !== size);
  const refusal =
    refusalOf(response, host) ??
    (status !== 200 && status !== 206 ? new DownloadError('refused', { host, status }) : undefined) ??
    (other ? new DownloadError('notTheFile', { host }) : undefined);
  if (refusal) {
    await response.body?.cancel();
    throw refusal;
  }
  const etag = headers.get('etag');
  return {
    url,
    ...(etag !== null && { etag }),
    ...(sha256 !== undefined && { sha256 }),
    ...(promised !== undefined && { size: promised }),
  };
}

/** Bytes of the whole file. */
function promisedSize({ status, headers }: FileResponse): number | undefined {
  const range = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
  const total = status === 206 ? range : headers.get('content-length');
  return total === null || total === undefined || !/^\d+$/.test(total) ? undefined : Number(total);
}

function agrees(offer: PartialNote | undefined, known: PartialNote | undefined): boolean {
  if (!known || !offer || offer.size !== known.size) return false;
  // By its digest it is the same from whatever mirror; each has a tag of its own for it.
  const elsewhere = offer.url !== known.url && sameDigest(offer.sha256, known.sha256);
  return elsewhere || offer.etag === known.etag;
}

async function verified(file: PartialFile, request: DownloadRequest): Promise<Downloaded> {
  const sha256 = await file.digest();
  const { size, note } = file;
  const rightSize = note?.size === undefined || note.size === size;
  if (!rightSize || (request.sha256 !== undefined && !sameDigest(request.sha256, sha256))) {
    await file.remove();
    throw new DownloadError('wrongDigest', { host: new URL(request.url).host });
  }
  try {
    await request.check?.(file.path);
  } catch (error) {
    if (error instanceof DownloadError && error.kind === 'damaged') await file.remove();
    throw error;
  }
  await file.finish();
  return { size, sha256 };
}
