import OpenAI from 'openai';
import type { Transport } from './transport.ts';

/** Milliseconds in which a server should end its response after the last event. */
const MOST_DRAINING = 1000;

/** The library's client on our transport: its own retries, time-outs, headers and log are switched off. */
export function createClient(transport: Transport): OpenAI {
  const send = async (input: unknown, init: RequestInit | undefined): Promise<Response> => {
    const body = JSON.parse(String(init?.body)) as Record<string, unknown>;
    const signal = init?.signal ?? new AbortController().signal;
    const model = String(body['model']);
    const response = await transport.send(String(input), { signal, body, model, stream: true });
    const { status, headers } = response;
    return new Response(readToItsEnd(response.body?.getReader(), signal), { status, headers: [...headers] });
  };
  return new OpenAI({
    apiKey: 'set by the transport',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: transport.base.href,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    fetch: send as typeof fetch,
  });
}

type Reader = Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>;

/**
 * The library leaves a body at `[DONE]`, a moment before its end, and that would close the connection. A body that
 * is left though nobody aborted is read to its end in the background instead, so that the connection lives on.
 */
function readToItsEnd(reader: Reader | undefined, signal: AbortSignal): ReadableStream<Uint8Array> | null {
  if (!reader) return null;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async (reason) => {
        if (signal.aborted) await reader.cancel(reason);
        else void drain(reader);
      },
    },
    { highWaterMark: 0 },
  );
}

async function drain(reader: Reader): Promise<void> {
  const limit = setTimeout(() => void reader.cancel().catch(() => undefined), MOST_DRAINING);
  try {
    while (!(await reader.read()).done);
  } catch {
    // The answer was whole: what happens to the connection is no longer anyone's concern.
  } finally {
    clearTimeout(limit);
  }
}
