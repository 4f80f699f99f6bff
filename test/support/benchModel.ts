import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Delta, LanguageModel } from '../../src/core/model/languageModel.ts';
import type { ModelCard } from '../../src/core/model/modelCard.ts';
import type { Prompt } from '../../src/core/model/prompt.ts';
import { createLocalModels } from '../../src/models/local/index.ts';
import { WORKER } from './engineChild.ts';
import { buildRandomModel } from './gguf/randomModel.ts';

/** Tokens of each conversation, as the product's default. */
export const WINDOW = 8192;

export interface BenchModel {
  readonly file: string;
  readonly large: boolean;
}

/**
 * A model of random weights for a bench: 0.5B in Q8_0, or 7B in Q4_K_M when the command line says `7b`
 * (`npm run bench -- local 7b`) or the environment `TOLMACH_BENCH_MODEL=7b`.
 */
export async function withBenchModel<T>(use: (model: BenchModel) => Promise<T>): Promise<T> {
  const large = process.argv.includes('7b') || process.env['TOLMACH_BENCH_MODEL'] === '7b';
  const folder = await mkdtemp(join(tmpdir(), 'tolmach-bench-'));
  try {
    const file = join(folder, 'random.gguf');
    await buildRandomModel(file, large ? 'seven' : 'half');
    return await use({ file, large });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Adapter {
  readonly card: ModelCard;
  readonly model: LanguageModel;
  /** Frees the memory: the next request loads again. */
  unload(): void;
  dispose(): void;
}

/** The model as the product opens it: through the parent's side of the adapter. */
export async function openAdapter(file: string): Promise<Adapter> {
  const models = createLocalModels({
    workerPath: WORKER,
    modelsFolder: () => join(file, '..'),
    files: () => [],
    threads: () => 0,
    contextWindow: () => WINDOW,
    gpu: () => true,
    unloadAfterMinutes: () => 0,
    freeMemory: () => Number.POSITIVE_INFINITY,
    inUse: () => [],
    counterFor: async () => ({ count: (text) => text.length, exact: false }),
    counterOfFile: async () => undefined,
    log: (line) => console.error(line),
  });
  const cards = await models.list(new AbortController().signal);
  const card = cards.find(({ id }) => id === basename(file));
  if (!card) throw new Error('the model is not listed');
  const { model } = await models.open(card);
  return { card, model, unload: () => models.unload?.(card), dispose: () => models.dispose() };
}

export interface ReadOptions {
  readonly maxTokens: number;
  readonly purpose?: 'chat' | 'completion';
  readonly signal?: AbortSignal;
  readonly onText?: () => void;
}

/** Reads an answer to its end. */
export async function read(
  model: LanguageModel,
  prompt: Prompt,
  { maxTokens, purpose = 'chat', signal = new AbortController().signal, onText }: ReadOptions,
): Promise<Extract<Delta, { kind: 'end' }>> {
  for await (const delta of model.generate(prompt, { maxTokens, signal, purpose })) {
    if (delta.kind === 'end') return delta;
    onText?.();
  }
  throw new Error('there was no end');
}

/** About `tokens` tokens that begin with another word each time: nothing of them is cached. */
export function freshText(attempt: number, tokens: number): string {
  return `${attempt} ${'const value = compute(first, second);\n'.repeat(Math.ceil(tokens / 9))}`;
}
