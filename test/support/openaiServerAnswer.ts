import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { RecordedRequest } from './openaiServer.ts';
import type { ServerDialect } from './openaiServerDialects.ts';

/** A whole response by script; a string body goes out as it is, anything else as JSON. */
export interface ScriptedResponse {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Respond = (request: RecordedRequest) => ScriptedResponse | undefined;

/** What goes wrong with a generation. `after` counts pieces that were sent before it. */
export type Fault =
  | ({ readonly kind: 'response' } & ScriptedResponse)
  /** An error event inside the stream, after which the stream ends. */
  | { readonly kind: 'errorEvent'; readonly after: number; readonly message?: string }
  /** The connection breaks. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Nothing more comes, and the connection stays. */
  | { readonly kind: 'silence'; readonly after: number }
  /** The request is accepted, and not even headers come. */
  | { readonly kind: 'noHeaders' }
  /** The stream ends without a finish reason and without `[DONE]`. */
  | { readonly kind: 'noFinish' }
  /** A finish reason, but no `[DONE]`. */
  | { readonly kind: 'noDone' }
  /** The answer with its finish reason, but no usage; then the connection breaks, or stays and is silent. */
  | { readonly kind: 'endsThen'; readonly then: 'cut' | 'silence' }
  /** After so many pieces only empty ones follow, every 20 ms: the server lives, and says nothing. */
  | { readonly kind: 'empty'; readonly after: number }
  /** The stream leaves in packets of so many bytes, whatever characters they split. */
  | { readonly kind: 'packets'; readonly bytes: number };

export interface Answer {
  /** Pieces are sent as one delta, and count as one token, each; a string is cut at its spaces. */
  readonly text: string | readonly string[];
  /** Sent before the text, under the dialect's spelling. */
  readonly reasoning?: string | readonly string[];
  /** Milliseconds before the first piece. */
  readonly firstDelay?: number;
  /** Milliseconds between pieces. */
  readonly delay?: number;
  /** The server's word for why it ended: `stop` unless the limit was reached. */
  readonly finish?: string;
  readonly fault?: Fault;
}

export interface AnswerContext {
  readonly request: RecordedRequest;
  readonly dialect: ServerDialect;
  readonly maxTokens: number;
  readonly usage: { readonly promptTokens: number; readonly cachedTokens: number };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendResponse(response, { status, body });
}

export function sendResponse(response: ServerResponse, { status, body, headers }: ScriptedResponse): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers }).end(text);
}

/** Streams an answer, or sends it whole when the request did not ask for a stream. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  context: AnswerContext,
): Promise<void> {
  const { fault } = answer;
  if (fault?.kind === 'response') return sendResponse(response, fault);
  if (fault?.kind === 'noHeaders') return;
  const generated = generate(answer, context);
  const format = context.request.path.startsWith('/api/')
    ? new OllamaFormat(context)
    : new OpenAiFormat(context);
  const native = format instanceof OllamaFormat;
  const streams = native ? context.request.body['stream'] !== false : context.request.body['stream'] === true;
  if (!streams) return sendJson(response, 200, format.whole(generated));
  response.writeHead(200, { 'content-type': native ? 'application/x-ndjson' : 'text/event-stream' });
  response.flushHeaders();
  await stream(response, answer, format, generated);
}

interface Generated {
  readonly pieces: readonly { readonly reasoning: boolean; readonly text: string }[];
  readonly finish: string;
}

interface Format {
  piece(text: string, reasoning: boolean): string;
  end(generated: Generated): readonly string[];
  error(message: string): string;
  /** The last event, which says only that nothing follows. */
  readonly done: string;
}

async function stream(
  response: ServerResponse,
  answer: Answer,
  format: Format,
  generated: Generated,
): Promise<void> {
  const { fault } = answer;
  const after = fault && 'after' in fault ? fault.after : Number.POSITIVE_INFINITY;
  const write = (text: string) =>
    writeOut(response, text, fault?.kind === 'packets' ? fault.bytes : undefined);
  if (answer.firstDelay) await sleep(answer.firstDelay, undefined, { ref: false });
  for (const [index, piece] of generated.pieces.slice(0, after).entries()) {
    if (index > 0 && answer.delay) await sleep(answer.delay, undefined, { ref: false });
    if (response.destroyed) return;
    await write(format.piece(piece.text, piece.reasoning));
  }
  if (fault?.kind === 'silence') return;
  if (fault?.kind === 'empty') {
    while (!response.destroyed) {
      await write(format.piece('', false));
      await sleep(20, undefined, { ref: false });
    }
    return;
  }
  if (fault?.kind === 'endsThen') {
    await write(format.end(generated)[0] ?? '');
    if (fault.then === 'silence') return;
    await sleep(20);
    return void response.socket?.destroy();
  }
  if (fault?.kind === 'cut') {
    // What was written must leave before the connection breaks.
    await sleep(20);
    return void response.socket?.destroy();
  }
  if (fault?.kind === 'errorEvent') await write(format.error(fault.message ?? 'EngineCore died'));
  else if (fault?.kind !== 'noFinish') {
    for (const event of format.end(generated)) await write(event);
    if (fault?.kind !== 'noDone') await write(format.done);
  }
  response.end();
}

async function writeOut(response: ServerResponse, text: string, packet: number | undefined): Promise<void> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += packet ?? bytes.length) {
    const whole = response.write(packet ? bytes.subarray(start, start + packet) : bytes);
    if (!whole) {
      await new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve));
    }
    await nextTurn();
  }
}

function generate(answer: Answer, { request, maxTokens }: AnswerContext): Generated {
  const options = (request.body['options'] ?? {}) as Record<string, unknown>;
  const stops = [request.body['stop'] ?? options['stop'] ?? []].flat().map(String);
  const reasoning = pieces(answer.reasoning ?? []).map((text) => ({ reasoning: true, text }));
  const text = cutAtStop(pieces(answer.text), stops).map((piece) => ({ reasoning: false, text: piece }));
  const all = [...reasoning, ...text];
  return all.length > maxTokens
    ? { pieces: all.slice(0, maxTokens), finish: 'length' }
    : { pieces: all, finish: answer.finish ?? 'stop' };
}

function pieces(text: string | readonly string[]): readonly string[] {
  return typeof text === 'string' ? (text.match(/\s*\S+\s*?(?=\s|$)|\s+$/g) ?? []) : text;
}

function cutAtStop(all: readonly string[], stops: readonly string[]): readonly string[] {
  const text = all.join('');
  const ends = stops.map((stop) => text.indexOf(stop)).filter((end) => end >= 0);
  let left = Math.min(text.length, ...ends);
  const kept: string[] = [];
  for (const piece of all) {
    if (left <= 0) break;
    kept.push(piece.slice(0, left));
    left -= piece.length;
  }
  return kept;
}

class OpenAiFormat implements Format {
  readonly done = 'data: [DONE]\n\n';
  readonly #context: AnswerContext;
  readonly #chat: boolean;

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#chat = context.request.path.endsWith('/chat/completions');
  }

  piece(text: string, reasoning: boolean): string {
    return this.#event([{ index: 0, ...this.#content('delta', text, reasoning), finish_reason: null }]);
  }

  end({ finish, pieces: generated }: Generated): readonly string[] {
    const last = this.#event([{ index: 0, ...this.#content('delta', '', false), finish_reason: finish }]);
    const options = this.#context.request.body['stream_options'] as Record<string, unknown> | undefined;
    return options?.['include_usage'] ? [last, this.#event([], this.#usage(generated.length))] : [last];
  }

  error(message: string): string {
    return `data: ${JSON.stringify({ error: { message, type: 'InternalServerError', code: 500 } })}\n\n`;
  }

  whole({ pieces: generated, finish }: Generated): Record<string, unknown> {
    const text = generated.map((piece) => (piece.reasoning ? '' : piece.text)).join('');
    const choice = { index: 0, ...this.#content('message', text, false), finish_reason: finish };
    return { ...this.#head(), choices: [choice], usage: this.#usage(generated.length) };
  }

  #event(choices: readonly unknown[], usage?: unknown): string {
    return `data: ${JSON.stringify({ ...this.#head(), choices, ...(usage ? { usage } : {}) })}\n\n`;
  }

  #head(): Record<string, unknown> {
    const object = this.#chat ? 'chat.completion.chunk' : 'text_completion';
    const { dialect, request } = this.#context;
    const head = { id: 'scripted-1', object, created: 1_700_000_000, model: request.body['model'] };
    return dialect === 'ollama' ? { ...head, system_fingerprint: 'fp_ollama' } : head;
  }

  #content(key: 'delta' | 'message', text: string, reasoning: boolean): Record<string, unknown> {
    if (!this.#chat) return { text };
    const { dialect } = this.#context;
    const spelling = dialect === 'llamacpp' || dialect === 'sglang' ? 'reasoning_content' : 'reasoning';
    return { [key]: reasoning ? { [spelling]: text } : { content: text } };
  }

  #usage(generated: number): Record<string, unknown> {
    const { promptTokens, cachedTokens } = this.#context.usage;
    return {
      prompt_tokens: promptTokens,
      completion_tokens: generated,
      total_tokens: promptTokens + generated,
      prompt_tokens_details: { cached_tokens: cachedTokens },
    };
  }
}

class OllamaFormat implements Format {
  readonly done = '';
  readonly #context: AnswerContext;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  piece(text: string, reasoning: boolean): string {
    return `${JSON.stringify({ ...this.#content(text, reasoning), done: false })}\n`;
  }

  end(generated: Generated): readonly string[] {
    return [`${JSON.stringify(this.#last('', generated))}\n`];
  }

  error(message: string): string {
    return `${JSON.stringify({ error: message })}\n`;
  }

  whole(generated: Generated): Record<string, unknown> {
    return this.#last(
      generated.pieces.map((piece) => (piece.reasoning ? '' : piece.text)).join(''),
      generated,
    );
  }

  #last(text: string, { finish, pieces: generated }: Generated): Record<string, unknown> {
    return {
      ...this.#content(text, false),
      done: true,
      done_reason: finish,
      prompt_eval_count: this.#context.usage.promptTokens,
      eval_count: generated.length,
    };
  }

  #content(text: string, reasoning: boolean): Record<string, unknown> {
    const head = { model: this.#context.request.body['model'], created_at: '2026-01-01T00:00:00Z' };
    if (this.#context.request.path === '/api/generate') return { ...head, response: text };
    const message = { role: 'assistant', content: reasoning ? '' : text };
    return { ...head, message: reasoning ? { ...message, thinking: text } : message };
  }
}
