import { stat } from 'node:fs/promises';
import type { SecureContext } from 'node:tls';
import type { Dispatcher, Headers, RequestInit, Response } from 'undici';
import { fetch } from 'undici';
import { ModelError } from '../../core/model/modelError.ts';
import type { NetworkSettings } from '../../core/model/network.ts';
import { isLoopback } from '../../core/model/serverPlace.ts';
import { trustedAuthorities } from './authorities.ts';
import { createDispatcher } from './dispatcher.ts';
import { bodyError, networkError, readError } from './errors.ts';
import { ownHeaders } from './headers.ts';
import type { RemoteOptions } from './options.ts';
import { proxyFor } from './proxy.ts';

export interface RequestOptions {
  readonly signal: AbortSignal;
  /** Sent as JSON by POST; without it the request is a GET. */
  readonly body?: unknown;
  /** The model the request is for, for the error of a model that is not there. */
  readonly model?: string;
  /** A stream is expected: a single JSON document is an error then. */
  readonly stream?: boolean;
}

/**
 * The one way to a server: every request goes through the same proxy, certificates, privacy check and headers.
 * Connections are kept alive between requests.
 */
export class Transport {
  readonly #options: RemoteOptions;
  #dispatcher: { readonly settings: string; readonly made: Promise<Dispatcher> } | undefined;
  #disposed = false;

  constructor(options: RemoteOptions) {
    this.#options = options;
  }

  /** Base of the OpenAI-compatible paths. An address without a path is taken to mean `/v1`. */
  get base(): URL {
    const base = new URL(this.#address());
    base.pathname = base.pathname.replace(/\/+$/, '') || '/v1';
    return base;
  }

  /** Address of a path of the API, or of the server's own paths beside it. */
  url(path: string, own = false): string {
    const base = this.base;
    const root = own ? base.pathname.replace(/\/v1$/, '') : base.pathname;
    return new URL(`${root}/${path}`, base).href;
  }

  /** The proxy's host and port, when requests go through one. */
  get proxy(): string | undefined {
    return proxyFor(this.base, this.#options.network())?.host;
  }

  /**
   * A successful response whose body is not HTML. Redirects are not followed: they could lead to another host.
   * @throws ModelError for everything else; an abort through `signal` rejects with its reason
   */
  async send(url: string, { signal, body, model, stream = false }: RequestOptions): Promise<Response> {
    const network = this.#options.network();
    const target = new URL(url);
    if (network.localOnly && !isLoopback(target.hostname)) {
      throw new ModelError('unreachable', { host: target.host, reason: 'blockedByPrivacy' });
    }
    const proxied = proxyFor(target, network) !== undefined;
    const key = await this.#options.key();
    // What no header can carry is no key: a letter of another alphabet, a line break.
    if (key && !/^[\x20-\x7e]+$/.test(key)) throw new ModelError('unauthorized', { host: target.host });
    const init: RequestInit = {
      method: body === undefined ? 'GET' : 'POST',
      headers: this.#headers(target, key, body !== undefined),
      redirect: 'manual',
      signal,
      dispatcher: await this.#dispatcherFor(target, network),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch (error) {
      throw signal.aborted ? signal.reason : networkError(error, { host: target.host, proxied, network });
    }
    const problem = await readError(response, { host: target.host, model, key, stream });
    if (problem) throw problem;
    return response;
  }

  /**
   * The parsed answer of a small request, which must be whole within the connection's time-out.
   * @throws ModelError
   */
  async json(url: string, { signal, ...options }: RequestOptions): Promise<unknown> {
    const seconds = this.#options.network().timeouts.connect;
    const limit = AbortSignal.timeout(seconds * 1000);
    const { host } = new URL(url);
    try {
      const response = await this.send(url, { ...options, signal: AbortSignal.any([signal, limit]) });
      const body = await response.json();
      const problem = bodyError(body, { host, model: options.model });
      if (problem) throw problem;
      return body;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (limit.aborted) throw new ModelError('timedOut', { host, phase: 'connect', seconds });
      if (error instanceof SyntaxError) throw new ModelError('unreachable', { host, reason: 'notAnApi' });
      throw networkError(error, { host, proxied: false, network: this.#options.network() });
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#drop();
  }

  #address(): string {
    const { url } = this.#options.settings;
    const address = URL.canParse(url) ? new URL(url) : undefined;
    const usable = address && /^https?:$/.test(address.protocol) && !address.username && !address.password;
    if (!usable) throw new ModelError('unreachable', { host: address?.host ?? url, reason: 'badAddress' });
    return url;
  }

  #headers(target: URL, key: string | undefined, json: boolean): Headers {
    const headers = ownHeaders(this.#options.settings.headers, target.host);
    headers.set('accept', 'application/json, text/event-stream');
    headers.set('user-agent', 'tolmach');
    headers.set('x-session-id', this.#options.sessionId);
    if (json) headers.set('content-type', 'application/json');
    if (key) headers.set('authorization', `Bearer ${key}`);
    return headers;
  }

  async #dispatcherFor(target: URL, network: NetworkSettings): Promise<Dispatcher> {
    const settings = JSON.stringify([network, await this.#caFileState()]);
    if (this.#dispatcher?.settings !== settings) {
      this.#drop();
      const made = this.#makeDispatcher(target, network);
      this.#dispatcher = { settings, made };
      // A file that could not be read may be there the next time.
      made.catch(() => {
        if (this.#dispatcher?.made === made) this.#dispatcher = undefined;
      });
    }
    return this.#dispatcher.made;
  }

  /** Changes when the file of the settings does: what it held before counts no longer. */
  async #caFileState(): Promise<unknown> {
    const { caFile } = this.#options.settings;
    if (!caFile) return undefined;
    try {
      const { mtimeMs, size } = await stat(caFile);
      return [mtimeMs, size];
    } catch {
      // Reading it will say why.
      return undefined;
    }
  }

  async #makeDispatcher(target: URL, network: NetworkSettings): Promise<Dispatcher> {
    const proxy = proxyFor(target, network);
    const encrypted = target.protocol === 'https:' || proxy?.protocol === 'https:';
    const secureContext = encrypted ? await this.#secureContext(target, network) : undefined;
    if (this.#disposed) throw new Error('disposed');
    return createDispatcher({ target, proxy, network, secureContext });
  }

  async #secureContext(target: URL, network: NetworkSettings): Promise<SecureContext | undefined> {
    const { caFile } = this.#options.settings;
    try {
      return await trustedAuthorities({ caFile, system: network.systemCertificates });
    } catch (error) {
      const detail = (error as NodeJS.ErrnoException).code ?? 'caFile';
      throw new ModelError(
        'unreachable',
        { host: target.host, reason: 'certificate', detail },
        { cause: error },
      );
    }
  }

  #drop(): void {
    const dropped = this.#dispatcher;
    this.#dispatcher = undefined;
    // Requests under way go on with the settings that they began with, unless this is the end.
    dropped?.made.then((made) => (this.#disposed ? made.destroy() : made.close())).catch(() => undefined);
  }
}
