/**
 * A model server as a cost model: it answers as llama-server does, keeps a prefix cache by llama-server's or vLLM's
 * rules, takes as long as a real one would, and writes down what each request cost. The client that closes the
 * connection frees it at once.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, type KnownFile } from './oracle.ts';
import { BlockCache, type PrefixCache, SlotCache } from './prefixCache.ts';
import { tokensOf } from './tokens.ts';

export type CacheRules = 'llama' | 'vllm';

export interface EndpointOptions {
  readonly rules: CacheRules;
  readonly file: KnownFile;
  /** Share of words at which the model goes wrong. */
  readonly mistakes: number;
}

/** One request. Milliseconds. */
export interface Record {
  /** Its arrival, by this process's clock. */
  readonly at: number;
  readonly promptTokens: number;
  evaluatedTokens: number;
  generatedTokens: number;
  cancelled: boolean;
  /** It only lets the server read: one token is asked for. */
  readonly readsAhead: boolean;
  /** From the client's sending until its first line that holds something was whole and back; nothing when none was. */
  firstLine?: number;
  /** From its arrival to its last token. */
  busy: number;
  /** The cursor's place was found in the file. */
  found: boolean;
}

/** Tokens a second, read and written; milliseconds. */
const SPEED = { reading: 2500, writing: 40, overhead: 3, halfTrip: 15 };
const WINDOW = 8192;
const SLOTS: { readonly [rules in CacheRules]: number } = { llama: 1, vllm: 8 };
const MODEL = 't-lite-it-1.0';

export interface Endpoint {
  readonly url: string;
  readonly records: readonly Record[];
  close(): Promise<void>;
}

export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const engine = new Engine(options);
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text) => {
      body += text;
    });
    request.on('end', () => route(engine, request.url ?? '/', body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    records: engine.records,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function route(engine: Engine, url: string, body: string, response: http.ServerResponse): void {
  const [page = ''] = url.split('?');
  if (page === '/v1/completions') {
    void engine.complete(JSON.parse(body), response);
    return;
  }
  const found = pageOf(page, body);
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? { error: { message: 'not found' } }));
}

function pageOf(page: string, body: string): object | undefined {
  switch (page) {
    case '/v1/models':
      return { object: 'list', data: [{ id: MODEL, object: 'model', meta: { n_ctx_train: WINDOW } }] };
    case '/props':
      return { default_generation_settings: { n_ctx: WINDOW }, total_slots: 1, build_info: 'bench' };
    case '/health':
      return { status: 'ok' };
    case '/tokenize':
      return { tokens: tokensOf(String(JSON.parse(body).content)).map((_, id) => id) };
    default:
      return undefined;
  }
}

interface Wanted {
  readonly prompt: string;
  readonly max_tokens: number;
  readonly stop?: readonly string[];
}

class Engine {
  readonly records: Record[] = [];
  readonly #options: EndpointOptions;
  readonly #cache: PrefixCache;
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#cache = options.rules === 'llama' ? new SlotCache() : new BlockCache();
    this.#free = SLOTS[options.rules];
  }

  async complete(wanted: Wanted, response: http.ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    await rest(SPEED.halfTrip, gone.signal);
    const prompt = tokensOf(wanted.prompt).slice(-WINDOW);
    const record: Record = {
      at: performance.now(),
      promptTokens: prompt.length,
      evaluatedTokens: 0,
      generatedTokens: 0,
      cancelled: false,
      readsAhead: wanted.max_tokens === 1,
      busy: 0,
      found: true,
    };
    this.records.push(record);
    await this.#slot();
    const began = performance.now();
    try {
      if (!gone.signal.aborted) await this.#run(wanted, prompt, record, response, gone.signal);
    } finally {
      record.cancelled = gone.signal.aborted && !response.writableFinished;
      record.busy = performance.now() - began;
      this.#free += 1;
      this.#queue.shift()?.();
    }
  }

  async #run(
    { prompt: text, max_tokens: most, stop = [] }: Wanted,
    prompt: readonly string[],
    record: Record,
    response: http.ServerResponse,
    gone: AbortSignal,
  ): Promise<void> {
    const match = this.#cache.match(prompt);
    const needed = prompt.length - match.cached;
    const began = performance.now();
    await rest(SPEED.overhead + (needed / SPEED.reading) * 1000, gone);
    const read = ((performance.now() - began - SPEED.overhead) / 1000) * SPEED.reading;
    record.evaluatedTokens = gone.aborted ? Math.max(0, Math.min(needed, Math.floor(read))) : needed;
    match.keep(match.cached + record.evaluatedTokens, []);
    if (gone.aborted) return;

    const { file, mistakes } = this.#options;
    const said = answer(file, turnOf(text), mistakes, most);
    record.found = said.found;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const generated: string[] = [];
    let all = '';
    let reason = 'stop';
    const writing = performance.now();
    for (const token of said.tokens) {
      await rest(writing + ((generated.length + 1) / SPEED.writing) * 1000 - performance.now(), gone);
      if (gone.aborted) break;
      generated.push(token);
      all += token;
      record.generatedTokens += 1;
      if (stop.some((end) => all.includes(end))) break;
      this.#later(response, { choices: [{ index: 0, text: token, finish_reason: null }] });
      if (/\S[^\n]*\n/.test(all)) record.firstLine ??= performance.now() - record.at + 2 * SPEED.halfTrip;
      if (generated.length >= most) reason = 'length';
    }
    match.keep(prompt.length, generated);
    if (gone.aborted) return;
    record.firstLine ??= performance.now() - record.at + 2 * SPEED.halfTrip;
    const usage = {
      prompt_tokens: prompt.length,
      completion_tokens: generated.length,
      prompt_tokens_details: { cached_tokens: match.cached },
    };
    this.#later(response, { choices: [{ index: 0, text: '', finish_reason: reason }], usage });
    await rest(SPEED.halfTrip, gone);
    response.end('data: [DONE]\n\n');
  }

  /** Half a round trip later. */
  #later(response: http.ServerResponse, event: object): void {
    setTimeout(() => {
      if (!response.writableEnded) response.write(`data: ${JSON.stringify({ model: MODEL, ...event })}\n\n`);
    }, SPEED.halfTrip);
  }

  async #slot(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
      this.#free -= 1;
    }
  }
}

/** The text of the last turn, which the prompt leaves open. */
function turnOf(prompt: string): string {
  return prompt.slice(prompt.lastIndexOf('<|im_start|>assistant\n'));
}

/** Resolves after so many milliseconds, or when `signal` aborts. */
function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || milliseconds <= 0) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
