import type { Response } from 'undici';
import type { ModelErrorDetails, UnreachableReason } from '../../core/model/modelError.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { NetworkSettings } from '../../core/model/network.ts';
import { fieldsOf, numberOf } from './json.ts';

const MOST_BYTES = 64 * 1024;
const MOST_DETAIL = 300;

/** Node's and OpenSSL's codes for what keeps a connection from being made. */
const REASONS: readonly (readonly [RegExp, UnreachableReason])[] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_FAIL)$/, 'dns'],
  [/^ECONNREFUSED$/, 'refused'],
  // TLS was spoken to a server that does not speak it: the address should begin with `http:`.
  [/^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)$/, 'badAddress'],
  [
    /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|INVALID_CA|HOSTNAME_MISMATCH)/,
    'certificate',
  ],
];

/** Headers are waited for without limit, but for those of a proxy that is to open a tunnel. */
const CONNECT_TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT']);

export interface RequestFacts {
  readonly host: string;
  /** The request went through a proxy: who could not be reached is the proxy. */
  readonly proxied: boolean;
  readonly network: NetworkSettings;
}

/** What kept a response from coming. */
export function networkError(error: unknown, { host, proxied, network }: RequestFacts): ModelError {
  const chain = causes(error);
  const known = chain.find((cause) => cause instanceof ModelError);
  if (known) return known;
  const codes = chain.map((cause) => (cause as NodeJS.ErrnoException).code ?? '').filter(Boolean);
  if (codes.some((code) => CONNECT_TIMEOUTS.has(code))) {
    return new ModelError(
      'timedOut',
      { host, phase: 'connect', seconds: network.timeouts.connect },
      { cause: error },
    );
  }
  const [code, reason] = reasonOf(codes);
  const detail = code ?? chain.at(-1)?.message.slice(0, MOST_DETAIL) ?? '';
  const own = reason === 'certificate' || reason === 'badAddress' ? reason : undefined;
  return new ModelError(
    'unreachable',
    { host, reason: own ?? (proxied ? 'proxy' : (reason ?? 'network')), detail },
    { cause: error },
  );
}

function reasonOf(codes: readonly string[]): readonly [string | undefined, UnreachableReason | undefined] {
  for (const code of codes) {
    const reason = REASONS.find(([pattern]) => pattern.test(code))?.[1];
    if (reason) return [code, reason];
  }
  return [codes.at(-1), undefined];
}

/** `error` and what caused it, outermost first. */
export function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error && chain.length < 10; next = next.cause) chain.push(next);
  return chain;
}

export interface ResponseFacts {
  readonly host: string;
  readonly model?: string | undefined;
  /** Never repeated in an error, even where the server repeats it. */
  readonly key?: string | undefined;
}

/** The error that a response is, or nothing when it is what was asked for. */
export async function readError(
  response: Response,
  facts: ResponseFacts & { readonly stream: boolean },
): Promise<ModelError | undefined> {
  const type = response.headers.get('content-type') ?? '';
  const html = /html/.test(type);
  // Where a stream was asked for, one JSON document is an error, whatever the status says.
  if (response.ok && !html && !(facts.stream && /application\/json/.test(type))) return undefined;
  const text = await readSome(response);
  return statusError(response.status, text, {
    ...facts,
    html: html || /^\s*<(!doctype|html)/i.test(text),
    retryAfter: response.headers.get('retry-after'),
  });
}

/** The error that a JSON body is though its status says success. */
export function bodyError(body: unknown, facts: ResponseFacts): ModelError | undefined {
  const { error, object } = fieldsOf(body);
  return error || object === 'error' ? statusError(200, JSON.stringify(body), facts) : undefined;
}

interface StatusFacts extends ResponseFacts {
  readonly html?: boolean;
  readonly retryAfter?: string | null;
}

/** A response that says no. A success counts as one when it is not the stream that was asked for. */
export function statusError(status: number, text: string, facts: StatusFacts): ModelError {
  const { host, model, html = false } = facts;
  const body = parse(text);
  const detail = html ? '' : wordsOf(body, facts.key);
  const details: ModelErrorDetails = { host, status, ...(detail ? { detail } : {}) };
  const overflow = parseOverflow(text);
  if (overflow) return new ModelError('contextOverflow', { ...details, ...overflow, ...named(model) });
  const retry = retrySeconds(facts.retryAfter);
  switch (status) {
    case 401:
      return new ModelError('unauthorized', details);
    case 403:
      return new ModelError('forbidden', details);
    case 407:
      return new ModelError('unreachable', { ...details, reason: 'proxy' });
    case 429:
      return new ModelError('rateLimited', { ...details, ...retry });
    case 503:
      return new ModelError('overloaded', { ...details, ...retry });
  }
  // A gateway says so in HTML, too.
  if (status >= 500) return new ModelError('unreachable', { ...details, reason: 'network' });
  const redirected = status >= 300 && status < 400;
  if (html || redirected || (status === 404 && !model)) {
    return new ModelError('unreachable', { ...details, reason: 'notAnApi' });
  }
  if (status === 404) return new ModelError('notFound', { ...details, ...named(model) });
  if (status >= 400) return new ModelError('badRequest', { ...details, ...named(model) });
  return succeededButFailed(body, text, facts);
}

/** 200 whose body is an error, or is nothing that an API would answer. */
function succeededButFailed(body: unknown, text: string, facts: StatusFacts): ModelError {
  const code = errorCode(body);
  if (code !== undefined && code >= 400) return statusError(code, text, facts);
  const detail = wordsOf(body, facts.key);
  if (!detail) return new ModelError('unreachable', { host: facts.host, status: 200, reason: 'notAnApi' });
  return new ModelError('badRequest', { host: facts.host, status: 200, detail, ...named(facts.model) });
}

/** An error that came as an event of the stream: what was delivered before it stays. */
export function streamedError(body: unknown, facts: ResponseFacts): ModelError {
  const code = errorCode(body);
  const error = statusError(code !== undefined && code >= 400 ? code : 500, JSON.stringify(body), facts);
  if (error.kind !== 'unreachable' && error.kind !== 'badRequest') return error;
  return new ModelError('brokenStream', { ...error.details, ...named(facts.model) });
}

/** The server ended an answer before the model did. `reason`: its own word for why. */
export function brokenOff(reason: string, { host, model }: ResponseFacts): ModelError {
  return new ModelError('brokenStream', { host, ...named(model), detail: reason.slice(0, MOST_DETAIL) });
}

const OVERFLOWS: readonly { readonly pattern: RegExp; readonly of: (numbers: number[]) => Overflow }[] = [
  {
    // vLLM since 0.11
    pattern: /maximum context length is (\d+) tokens\D+requested (\d+) output tokens\D+?(\d+) input tokens/,
    of: ([granted = 0, output = 0, input = 0]) => ({ needed: input + output, granted }),
  },
  {
    // vLLM before, SGLang, OpenAI
    pattern:
      /maximum context length is (\d+) tokens\D+?(?:requested|resulted in|has) (\d+)(?: input)? tokens/,
    of: ([granted = 0, needed = 0]) => ({ needed, granted }),
  },
  {
    // SGLang: "Requested token count exceeds the model's maximum context length of N tokens. You requested a total
    // of M tokens"
    pattern: /maximum context length of (\d+) tokens\D+requested a total of (\d+) tokens/,
    of: ([granted = 0, needed = 0]) => ({ needed, granted }),
  },
  {
    // llama-server, Ollama since it runs it, and SGLang of an input alone
    pattern:
      /\((\d+) tokens\) (?:exceeds the available context size|is longer than the model's context length) \((\d+) tokens\)/,
    of: ([needed = 0, granted = 0]) => ({ needed, granted }),
  },
  {
    // Ollama before, LM Studio, and whatever words it alike
    pattern:
      /exceed_context_size_error|context_length_exceeded|input length exceeds the context length|greater than the context length/,
    of: () => ({}),
  },
];

export interface Overflow {
  /** Tokens of the prompt, and of the answer where the server counts it in. */
  readonly needed?: number;
  readonly granted?: number;
}

/** What a server says of a prompt that does not fit, whatever its words; nothing for any other text. */
export function parseOverflow(text: string): Overflow | undefined {
  for (const { pattern, of } of OVERFLOWS) {
    const found = pattern.exec(text);
    if (found) return of(found.slice(1).map(Number));
  }
  return undefined;
}

/** The server's own words in any of the forms that servers have. */
function wordsOf(body: unknown, key: string | undefined): string {
  const { error, message, detail } = fieldsOf(body);
  const candidates = [
    fieldsOf(error)['message'],
    error,
    message,
    detail,
    fieldsOf((detail as unknown[])?.[0])['msg'],
  ];
  const words = candidates.find((candidate) => typeof candidate === 'string' && candidate !== '');
  if (typeof words !== 'string') return '';
  // A server that validates a request repeats it: what follows may be the prompt.
  const own = words.split(/['"]?(?:input|prompt|messages)['"]?\s*[:=]\s*['"[{]/)[0] ?? '';
  return (key ? own.replaceAll(key, '…') : own).slice(0, MOST_DETAIL).trim();
}

function errorCode(body: unknown): number | undefined {
  const { error, code } = fieldsOf(body);
  return numberOf(fieldsOf(error)['code']) ?? numberOf(code);
}

/** `Retry-After`: seconds or a date. */
function retrySeconds(header: string | null | undefined): { seconds?: number } {
  if (!header) return {};
  const seconds = /^[\d.]+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? { seconds: Math.max(0, seconds) } : {};
}

function named(model: string | undefined): { model?: string } {
  return model ? { model } : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readSome(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (text.length > MOST_BYTES) break;
    }
  } catch {
    // What came is enough to tell what the status means.
  }
  return text;
}
