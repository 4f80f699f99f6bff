import type OpenAI from 'openai';
import type { Response } from 'undici';
import type { Usage } from '../../core/model/languageModel.ts';
import { brokenOff, streamedError } from './errors.ts';
import { fieldsOf, numberOf, textOf } from './json.ts';
import type { GenerationRequest } from './requests.ts';
import type { Transport } from './transport.ts';

/** One event of a stream, whoever sent it. */
export interface Piece {
  readonly text: string;
  /** Reasoning that the server has told apart. */
  readonly reasoning: string;
  readonly finish?: 'stop' | 'length';
  readonly usage?: Usage;
  /** `system_fingerprint`. */
  readonly fingerprint?: string;
}

export type Pieces = AsyncIterable<Piece>;

/** An event as it was understood, and the server's word for an end that is none of the model's. */
interface Read {
  readonly piece: Piece;
  readonly brokenBy?: string;
}

/**
 * The model's own end, in the words of OpenAI, TGI and gateways to Anthropic. Everything else that is no limit breaks
 * an answer off: `abort`, `error` and `repetition` of vLLM, `abort` of SGLang, `content_filter` of gateways.
 */
const ENDS = new Set([
  'stop',
  'eos',
  'eos_token',
  'stop_sequence',
  'end_turn',
  'tool_calls',
  'function_call',
]);
const LIMITS = new Set(['length', 'max_tokens']);

function endOf(reason: string | undefined): Pick<Piece, 'finish'> & Pick<Read, 'brokenBy'> {
  if (!reason) return {};
  if (LIMITS.has(reason)) return { finish: 'length' };
  return ENDS.has(reason) ? { finish: 'stop' } : { brokenBy: reason };
}

/**
 * Sends a request by the API; resolves when the stream begins.
 * @throws ModelError, also while the stream is read
 */
export async function openaiPieces(
  client: OpenAI,
  request: GenerationRequest,
  signal: AbortSignal,
  host: string,
): Promise<Pieces> {
  const stream =
    request.kind === 'chat'
      ? await client.chat.completions.create(
          request.body as unknown as OpenAI.ChatCompletionCreateParamsStreaming,
          { signal },
        )
      : await client.completions.create(request.body as unknown as OpenAI.CompletionCreateParamsStreaming, {
          signal,
        });
  const model = String(request.body['model']);
  return (async function* () {
    for await (const chunk of stream) {
      const event = fieldsOf(chunk);
      // The flat form of an error, which the library does not know.
      if (event['object'] === 'error') throw streamedError(event, { host, model });
      const { piece, brokenBy } = openaiPiece(event);
      yield piece;
      if (brokenBy) throw brokenOff(brokenBy, { host, model });
    }
  })();
}

function openaiPiece(event: Readonly<Record<string, unknown>>): Read {
  const choice = fieldsOf(fieldsOf(event['choices'])[0]);
  const delta = fieldsOf(choice['delta']);
  const { brokenBy, ...finish } = endOf(textOf(choice['finish_reason']));
  const usage = fieldsOf(event['usage']);
  const fingerprint = textOf(event['system_fingerprint']);
  const piece = {
    text: textOf(delta['content']) ?? textOf(choice['text']) ?? '',
    // vLLM's newer spelling, then that of SGLang, llama-server and older vLLM.
    reasoning: textOf(delta['reasoning']) ?? textOf(delta['reasoning_content']) ?? '',
    ...finish,
    ...(fingerprint ? { fingerprint } : {}),
    ...(event['usage'] ? { usage: usageOf(usage, fieldsOf(event['timings'])) } : {}),
  };
  return { piece, ...(brokenBy ? { brokenBy } : {}) };
}

function usageOf(
  usage: Readonly<Record<string, unknown>>,
  timings: Readonly<Record<string, unknown>>,
): Usage {
  const cached = fieldsOf(usage['prompt_tokens_details'])['cached_tokens'];
  return counts({
    promptTokens: numberOf(usage['prompt_tokens']),
    // llama-server tells it among its timings.
    cachedTokens: numberOf(cached) ?? numberOf(timings['cache_n']),
    generatedTokens: numberOf(usage['completion_tokens']),
  });
}

function counts(numbers: { [Key in keyof Usage]: number | undefined }): Usage {
  return Object.fromEntries(Object.entries(numbers).filter(([, count]) => count !== undefined));
}

/** Sends a request by Ollama's own API: one JSON object a line, the last with `done`. */
export async function ollamaPieces(
  transport: Transport,
  request: GenerationRequest,
  signal: AbortSignal,
): Promise<Pieces> {
  const path = request.kind === 'chat' ? 'api/chat' : 'api/generate';
  const model = String(request.body['model']);
  const response = await transport.send(transport.url(path, true), {
    signal,
    body: request.body,
    model,
    stream: true,
  });
  return (async function* () {
    for await (const line of lines(response)) {
      const event = fieldsOf(JSON.parse(line));
      const facts = { host: transport.base.host, model };
      if (event['error']) throw streamedError(event, facts);
      const { piece, brokenBy } = ollamaPiece(event);
      yield piece;
      if (brokenBy) throw brokenOff(brokenBy, facts);
    }
  })();
}

function ollamaPiece(event: Readonly<Record<string, unknown>>): Read {
  const message = fieldsOf(event['message']);
  const whole = {
    text: textOf(message['content']) ?? textOf(event['response']) ?? '',
    reasoning: textOf(message['thinking']) ?? textOf(event['thinking']) ?? '',
  };
  if (event['done'] !== true) return { piece: whole };
  const usage = counts({
    promptTokens: numberOf(event['prompt_eval_count']),
    cachedTokens: undefined,
    generatedTokens: numberOf(event['eval_count']),
  });
  // Older versions do not say why.
  const { brokenBy, ...finish } = endOf(textOf(event['done_reason']) || 'stop');
  return { piece: { ...whole, ...finish, usage }, ...(brokenBy ? { brokenBy } : {}) };
}

async function* lines(response: Response): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const [first = '', ...others] = decoder.decode(chunk as Uint8Array, { stream: true }).split('\n');
    rest += first;
    for (const other of others) {
      if (rest.trim()) yield rest;
      rest = other;
    }
  }
  if (rest.trim()) yield rest;
}
