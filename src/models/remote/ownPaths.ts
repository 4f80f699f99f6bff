import { setTimeout as sleep } from 'node:timers/promises';
import { ModelError } from '../../core/model/modelError.ts';
import { fieldsOf } from './json.ts';
import type { Transport } from './transport.ts';

/** Milliseconds before a path that failed is asked once more. */
const ASK_AGAIN_AFTER = 250;

export interface Question {
  readonly signal: AbortSignal;
  readonly body?: unknown;
  /** The path is only guessed: a refusal says as little as that there is none. */
  readonly guessed?: boolean;
}

/**
 * A server's answer on a path of its own beside the API; nothing when it has no such path. A failure of the server's
 * is asked about once more, so that a hiccup does not pass for that; one that stays does: gateways answer 5xx, too,
 * for what they do not pass.
 * @throws ModelError when the key is refused, or there is no answer at all
 */
export async function askOwn(
  transport: Transport,
  path: string,
  { signal, body, guessed = false }: Question,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  for (let again = false; ; again = true) {
    try {
      const options = body === undefined ? { signal } : { signal, body };
      return fieldsOf(await transport.json(transport.url(path, true), options));
    } catch (error) {
      if (signal.aborted) throw error;
      const { kind, details } = ModelError.from(error);
      if (kind === 'unauthorized' && guessed) return undefined;
      const failed = (details.status ?? 0) >= 500;
      if (!failed && !isAbsence(kind, details)) throw error;
      if (!failed || again) return undefined;
      await sleep(ASK_AGAIN_AFTER, undefined, { signal });
    }
  }
}

/** The answer of a server that has no such path: any status but those that speak of whoever asks, or no JSON. */
export function isAbsence(kind: ModelError['kind'], { status, reason }: ModelError['details']): boolean {
  if (kind === 'unauthorized' || kind === 'rateLimited') return false;
  return status !== undefined || reason === 'notAnApi';
}
