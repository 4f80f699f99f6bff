import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Answer, Respond } from './openaiServerAnswer.ts';
import { sendAnswer, sendJson, sendResponse } from './openaiServerAnswer.ts';
import type { ServedModel, ServerDialect } from './openaiServerDialects.ts';
import { describeServer, errorBody, overflowBody, unknownModelBody } from './openaiServerDialects.ts';

export type { Answer, Fault, ScriptedResponse } from './openaiServerAnswer.ts';
export type { ServedModel, ServerDialect } from './openaiServerDialects.ts';

/** The test authority that signed the server's certificate: the `caFile` of a TLS server. */
export const TEST_AUTHORITY = new URL('./certificates/authority.pem', import.meta.url);

export const EXPIRED_CERTIFICATE = new URL('./certificates/expired.pem', import.meta.url);

export interface OpenAiServerOptions {
  /** `vllm` unless given. */
  readonly dialect?: ServerDialect;
  /** One T-Pro unless given. */
  readonly models?: readonly string[];
  /** Tokens; 8192 unless given. `null`: the server does not tell, and never overflows. */
  readonly window?: number | null;
  /** Ollama and LM Studio tell their window only of a loaded model. True unless given. */
  readonly loaded?: boolean;
  /** `/v1/completions` is there. True unless given. */
  readonly rawCompletions?: boolean;
  /** Nothing but `/v1/…` is passed, as by a gateway. */
  readonly apiOnly?: boolean;
  /** When given, requests without `Authorization: Bearer <key>` get 401. */
  readonly key?: string;
  /** The list of models is given without the key too, as by llama-server. */
  readonly openList?: boolean;
  /** `expired`: by a certificate of its own, `EXPIRED_CERTIFICATE`, whose time is over. */
  readonly tls?: boolean | 'expired';
  readonly port?: number;
  /**
   * What is generated. A list is taken in order, its last answer repeats. Without it the server answers with a short
   * Russian text.
   */
  readonly answer?: string | Answer | readonly Answer[] | ((request: RecordedRequest) => string | Answer);
  /** Asked first, for any path: faults of the whole server. */
  readonly respond?: Respond;
  /** A third of the characters unless given. */
  readonly countTokens?: (text: string) => number;
}

/** A request as it came. Times are `performance.now()`. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  /** Parsed JSON; empty when there was none. */
  readonly body: Record<string, unknown>;
  /** When the headers were in. */
  readonly at: number;
  /** When the client closed the connection before the answer was whole. */
  closedAt?: number;
  /** When the answer was out. */
  answeredAt?: number;
  /** Number of the connection it came by, from 1: equal numbers mean a connection kept alive. */
  readonly connection: number;
}

export interface OpenAiServer extends AsyncDisposable {
  /** Origin without a slash at the end: `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** Base address as it stands in settings: origin and `/v1`. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Requests that generate text. */
  generations(): readonly RecordedRequest[];
  /** The `count`-th request (from 1) whose path ends in `path`, as soon as it has come. */
  request(path: string, count?: number): Promise<RecordedRequest>;
  /**
   * Resolves with the time when the client has closed the connection of `request` before its answer was whole;
   * rejects when the answer went out whole.
   */
  closed(request: RecordedRequest): Promise<number>;
  setAnswer(answer: NonNullable<OpenAiServerOptions['answer']>): void;
  setRespond(respond: Respond | undefined): void;
  close(): Promise<void>;
}

const DEFAULT_ANSWER = 'Здравствуйте! Чем могу помочь?';
const GENERATION_PATHS = ['/v1/chat/completions', '/v1/completions', '/api/chat', '/api/generate'];

/** A server on 127.0.0.1 that speaks like one of the dialects, answers by script and records what it was asked. */
export async function startOpenAiServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const server = new ScriptedServer(options);
  await server.listen(options);
  return server;
}

class ScriptedServer implements OpenAiServer {
  readonly requests: RecordedRequest[] = [];
  readonly #options: OpenAiServerOptions;
  readonly #model: ServedModel;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #answer: NonNullable<OpenAiServerOptions['answer']>;
  #respond: Respond | undefined;
  #http: http.Server | https.Server | undefined;
  #origin = '';
  #answered = 0;
  #previousPrompt = '';

  constructor(options: OpenAiServerOptions) {
    this.#options = options;
    this.#answer = options.answer ?? DEFAULT_ANSWER;
    this.#respond = options.respond;
    this.#model = {
      dialect: options.dialect ?? 'vllm',
      ids: options.models ?? ['t-tech/T-pro-it-2.1'],
      window: options.window === undefined ? 8192 : options.window,
      loaded: options.loaded ?? true,
      countTokens: options.countTokens ?? ((text) => Math.ceil(text.length / 3)),
    };
  }

  get origin(): string {
    return this.#origin;
  }

  get url(): string {
    return `${this.#origin}/v1`;
  }

  async listen({ tls, port }: OpenAiServerOptions): Promise<void> {
    const connections = new WeakMap<object, number>();
    let count = 0;
    const listener: http.RequestListener = (request, response) => {
      const connection = connections.get(request.socket) ?? ++count;
      connections.set(request.socket, connection);
      // A client that left is no failure of the server's.
      this.#serve(request, response, connection).catch(() => response.destroy());
    };
    const read = (name: string) => readFile(new URL(`./certificates/${name}`, import.meta.url));
    this.#http = tls
      ? https.createServer(
          {
            cert: await read(tls === 'expired' ? 'expired.pem' : 'server.pem'),
            key: await read('server.key'),
          },
          listener,
        )
      : http.createServer(listener);
    const server = this.#http;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port ?? 0, '127.0.0.1', resolve);
    });
    const address = server.address() as AddressInfo;
    this.#origin = `${tls ? 'https' : 'http'}://127.0.0.1:${address.port}`;
  }

  generations(): readonly RecordedRequest[] {
    return this.requests.filter((request) => GENERATION_PATHS.includes(request.path));
  }

  request(path: string, count = 1): Promise<RecordedRequest> {
    return this.#when(() => this.requests.filter((request) => request.path.endsWith(path))[count - 1]);
  }

  closed(request: RecordedRequest): Promise<number> {
    return this.#when(() => {
      if (request.answeredAt !== undefined) throw new Error(`${request.path} was answered to its end`);
      return request.closedAt;
    });
  }

  setAnswer(answer: NonNullable<OpenAiServerOptions['answer']>): void {
    this.#answer = answer;
    this.#answered = 0;
  }

  setRespond(respond: Respond | undefined): void {
    this.#respond = respond;
  }

  async close(): Promise<void> {
    const server = this.#http;
    if (!server) return;
    this.#http = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #serve(
    incoming: http.IncomingMessage,
    response: http.ServerResponse,
    connection: number,
  ): Promise<void> {
    const at = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const request: RecordedRequest = {
      method: incoming.method ?? '',
      path: new URL(incoming.url ?? '/', this.#origin).pathname,
      headers: incoming.headers,
      body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
      at,
      connection,
    };
    response.once('close', () => {
      if (response.writableFinished) request.answeredAt = performance.now();
      else request.closedAt = performance.now();
      this.#changes.emit('change');
    });
    this.requests.push(request);
    this.#changes.emit('change');
    await this.#route(request, response);
  }

  async #route(request: RecordedRequest, response: http.ServerResponse): Promise<void> {
    const scripted = this.#respond?.(request);
    if (scripted) return sendResponse(response, scripted);
    const { key, rawCompletions, openList = false, apiOnly = false } = this.#options;
    if (apiOnly && !request.path.startsWith('/v1/')) {
      return sendJson(response, 404, { detail: 'Not Found' });
    }
    const guarded = key && !(openList && request.path === '/v1/models');
    if (guarded && request.headers.authorization !== `Bearer ${key}`) {
      return sendJson(response, 401, errorBody(this.#model.dialect, 401, 'Unauthorized'));
    }
    if (request.path === '/v1/completions' && rawCompletions === false) {
      return sendJson(response, 404, { detail: 'Not Found' });
    }
    if (request.method === 'POST' && GENERATION_PATHS.includes(request.path)) {
      return this.#generate(request, response);
    }
    const described = describeServer(this.#model, request);
    if (described === undefined) return sendJson(response, 404, { detail: 'Not Found' });
    return sendJson(response, 200, described);
  }

  async #generate(request: RecordedRequest, response: http.ServerResponse): Promise<void> {
    const { body } = request;
    const { dialect, ids, window, countTokens } = this.#model;
    if (!ids.includes(String(body['model']))) {
      return sendJson(response, 404, unknownModelBody(dialect, String(body['model'])));
    }
    const prompt = typeof body['prompt'] === 'string' ? body['prompt'] : JSON.stringify(body['messages']);
    const options = (body['options'] ?? {}) as Record<string, unknown>;
    const maxTokens = Number(body['max_tokens'] ?? options['num_predict'] ?? 1024);
    const promptTokens = countTokens(prompt);
    const granted = dialect === 'ollama' ? Number(options['num_ctx'] ?? window ?? 4096) : window;
    // Its API in the way of OpenAI can be told nothing of all that.
    const readTokens = dialect === 'ollama' ? Math.min(promptTokens, granted ?? promptTokens) : promptTokens;
    // Ollama drops the oldest messages in silence unless it is told not to.
    const overflows = granted !== null && promptTokens + (dialect === 'ollama' ? 0 : maxTokens) > granted;
    if (overflows && (dialect !== 'ollama' || body['truncate'] === false)) {
      return sendJson(response, 400, overflowBody(dialect, { promptTokens, maxTokens, granted }));
    }
    const cachedTokens = countTokens(commonPrefix(this.#previousPrompt, prompt));
    this.#previousPrompt = prompt;
    await sendAnswer(response, this.#nextAnswer(request), {
      request,
      dialect,
      maxTokens,
      usage: { promptTokens: readTokens, cachedTokens },
    });
  }

  #nextAnswer(request: RecordedRequest): Answer {
    const script = this.#answer;
    const answer =
      typeof script === 'function'
        ? script(request)
        : Array.isArray(script)
          ? ((script[this.#answered++] ?? script.at(-1)) as Answer)
          : (script as string | Answer);
    return typeof answer === 'string' ? { text: answer } : answer;
  }

  #when<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        try {
          const found = find();
          if (found === undefined) return;
          resolve(found);
        } catch (error) {
          reject(error);
        }
        this.#changes.off('change', look);
      };
      this.#changes.on('change', look);
      look();
    });
  }
}

function commonPrefix(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}
