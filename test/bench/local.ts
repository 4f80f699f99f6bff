import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getLlama, LlamaLogLevel, type Token } from 'node-llama-cpp';
import type { Delta, LanguageModel } from '../../src/core/model/languageModel.ts';
import type { ModelCard } from '../../src/core/model/modelCard.ts';
import type { ModelProvider } from '../../src/core/model/modelSource.ts';
import type { Prompt } from '../../src/core/model/prompt.ts';
import { createLocalModels } from '../../src/models/local/index.ts';
import { buildRandomModel } from '../support/gguf/randomModel.ts';

/**
 * The local adapter on a model of random weights in the shapes of a 0.5B one: its speed against bare node-llama-cpp
 * on the same file and threads, taken in turns, and how long after a Stop the engine is quiet.
 */

const WORKER = fileURLToPath(new URL('../../src/models/local/worker.ts', import.meta.url));
const ROUNDS = 16;
const TOKENS = 24;
const PROMPT = 'function sum(items) {';
const CONTEXT = 8192;

/** Milliseconds that one run took, and the tokens it made. */
interface Run {
  readonly milliseconds: number;
  readonly tokens: number;
}

export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'tolmach-bench-'));
  const models = localModels(folder);
  try {
    const file = join(folder, 'random.gguf');
    await buildRandomModel(file, 'half');
    const [card] = await models.list(new AbortController().signal);
    if (!card) throw new Error('the model is not listed');
    const { model } = await models.open(card);
    const speed = await compareSpeed(model, file, card);
    return {
      ...speed,
      stopWhileGenerating: await stopTimes(model, () => PROMPT, 500, 5),
      stopWhileReading: await stopTimes(model, longPrompt, 1000, 3),
    };
  } finally {
    models.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

function localModels(folder: string): ModelProvider {
  return createLocalModels({
    workerPath: WORKER,
    modelsFolder: () => folder,
    files: () => [],
    threads: () => 0,
    contextWindow: () => CONTEXT,
    gpu: () => true,
    unloadAfterMinutes: () => 0,
    freeMemory: () => Number.POSITIVE_INFINITY,
    inUse: () => [],
    counterFor: async () => ({ count: (text) => text.length, exact: false }),
    log: (line) => console.error(line),
  });
}

async function compareSpeed(
  model: LanguageModel,
  file: string,
  card: ModelCard,
): Promise<Record<string, unknown>> {
  const bare = await bareEngine(file, card);
  const speeds: { bare: number[]; adapter: number[] } = { bare: [], adapter: [] };
  // The first of each warms up.
  for (let round = -1; round < ROUNDS; round++) {
    const order = round % 2 === 0 ? (['bare', 'adapter'] as const) : (['adapter', 'bare'] as const);
    for (const name of order) {
      const { milliseconds, tokens } = await (name === 'bare' ? bare.run() : adapterRun(model));
      if (round >= 0) speeds[name].push((tokens / milliseconds) * 1000);
    }
  }
  await bare.dispose();
  // Of each round by itself: another program's work falls on both.
  const ratios = speeds.adapter.map((speed, round) => speed / (speeds.bare[round] ?? Number.NaN));
  return {
    bareTokensPerSecond: rounded(median(speeds.bare)),
    adapterTokensPerSecond: rounded(median(speeds.adapter)),
    ratio: Math.round(median(ratios) * 1000) / 1000,
    target: 'ratio >= 0.95, stop <= 300 ms',
  };
}

async function adapterRun(model: LanguageModel): Promise<Run> {
  const started = performance.now();
  const end = await read(model, raw(PROMPT), TOKENS, new AbortController().signal);
  return { milliseconds: performance.now() - started, tokens: end.usage.generatedTokens ?? 0 };
}

/** What a program gets that uses the library alone: the same file, threads, context and sampling. */
async function bareEngine(
  file: string,
  { sampling }: ModelCard,
): Promise<{ run(): Promise<Run>; dispose(): Promise<void> }> {
  const llama = await getLlama({ build: 'never', gpu: 'auto', maxThreads: 1, logLevel: LlamaLogLevel.error });
  llama.maxThreads = llama.cpuMathCores;
  const model = await llama.loadModel({ modelPath: file, useMmap: false });
  const context = await model.createContext({
    contextSize: CONTEXT + 1,
    sequences: 2,
    threads: llama.maxThreads,
  });
  const sequence = context.getSequence();
  const { temperature, topP, topK, repetitionPenalty, presencePenalty } = sampling;
  const run = async (): Promise<Run> => {
    const prompt = model.tokenize(PROMPT);
    const generated: Token[] = [];
    const repeatPenalty = {
      punishTokens: () => generated.slice(-64),
      penalty: repetitionPenalty,
      presencePenalty,
    };
    const started = performance.now();
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    let text = '';
    const rest = prompt.slice(sequence.nextTokenIndex);
    for await (const token of sequence.evaluate(rest, { temperature, topP, topK, repeatPenalty })) {
      generated.push(token);
      text += model.detokenize([token]);
      if (generated.length === TOKENS) break;
    }
    if (!text) throw new Error('the bare engine said nothing');
    return { milliseconds: performance.now() - started, tokens: generated.length };
  };
  return { run, dispose: () => llama.dispose() };
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
    const stop = (): void => {
      stopped = performance.now();
      controller.abort();
    };
    setTimeout(stop, delay);
    const { finish } = await read(model, raw(prompt(attempt)), 4000, controller.signal);
    if (finish !== 'aborted') throw new Error(`it was over before the Stop: ${finish}`);
    ended.push(performance.now() - stopped);
    await read(model, raw(PROMPT), 1, new AbortController().signal);
    next.push(performance.now() - stopped);
  }
  return {
    endedMs: rounded(median(ended)),
    nextTokenMs: rounded(median(next)),
    nextTokenMsWorst: rounded(Math.max(...next)),
  };
}

/** About 4,000 tokens, other ones each time: nothing of it is cached. */
function longPrompt(attempt: number): string {
  return `${attempt} ${'const value = compute(first, second);\n'.repeat(445)}`;
}

function raw(text: string): Prompt {
  return { kind: 'raw', segments: [{ text }] };
}

async function read(
  model: LanguageModel,
  prompt: Prompt,
  maxTokens: number,
  signal: AbortSignal,
): Promise<Extract<Delta, { kind: 'end' }>> {
  for await (const delta of model.generate(prompt, { maxTokens, signal, purpose: 'chat' })) {
    if (delta.kind === 'end') return delta;
  }
  throw new Error('there was no end');
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

if (import.meta.main) console.log(JSON.stringify(await run()));
