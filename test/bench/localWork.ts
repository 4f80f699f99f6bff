import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { memoryNeed, SEQUENCES } from '../../src/core/model/memoryNeed.ts';
import { readGgufHeader } from '../../src/models/local/ggufHeader.ts';
import { EngineChild, raw } from '../support/engineChild.ts';
import { buildRandomModel, type RandomModel } from '../support/gguf/randomModel.ts';
import { median, rounded } from './measures.ts';

/**
 * The engine's child at work on random weights: memory, reading and writing against bare node-llama-cpp, threads, the
 * parent's event loop, turns between the chat and completions, Stop while loading. In the shapes of a 0.5B model, or
 * with `TOLMACH_BENCH_MODEL=seven` of the 7B one: that takes 5 GB of disk and some minutes.
 */

const CONTEXT = 8192;
const MODEL: RandomModel = process.env['TOLMACH_BENCH_MODEL'] === 'seven' ? 'seven' : 'half';
/** A large model takes its time. */
const { rounds: ROUNDS, lines: LINES } =
  MODEL === 'seven' ? { rounds: 2, lines: 16 } : { rounds: 5, lines: 60 };

export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'tolmach-bench-'));
  const child = new EngineChild();
  try {
    const file = join(folder, 'random.gguf');
    await buildRandomModel(file, MODEL);
    const began = performance.now();
    await child.load(file, { threads: 0 });
    const loadSeconds = rounded((performance.now() - began) / 1000);
    const idle = await eventLoopP99(() => sleep(4000));
    const at = await eventLoopP99(() => child.ask(raw(text(9, LINES)), { maxTokens: 60 }).answer);
    return {
      model: MODEL,
      loadSeconds,
      memory: await memory(child, file),
      ...(await againstBare(child, file)),
      waits: await waits(child),
      eventLoopP99Ms: { idle, working: at, targetOverIdle: 5 },
      threads: await threads(file),
      stopWhileLoadingMs: await stopWhileLoading(file),
    };
  } finally {
    await child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** About 10 tokens a line, of which nothing is cached. */
function text(seed: number, lines: number): string {
  return Array.from({ length: lines }, (_, line) => `const value${seed}x${line} = first(${line});\n`).join(
    '',
  );
}

async function memory(child: EngineChild, file: string): Promise<Record<string, unknown>> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024;
  const { cacheBytesPerToken = 0 } = await readGgufHeader(file);
  const { size: fileBytes } = await stat(file);
  const expected = memoryNeed({
    fileBytes,
    cacheBytesPerToken,
    contextWindow: CONTEXT,
    sequences: SEQUENCES,
  });
  const gigabytes = (bytes: number): number => Math.round(bytes / 1e7) / 100;
  return {
    residentGB: gigabytes(resident),
    expectedGB: gigabytes(expected),
    ratio: Math.round((resident / expected) * 1000) / 1000,
    target: 'at most 1.1',
  };
}

/** Tokens a second, in turns: other work on the machine falls on both. */
async function againstBare(child: EngineChild, file: string): Promise<Record<string, unknown>> {
  const llama = await getLlama({ build: 'never', gpu: false, maxThreads: 1, logLevel: LlamaLogLevel.error });
  llama.maxThreads = Math.min(llama.cpuMathCores, availableParallelism());
  const model = await llama.loadModel({ modelPath: file, useMmap: false });
  const context = await model.createContext({ contextSize: CONTEXT + 1, threads: llama.maxThreads });
  const sequence = context.getSequence();
  const ratios: { reading: number[]; writing: number[] } = { reading: [], writing: [] };
  const speeds: { reading: number[]; writing: number[] } = { reading: [], writing: [] };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const prompt = text(100 + round, LINES);
      const bare = async () => {
        const tokens = model.tokenize(prompt);
        await sequence.clearHistory();
        const began = performance.now();
        await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, -1));
        const read = performance.now();
        let written = 0;
        for await (const _ of sequence.evaluate(tokens.slice(-1), { temperature: 0 })) {
          if (++written === WRITTEN) break;
        }
        return {
          reading: ((tokens.length - 1) / (read - began)) * 1000,
          writing: (written / (performance.now() - read)) * 1000,
        };
      };
      const ours = async () => {
        const { pace } = await child.ask(raw(prompt), { maxTokens: WRITTEN }).answer;
        if (!pace) throw new Error('the child told no pace');
        const speed = ({ tokens, milliseconds }: typeof pace.read): number => (tokens / milliseconds) * 1000;
        return { reading: speed(pace.read), writing: speed(pace.written) };
      };
      const [first, second] = round % 2 === 0 ? [await bare(), await ours()] : [await ours(), await bare()];
      const [theirs, own] = round % 2 === 0 ? [first, second] : [second, first];
      for (const kind of ['reading', 'writing'] as const) {
        ratios[kind].push(own[kind] / theirs[kind]);
        speeds[kind].push(own[kind]);
      }
    }
  } finally {
    await llama.dispose();
  }
  const summary = (kind: 'reading' | 'writing'): Record<string, unknown> => ({
    tokensPerSecond: rounded(median(speeds[kind])),
    ofBare: Math.round(median(ratios[kind]) * 1000) / 1000,
    target: 0.95,
  });
  return { reading: summary('reading'), writing: summary('writing') };
}
const WRITTEN = 24;

/** Milliseconds to a completion's first text beside a chat that writes or reads, less what it takes alone. */
async function waits(child: EngineChild): Promise<Record<string, unknown>> {
  const complete = async (): Promise<number> => {
    const began = performance.now();
    const { times } = await child.ask(raw('function sum('), { lane: 'completion', maxTokens: 2 }).answer;
    return (times[0] ?? performance.now()) - began;
  };
  await complete();
  const alone = median(await repeat(ROUNDS, complete));
  const beside = async (prompt: string): Promise<number[]> => {
    const chat = child.ask(raw(prompt), { maxTokens: 4000 });
    await sleep(700);
    const waited: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      waited.push((await complete()) - alone);
      await sleep(150 + Math.random() * 100);
    }
    chat.abort();
    const { finish } = await chat.answer;
    if (finish !== 'aborted') throw new Error(`the chat was over before: ${finish}`);
    return waited;
  };
  const summary = (values: readonly number[]): Record<string, unknown> => ({
    median: rounded(median(values)),
    worst: rounded(Math.max(...values)),
    target: 200,
  });
  return {
    aloneMs: rounded(alone),
    whileChatWritesMs: summary(await beside('function sum(items) {')),
    whileChatReadsMs: summary(await beside(text(200, 420))),
  };
}

async function repeat<T>(times: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < times; round++) results.push(await act());
  return results;
}

/** Milliseconds by which the event loop of this process is late while something goes on elsewhere. */
async function eventLoopP99(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  return rounded(delay.percentile(99) / 1e6);
}

/** Writing speed by the setting of threads; 0 is the default. */
async function threads(file: string): Promise<Record<string, unknown>> {
  const counts = Array.from({ length: availableParallelism() }, (_, index) => index + 1);
  const speeds = new Map<number, number[]>([0, ...counts].map((count) => [count, []]));
  for (let round = 0; round < 2; round++) {
    for (const [count, of] of speeds) {
      const child = new EngineChild();
      try {
        await child.load(file, { threads: count });
        const runs = await repeat(3, () => child.ask(raw('function sum('), { maxTokens: WRITTEN }).answer);
        of.push(
          ...runs.flatMap(({ pace }) =>
            pace ? (pace.written.tokens / pace.written.milliseconds) * 1000 : [],
          ),
        );
      } finally {
        await child.kill();
      }
    }
  }
  const best = new Map([...speeds].map(([count, of]) => [count, median(of)]));
  const byDefault = best.get(0) ?? Number.NaN;
  const ofBest = byDefault / Math.max(...counts.map((count) => best.get(count) ?? 0));
  return {
    tokensPerSecond: Object.fromEntries([...best].map(([count, speed]) => [count, rounded(speed)])),
    defaultOfBest: Math.round(ofBest * 1000) / 1000,
    target: 'at least as fast as the best, within the spread of one run',
  };
}

/** Milliseconds until a request that was stopped while the model was loading has ended. */
async function stopWhileLoading(file: string): Promise<number> {
  const child = new EngineChild();
  try {
    // It is killed before it could tell how the loading went.
    void child.load(file, { threads: 0 }).catch(() => undefined);
    const asked = child.ask(raw('function sum('), { maxTokens: 100 });
    await sleep(150);
    const stopped = performance.now();
    asked.abort();
    const { finish } = await asked.answer;
    if (finish !== 'aborted') throw new Error(`it was over before the Stop: ${finish}`);
    return rounded(performance.now() - stopped);
  } finally {
    await child.kill();
  }
}

if (import.meta.main) console.log(JSON.stringify(await run()));
