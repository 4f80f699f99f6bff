import { availableParallelism } from 'node:os';
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from 'node-llama-cpp';
import type { LanguageModel } from '../../src/core/model/languageModel.ts';
import type { ModelCard } from '../../src/core/model/modelCard.ts';
import {
  type BenchModel,
  freshText,
  openAdapter,
  read,
  WINDOW,
  withBenchModel,
} from '../support/benchModel.ts';
import { raw } from '../support/engineChild.ts';
import { median, rounded } from '../support/measures.ts';

/**
 * The speed of the local adapter against bare node-llama-cpp on the same file and threads, taken in turns, and that
 * of the default number of threads against others.
 */

const ROUNDS = 7;
const WRITTEN = 24;
const PROMPT = 'function sum(items) {';
/** Tokens that each number of threads writes. */
const SWEPT = 6;

/** Tokens a second. */
interface Speed {
  readonly reading: number;
  readonly writing: number;
}

interface Side {
  measure(round: number): Promise<Speed>;
}

export function run(): Promise<Record<string, unknown>> {
  return withBenchModel(async ({ file, large }) => {
    const adapter = await openAdapter(file);
    const bare = await startBare(file);
    try {
      const readTokens = large ? 96 : 600;
      const sides = {
        bare: bareSide(bare.model, await bareSequence(bare), adapter.card, readTokens),
        adapter: adapterSide(adapter.model, readTokens),
      };
      return { ...(await compare(sides)), ...(await sweep(bare)) };
    } finally {
      adapter.dispose();
      await bare.llama.dispose();
    }
  });
}

async function compare(sides: Record<'bare' | 'adapter', Side>): Promise<Record<string, unknown>> {
  const speeds: Record<keyof typeof sides, Speed[]> = { bare: [], adapter: [] };
  // The first of each warms up.
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? (['bare', 'adapter'] as const) : (['adapter', 'bare'] as const)) {
      const speed = await sides[name].measure(round);
      if (round >= 0) speeds[name].push(speed);
    }
  }
  const summary = (kind: keyof Speed): Record<string, number> => {
    // Of each round by itself: another program's work falls on both.
    const ratios = speeds.adapter.map(
      (speed, round) => speed[kind] / (speeds.bare[round]?.[kind] ?? Number.NaN),
    );
    const of = (side: readonly Speed[]): number => rounded(median(side.map((speed) => speed[kind])));
    return {
      bare: of(speeds.bare),
      adapter: of(speeds.adapter),
      ratio: Math.round(median(ratios) * 1000) / 1000,
      target: 0.95,
    };
  };
  return { readingTokensPerSecond: summary('reading'), writingTokensPerSecond: summary('writing') };
}

function adapterSide(model: LanguageModel, readTokens: number): Side {
  return {
    async measure(round) {
      const reading = await timed(() => read(model, raw(freshText(round, readTokens)), { maxTokens: 1 }));
      await read(model, raw(PROMPT), { maxTokens: 1 });
      const writing = await timed(() => read(model, raw(PROMPT), { maxTokens: WRITTEN }));
      const { promptTokens = 0, cachedTokens = 0 } = reading.result.usage;
      return {
        reading: ((promptTokens - cachedTokens) / reading.milliseconds) * 1000,
        writing: ((writing.result.usage.generatedTokens ?? 0) / writing.milliseconds) * 1000,
      };
    },
  };
}

interface Bare {
  readonly llama: Llama;
  readonly model: LlamaModel;
}

/** What a program gets that uses the library alone. */
async function startBare(file: BenchModel['file']): Promise<Bare> {
  const llama = await getLlama({ build: 'never', gpu: 'auto', maxThreads: 1, logLevel: LlamaLogLevel.error });
  llama.maxThreads = defaultThreads(llama);
  return { llama, model: await llama.loadModel({ modelPath: file, useMmap: false }) };
}

function defaultThreads(llama: Llama): number {
  return Math.min(llama.cpuMathCores, availableParallelism());
}

type Sequence = ReturnType<Awaited<ReturnType<LlamaModel['createContext']>>['getSequence']>;

async function bareSequence({ llama, model }: Bare): Promise<Sequence> {
  const threads = llama.maxThreads;
  const context = await model.createContext({ contextSize: WINDOW + 1, sequences: 2, threads });
  return context.getSequence();
}

function bareSide(model: LlamaModel, sequence: Sequence, { sampling }: ModelCard, readTokens: number): Side {
  const { temperature, topP, topK, repetitionPenalty, presencePenalty } = sampling;
  const generate = async (prompt: Token[], most: number): Promise<number> => {
    const generated: Token[] = [];
    const punishTokens = (): Token[] => generated.slice(-64);
    const repeatPenalty = { punishTokens, penalty: repetitionPenalty, presencePenalty };
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    let text = '';
    const rest = prompt.slice(sequence.nextTokenIndex);
    for await (const token of sequence.evaluate(rest, { temperature, topP, topK, repeatPenalty })) {
      generated.push(token);
      text += model.detokenize([token]);
      if (generated.length === most) break;
    }
    if (!text) throw new Error('the bare engine said nothing');
    return generated.length;
  };
  return {
    async measure(round) {
      const prompt = model.tokenize(freshText(round, readTokens));
      await sequence.clearHistory();
      const reading = await timed(() => generate(prompt, 1));
      const short = model.tokenize(PROMPT);
      await generate(short, 1);
      const writing = await timed(() => generate(short, WRITTEN));
      return {
        reading: (prompt.length / reading.milliseconds) * 1000,
        writing: (writing.result / writing.milliseconds) * 1000,
      };
    },
  };
}

/** The best of a few runs of each number of threads: what is best is asked, not what a busy machine gives. */
async function sweep({ llama, model }: Bare): Promise<Record<string, unknown>> {
  const chosen = defaultThreads(llama);
  const tokens = model.tokenize(PROMPT);
  const tokensPerSecond: Record<number, number> = {};
  for (let round = 0; round < 3; round++) {
    for (let threads = 1; threads <= chosen + 1; threads++) {
      llama.maxThreads = threads;
      const context = await model.createContext({ contextSize: 256, threads });
      const sequence = context.getSequence();
      const steps = sequence.evaluate(tokens);
      await steps.next();
      for (let token = 0; token < SWEPT; token++) {
        const { milliseconds } = await timed(() => steps.next());
        tokensPerSecond[threads] = Math.max(tokensPerSecond[threads] ?? 0, rounded(1000 / milliseconds));
      }
      await steps.return();
      await context.dispose();
    }
  }
  const best = Math.max(...Object.values(tokensPerSecond));
  const ratio = Math.round(((tokensPerSecond[chosen] ?? 0) / best) * 1000) / 1000;
  return { threads: { tokensPerSecond, default: chosen, ratioToBest: ratio, target: '1, less noise' } };
}

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly milliseconds: number }> {
  const started = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - started };
}

if (import.meta.main) console.log(JSON.stringify(await run()));
