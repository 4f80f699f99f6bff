import { DownloadError } from '../../core/model/downloadError.ts';
import { StallWatch } from './stallWatch.ts';

/** Values of the headers of a request by their names. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** What of a `Response` a download needs. Its body is read once or cancelled. */
export interface FileResponse {
  readonly status: number;
  readonly headers: Pick<Headers, 'get' | 'has'>;
  readonly body: (AsyncIterable<Uint8Array> & { readonly cancel: () => Promise<void> }) | null;
}

/**
 * A request by the network's settings: proxy, certificates, privacy. Redirects are followed unless they are asked for
 * themselves; an authorisation goes to no other origin than that of `url`.
 * @throws DownloadError, or what a plain `fetch` throws
 */
export type Fetch = (
  url: string,
  init: {
    readonly method?: 'GET' | 'HEAD';
    readonly headers: RequestHeaders;
    readonly redirect?: 'follow' | 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<FileResponse>;

export interface Patience {
  readonly fetch: Fetch;
  /** Nothing has come for so long: the connection is given up. Milliseconds. */
  readonly stall: number;
  /** Waits between tries of a connection that broke, in milliseconds; as many tries as there are waits. */
  readonly pauses: readonly number[];
}

/**
 * One exchange with a server, given up when nothing comes. What `use` gets is aborted by `signal`, too.
 * @throws DownloadError; an abort through `signal` rejects with its reason
 */
export async function exchange<T>(
  { stall }: Pick<Patience, 'stall'>,
  host: string,
  signal: AbortSignal,
  use: (watch: StallWatch) => Promise<T>,
): Promise<T> {
  const watch = new StallWatch(stall, signal);
  try {
    return await use(watch);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (watch.stalled) throw new DownloadError('stalled', { host, seconds: stall / 1000 });
    if (error instanceof DownloadError) throw error;
    throw new DownloadError('network', { host, detail: codeOf(error) }, { cause: error });
  } finally {
    watch.stop();
  }
}

/** The refusal that a response is; nothing when it is what was asked for, or a redirect. */
export function refusalOf(response: FileResponse, host: string): DownloadError | undefined {
  const { status, headers } = response;
  if (status < 400) {
    const page = /^text\/html/i.test(headers.get('content-type') ?? '');
    return page && status < 300 ? new DownloadError('notTheFile', { host }) : undefined;
  }
  // A hub answers 401 to whoever asks for what is not there.
  const missing = /^(Repo|Entry|Revision)NotFound$/.test(headers.get('x-error-code') ?? '');
  if (missing || status === 404 || status === 410) return new DownloadError('notFound', { host, status });
  if (status === 401 || status === 403) return new DownloadError('forbidden', { host, status });
  if (status === 407) return new DownloadError('network', { host, status, reason: 'proxy' });
  // The server is busy or restarts.
  const passing = status === 408 || status === 429 || (status >= 500 && status !== 501);
  return new DownloadError(passing ? 'network' : 'refused', { host, status });
}

/** A connection that may do better the next time. */
export function isPassing(error: unknown): error is DownloadError {
  if (!(error instanceof DownloadError)) return false;
  if (error.kind === 'stalled' || error.kind === 'short') return true;
  const { reason, status } = error.details;
  const lasting = reason === 'certificate' || reason === 'badAddress' || status === 407;
  return error.kind === 'network' && !lasting;
}

export function codeOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return error instanceof Error ? error.message.slice(0, 300) : String(error);
}
