import type { Dispatcher } from 'undici';
import { Headers, request } from 'undici';
import { DownloadError, type NetworkReason } from '../../core/model/downloadError.ts';
import type { ModelError } from '../../core/model/modelError.ts';
import type { NetworkSettings } from '../../core/model/network.ts';
import { isLoopback } from '../../core/model/serverPlace.ts';
import { trustedAuthorities } from './authorities.ts';
import { createDispatcher } from './dispatcher.ts';
import { networkError } from './errors.ts';
import { proxyFor } from './proxy.ts';

export interface FileRequest {
  readonly method?: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  /** `manual`: a redirect is the answer. */
  readonly redirect?: 'follow' | 'manual';
  readonly signal: AbortSignal;
}

/** What of a `Response` a download needs. Its body is read once or cancelled. */
export interface FileResponse {
  readonly status: number;
  readonly headers: Pick<Headers, 'get' | 'has'>;
  readonly body: AsyncIterable<Uint8Array> & { readonly cancel: () => Promise<void> };
}

const MOST_REDIRECTS = 10;
/** Bytes. */
const SHORT_REST = 64 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const REASONS: readonly NetworkReason[] = ['dns', 'refused', 'certificate', 'proxy', 'badAddress'];

/**
 * Fetches files by the editor's network settings. Unlike those of a chat, its requests are led on from host to host:
 * each of them is a hop of its own, with its own proxy and its own look at what the privacy setting allows.
 */
export class FileFetch {
  readonly #network: () => NetworkSettings;
  /** By origin, made with the settings of their time. */
  readonly #dispatchers = new Map<string, Promise<Dispatcher>>();
  #settings = '';
  #disposed = false;

  constructor(network: () => NetworkSettings) {
    this.#network = network;
  }

  /**
   * The answer, whatever its status.
   * @throws DownloadError `network`, `redirected`, `blockedByPrivacy`; an abort rejects with the signal's reason
   */
  async fetch(url: string, { redirect = 'follow', ...wanted }: FileRequest): Promise<FileResponse> {
    const first = parsed(url);
    let target = first;
    for (let hops = 0; ; hops++) {
      // The token is for who was asked: no other origin sees it.
      const headers = target.origin === first.origin ? wanted.headers : withoutToken(wanted.headers);
      const response = await this.#hop(target, { ...wanted, headers });
      const onward = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
      if (onward === null || redirect === 'manual') return response;
      await response.body.cancel();
      target = next(onward, { from: target, first, hops });
    }
  }

  /** Requests under way break off. */
  dispose(): void {
    this.#disposed = true;
    this.#drop();
  }

  async #hop(target: URL, wanted: Omit<FileRequest, 'redirect'>): Promise<FileResponse> {
    const { signal, method = 'GET' } = wanted;
    const network = this.#network();
    const { host } = target;
    if (network.localOnly && !isLoopback(target.hostname)) {
      throw new DownloadError('blockedByPrivacy', { host });
    }
    let proxied = false;
    try {
      proxied = proxyFor(target, network) !== undefined;
      const dispatcher = await this.#dispatcherFor(target, network);
      const headers = { 'user-agent': 'tolmach', ...wanted.headers };
      // Not by `fetch`: its streams cost the thread twice as much.
      return readable(await request(target, { method, headers, signal, dispatcher }));
    } catch (error) {
      throw signal.aborted ? signal.reason : downloadError(networkError(error, { host, proxied, network }));
    }
  }

  async #dispatcherFor(target: URL, network: NetworkSettings): Promise<Dispatcher> {
    const settings = JSON.stringify(network);
    if (settings !== this.#settings) this.#drop();
    this.#settings = settings;
    const known = this.#dispatchers.get(target.origin);
    const made = known ?? this.#makeDispatcher(target, network);
    if (!known) {
      this.#dispatchers.set(target.origin, made);
      // What could not be read may be there the next time.
      made.catch(() => this.#dispatchers.delete(target.origin));
    }
    return made;
  }

  async #makeDispatcher(target: URL, network: NetworkSettings): Promise<Dispatcher> {
    const proxy = proxyFor(target, network);
    const encrypted = target.protocol === 'https:' || proxy?.protocol === 'https:';
    const secureContext = encrypted
      ? await trustedAuthorities({ system: network.systemCertificates })
      : undefined;
    if (this.#disposed) throw new Error('disposed');
    return createDispatcher({ target, proxy, network, secureContext });
  }

  #drop(): void {
    const dropped = [...this.#dispatchers.values()];
    this.#dispatchers.clear();
    for (const made of dropped) {
      // Requests under way go on with the settings that they began with, unless this is the end.
      made.then((one) => (this.#disposed ? one.destroy() : one.close())).catch(() => undefined);
    }
  }
}

function readable({ statusCode, headers, body }: Dispatcher.ResponseData): FileResponse {
  const named = new Headers();
  for (const [name, value = ''] of Object.entries(headers)) {
    for (const one of [value].flat()) named.append(name, one);
  }
  // Without a listener an error of a body that nobody reads would be the whole program's.
  body.on('error', () => undefined);
  return {
    status: statusCode,
    headers: named,
    body: {
      [Symbol.asyncIterator]: () => body[Symbol.asyncIterator](),
      // A short rest is read, so that the connection can be used again.
      cancel: () => body.dump({ limit: SHORT_REST }).catch(() => undefined),
    },
  };
}

function parsed(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const usable = target && /^https?:$/.test(target.protocol) && !target.username && !target.password;
  if (usable) return target;
  throw new DownloadError('network', { host: target?.host ?? url, reason: 'badAddress' });
}

/** Where a redirect leads. @throws DownloadError `redirected` when a download does not go there */
function next(location: string, way: { from: URL; first: URL; hops: number }): URL {
  const { from, first, hops } = way;
  const refuse = (detail: string): never => {
    throw new DownloadError('redirected', { host: from.host, detail });
  };
  if (hops >= MOST_REDIRECTS) return refuse('too many redirects');
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (!target || !/^https?:$/.test(target.protocol) || target.username) return refuse('no address');
  // Unencrypted only for whoever began so.
  if (target.protocol === 'http:' && first.protocol === 'https:') return refuse('unencrypted');
  return target;
}

function withoutToken(headers: FileRequest['headers']): FileRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  );
}

function downloadError(error: ModelError): DownloadError {
  const { host = '', reason, detail } = error.details;
  const known = error.kind === 'timedOut' ? 'timedOut' : REASONS.find((one) => one === reason);
  const told = { host, reason: known ?? 'network', ...(detail !== undefined && { detail }) };
  return new DownloadError('network', told, { cause: error });
}
