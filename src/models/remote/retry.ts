import { setTimeout as sleep } from 'node:timers/promises';
import { ModelError } from '../../core/model/modelError.ts';

const MOST_TRIES = 3;
/** Milliseconds that all waits of one request may take together. */
const MOST_WAITING = 30_000;
const FIRST_WAIT = 500;

/**
 * `attempt`, made again when the server is busy (429 or 503): after `Retry-After` where it says so, else after 0.5 s,
 * 1 s, … each shortened by chance, so that many windows do not come back at once. Nothing else is ever repeated.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  wait: (milliseconds: number) => Promise<unknown> = (milliseconds) =>
    sleep(milliseconds, undefined, { signal }),
): Promise<T> {
  let waited = 0;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const next = tries < MOST_TRIES ? retryWait(error, tries, Math.random()) : undefined;
      if (next === undefined || waited + next > MOST_WAITING || signal.aborted) throw error;
      waited += next;
      await wait(next);
    }
  }
}

/** Milliseconds before try number `tries + 1`; nothing when `error` is not to be repeated. `chance`: 0 to 1. */
export function retryWait(error: unknown, tries: number, chance: number): number | undefined {
  if (!(error instanceof ModelError)) return undefined;
  const { status, seconds } = error.details;
  if (status !== 429 && status !== 503) return undefined;
  return seconds === undefined ? FIRST_WAIT * 2 ** (tries - 1) * (0.5 + chance / 2) : seconds * 1000;
}
