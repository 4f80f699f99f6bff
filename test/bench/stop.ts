import { createRemoteServer } from '../../src/models/remote/index.ts';
import { startServerThread } from '../support/openaiServerThread.ts';
import { remoteOptions } from '../unit/models/remote/harness.ts';

/** How long after Stop a server sees that its client is gone: while it reads the prompt, and while it answers. */

const ROUNDS = 30;
const TARGET_MS = 100;

export async function run(): Promise<Record<string, unknown>> {
  const text = Array.from({ length: 1000 }, () => ' слово');
  const reading = await stops({ text, firstDelay: 60_000 }, false);
  const answering = await stops({ text, delay: 5 }, true);
  const worstMs = Math.max(...reading, ...answering);
  return {
    rounds: ROUNDS,
    whileReadingMs: median(reading),
    whileAnsweringMs: median(answering),
    worstMs: round(worstMs),
    targetMs: TARGET_MS,
    met: worstMs <= TARGET_MS,
  };
}

/** Milliseconds from each abort to the close that the server saw. */
async function stops(
  answer: { readonly text: readonly string[]; readonly firstDelay?: number; readonly delay?: number },
  afterText: boolean,
): Promise<number[]> {
  await using server = await startServerThread({ answer });
  const provider = createRemoteServer(remoteOptions(server.url));
  try {
    const [card] = await provider.list(new AbortController().signal);
    if (!card) throw new Error('no model');
    const { model } = await provider.open(card);
    const times: number[] = [];
    for (let count = 0; count < ROUNDS; count++) {
      const closed = server.nextClose();
      const abort = new AbortController();
      let stopped = 0;
      const stop = (): void => {
        stopped ||= performance.timeOrigin + performance.now();
        abort.abort();
      };
      if (!afterText) setTimeout(stop, 50);
      const messages = [{ role: 'user', text: 'Привет' }] as const;
      const options = { maxTokens: 2000, signal: abort.signal, purpose: 'chat' } as const;
      for await (const delta of model.generate({ kind: 'chat', messages }, options)) {
        if (delta.kind === 'text') stop();
      }
      times.push((await closed) - stopped);
    }
    return times;
  } finally {
    provider.dispose();
  }
}

function median(times: readonly number[]): number {
  return round(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN);
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

if (import.meta.main) console.log(JSON.stringify(await run()));
