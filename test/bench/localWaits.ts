import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LanguageModel } from '../../src/core/model/languageModel.ts';
import { freshText, openAdapter, read, withBenchModel } from '../support/benchModel.ts';
import { raw } from '../support/engineChild.ts';
import { median, rounded } from '../support/measures.ts';

/**
 * What the user waits for: the end of an answer after a Stop, wherever it falls; a completion's first step while the
 * conversation computes; and the extension host's own thread while the engine works.
 */

const PROMPT = 'function sum(items) {';
/** Milliseconds over which the thread is watched. */
const WATCHED = 3000;

export function run(): Promise<Record<string, unknown>> {
  return withBenchModel(async ({ file, large }) => {
    const adapter = await openAdapter(file);
    const { model } = adapter;
    const long = (attempt: number): string => freshText(attempt, 4000);
    try {
      const stopWhileLoading = await stopTimes(model, () => PROMPT, 300, 1);
      adapter.unload();
      await read(model, raw(PROMPT), { maxTokens: 8 });
      const idleDelay = await delayP99(() => new Promise((resolve) => setTimeout(resolve, WATCHED)));
      const busyDelay = await delayP99(() => busy(model, PROMPT, 0, () => pause(WATCHED)));
      return {
        stopWhileLoading,
        stopWhileReading: await stopTimes(model, long, 1000, 4),
        stopWhileWriting: await stopTimes(model, () => PROMPT, 500, 4),
        // Each time the first one finds an engine that expects none.
        completionWhileWriting: await completionWaits(model, () => PROMPT, 5),
        completionWhileReading: await completionWaits(model, long, large ? 3 : 5),
        eventLoop: {
          idleP99Ms: rounded(idleDelay),
          busyP99Ms: rounded(busyDelay),
          target: 'busy at most 5 ms over idle',
        },
      };
    } finally {
      adapter.dispose();
    }
  });
}

/**
 * Milliseconds from the abort until the answer has ended, and until the engine, quiet again, has made the first token
 * for the next request.
 * @param delay milliseconds of work before the abort
 */
async function stopTimes(
  model: LanguageModel,
  prompt: (attempt: number) => string,
  delay: number,
  attempts: number,
): Promise<Record<string, unknown>> {
  const ended: number[] = [];
  const next: number[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const controller = new AbortController();
    let stopped = 0;
    setTimeout(() => {
      stopped = performance.now();
      controller.abort();
    }, delay);
    const { signal } = controller;
    const { finish } = await read(model, raw(prompt(attempt)), { maxTokens: 4000, signal });
    if (finish !== 'aborted') throw new Error(`it was over before the Stop: ${finish}`);
    ended.push(performance.now() - stopped);
    await read(model, raw(PROMPT), { maxTokens: 1 });
    next.push(performance.now() - stopped);
  }
  return {
    endedMs: rounded(median(ended)),
    endedMsWorst: rounded(Math.max(...ended)),
    nextTokenMs: rounded(median(next)),
    target: 'ended <= 300 ms',
  };
}

/** How much later than on an idle engine a completion has its first token while the conversation computes. */
async function completionWaits(
  model: LanguageModel,
  prompt: (attempt: number) => string,
  attempts: number,
): Promise<Record<string, unknown>> {
  const complete = async (): Promise<number> => {
    const started = performance.now();
    await read(model, raw('const total ='), { maxTokens: 1, purpose: 'completion' });
    return performance.now() - started;
  };
  await complete();
  const alone = median([await complete(), await complete(), await complete()]);
  const waits: number[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    await busy(model, prompt(attempt + 100), 700 + 37 * attempt, async () => {
      waits.push((await complete()) - alone);
    });
  }
  return {
    aloneMs: rounded(alone),
    waitMs: rounded(median(waits)),
    waitMsWorst: rounded(Math.max(...waits)),
    target: 'wait <= 200 ms',
  };
}

/** Does something while the conversation computes. */
async function busy(
  model: LanguageModel,
  prompt: string,
  delay: number,
  work: () => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const chat = read(model, raw(prompt), { maxTokens: 4000, signal: controller.signal });
  await pause(delay);
  await work();
  controller.abort();
  const { finish } = await chat;
  if (finish !== 'aborted') throw new Error(`the conversation was over too early: ${finish}`);
}

/** Milliseconds, the 99th percentile, less the timer's own resolution. */
async function delayP99(work: () => Promise<void>): Promise<number> {
  const resolution = 1;
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram.percentile(99) / 1e6 - resolution;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

if (import.meta.main) console.log(JSON.stringify(await run()));
