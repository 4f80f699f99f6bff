import { ModelError } from '../../core/model/modelError.ts';
import { fieldsOf, textOf } from './json.ts';
import { isAbsence } from './ownPaths.ts';
import type { Transport } from './transport.ts';

export interface RawTrial {
  /** Nothing: a failure that says neither. */
  readonly answers?: boolean;
  readonly fingerprint?: string | undefined;
}

/**
 * Whether raw completions answer for a model, by one token: no plain server says so.
 * @throws ModelError when the key is refused, or there is no answer at all
 */
export async function tryRaw(transport: Transport, model: string, signal: AbortSignal): Promise<RawTrial> {
  const body = { model, prompt: '1', max_tokens: 1, temperature: 0 };
  try {
    const answer = fieldsOf(await transport.json(transport.url('completions'), { signal, body, model }));
    return {
      answers: Array.isArray(answer['choices']),
      fingerprint: textOf(answer['system_fingerprint']),
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const { kind, details } = ModelError.from(error);
    if ((details.status ?? 0) >= 500) return {};
    if (isAbsence(kind, details)) return { answers: false };
    throw error;
  }
}
