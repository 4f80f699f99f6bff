/**
 * Known models. Facts come from the models' cards and configurations on Hugging Face, the report on T-Pro 2.0
 * (arXiv 2512.10430) and the authors' release article of December 2024 (scores). What no source states is absent.
 */
import type { ChatTemplate, ModelCard, Sampling, Scores } from './modelCard.ts';

/** What the place where a model runs says of it. */
export interface Served {
  /** The real window in tokens; absent when nothing reported it. */
  readonly window?: number;
  readonly rawCompletions: boolean;
  /** The place knows whether the model can think; it overrides the catalogue. */
  readonly reasoning?: boolean;
}

/** Both T-Pro and T-Lite were trained at 8k; assumed for any model whose place does not report a window. */
export const ASSUMED_WINDOW = 8192;

type Family = 't-pro' | 't-lite' | 'other';

interface Known {
  /** Matched against the normalised id: lower case, without owner, quantisation and file ending. */
  readonly pattern: RegExp;
  readonly name: string;
  readonly family: Family;
  readonly template: ChatTemplate;
  readonly tokenizer: ModelCard['tokenizer'];
  readonly sampling?: Partial<Sampling>;
  readonly reasoning?: boolean;
  readonly fillInMiddle?: boolean;
  readonly systemPrompt?: string;
  readonly licence?: string;
  readonly scores?: Scores;
}

const PLAIN_SAMPLING: Sampling = {
  temperature: 0.7,
  topP: 0.8,
  topK: 0,
  repetitionPenalty: 1,
  presencePenalty: 0,
};
/** T-Lite 1.0 and T-Pro 1.0, their generation_config. */
const FIRST_RELEASE: Partial<Sampling> = { temperature: 0.7, topP: 0.8, topK: 70, repetitionPenalty: 1.05 };

const chatml = { template: 'chatml', tokenizer: 'qwen2.5' } as const;
/** ChatML with a vocabulary of its own: 34k non-Cyrillic tokens of Qwen3 were replaced in T-Pro 2.0. */
const ownChatml = { template: 'chatml', tokenizer: 'unknown' } as const;
const foreign = { template: 'unknown', tokenizer: 'unknown' } as const;

const assistant = (name: string): string =>
  `Ты ${name}, виртуальный ассистент в Т-Технологии. Твоя задача - быть полезным диалоговым ассистентом.`;

/** In the order in which they are tried. */
const KNOWN: readonly Known[] = [
  {
    pattern: /^t-?pro(-it)?-2\.1/,
    name: 'T-Pro 2.1',
    family: 't-pro',
    ...ownChatml,
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, presencePenalty: 1 },
    reasoning: true,
  },
  {
    pattern: /^t-?pro(-it)?-2\.0/,
    name: 'T-Pro 2.0',
    family: 't-pro',
    ...ownChatml,
    sampling: { temperature: 0.3, topP: 0.9, topK: 40, presencePenalty: 0.5 },
    reasoning: true,
    licence: 'Apache-2.0',
  },
  {
    pattern: /^t-?pro(-it)?-1\.0/,
    name: 'T-Pro 1.0',
    family: 't-pro',
    ...chatml,
    sampling: FIRST_RELEASE,
    systemPrompt: assistant('T-pro'),
    licence: 'Apache-2.0',
    scores: { mera: 0.629, ruMbpp: 0.805, ruCodeEval: [0.432, 0.626, 0.677], arenaHardRu: 90.17 },
  },
  {
    pattern: /^t-?lite(-it)?-2\.1/,
    name: 'T-Lite 2.1',
    family: 't-lite',
    ...ownChatml,
    sampling: { temperature: 0.7, topP: 0.8, topK: 20 },
    reasoning: true,
  },
  {
    pattern: /^t-?lite(-it)?-1\.0/,
    name: 'T-Lite 1.0',
    family: 't-lite',
    ...chatml,
    sampling: FIRST_RELEASE,
    systemPrompt: assistant('T-lite'),
    licence: 'Apache-2.0',
    scores: { mera: 0.552, ruMbpp: 0.693, ruCodeEval: [0.082, 0.168, 0.226], arenaHardRu: 64.38 },
  },
  { pattern: /^t-?lite-instruct-0\.1/, name: 'T-Lite 0.1', family: 't-lite', ...foreign },
  { pattern: /^t-?pro\b/, name: 'T-Pro', family: 't-pro', ...foreign },
  { pattern: /^t-?lite\b/, name: 'T-Lite', family: 't-lite', ...foreign },
  {
    pattern: /^ruadaptqwen2\.5-32b/,
    name: 'RuadaptQwen2.5 32B',
    family: 'other',
    ...ownChatml,
    scores: { mera: 0.615, ruMbpp: 0.813, ruCodeEval: [0.426, 0.561, 0.598], arenaHardRu: 80.23 },
  },
  {
    pattern: /^ruadaptqwen2\.5-7b/,
    name: 'RuadaptQwen2.5 7B',
    family: 'other',
    ...ownChatml,
    scores: { mera: 0.468, ruMbpp: 0.696, ruCodeEval: [0.018, 0.064, 0.11], arenaHardRu: 52.77 },
  },
  {
    pattern: /^qwen2\.5-coder/,
    name: 'Qwen2.5 Coder',
    family: 'other',
    ...chatml,
    sampling: { temperature: 0.7, topP: 0.8, topK: 20, repetitionPenalty: 1.05 },
    // The report on Qwen2.5-Coder (arXiv 2409.12186): trained to fill in the middle.
    fillInMiddle: true,
  },
  {
    pattern: /^qwen2\.5-32b-instruct/,
    name: 'Qwen2.5 32B',
    family: 'other',
    ...chatml,
    licence: 'Apache-2.0',
    scores: { mera: 0.578, ruMbpp: 0.825, ruCodeEval: [0.06, 0.098, 0.116], arenaHardRu: 74.54 },
  },
  {
    pattern: /^qwen2\.5-7b-instruct/,
    name: 'Qwen2.5 7B',
    family: 'other',
    ...chatml,
    licence: 'Apache-2.0',
    scores: { mera: 0.482, ruMbpp: 0.685, ruCodeEval: [0.025, 0.071, 0.098], arenaHardRu: 54.29 },
  },
  { pattern: /^qwen2\.5-.*instruct/, name: 'Qwen2.5', family: 'other', ...chatml },
  // Those that bear these words in their names came after the first Qwen3 and do not think.
  { pattern: /^qwen3.*(coder|instruct)/, name: 'Qwen3', family: 'other', ...ownChatml },
  { pattern: /^qwen3/, name: 'Qwen3', family: 'other', ...ownChatml, reasoning: true },
  {
    pattern: /^gemma-2-27b-it/,
    name: 'Gemma 2 27B',
    family: 'other',
    ...foreign,
    scores: { mera: 0.574, ruMbpp: 0.708, ruCodeEval: [0.259, 0.586, 0.689], arenaHardRu: 66.4 },
  },
  {
    pattern: /^gemma-2-9b-it/,
    name: 'Gemma 2 9B',
    family: 'other',
    ...foreign,
    scores: { mera: 0.505, ruMbpp: 0.63, ruCodeEval: [0.215, 0.494, 0.561] },
  },
  {
    pattern: /^vikhr-nemo-12b/,
    name: 'Vikhr Nemo 12B',
    family: 'other',
    ...foreign,
    scores: { mera: 0.428, ruMbpp: 0.56, ruCodeEval: [0.165, 0.42, 0.506], arenaHardRu: 42.79 },
  },
  {
    pattern: /^saiga_nemo_12b/,
    name: 'Saiga Nemo 12B',
    family: 'other',
    ...foreign,
    scores: { mera: 0.428, ruMbpp: 0.44, ruCodeEval: [0.006, 0.027, 0.049], arenaHardRu: 64.3 },
  },
];

/**
 * The id without what does not change the model: owner and folders, file ending, quantisation, Ollama's tag.
 * `hf.co/t-tech/T-lite-it-1.0-Q8_0-GGUF:latest` → `t-lite-it-1.0`.
 */
function normalise(id: string): string {
  const name = id.toLowerCase().split(/[\\/]/).at(-1) ?? '';
  return name
    .replace(/:.*$/, '')
    .replace(/\.gguf$/, '')
    .replace(/-\d{5}-of-\d{5}$/, '')
    .replace(/([-_.](gguf|fp8|fp16|bf16|f16|awq|gptq|int[48]|i?q\d(_\w+)?|mlx|eagle))+$/, '');
}

const find = (id: string): Known | undefined => {
  const name = normalise(id);
  return KNOWN.find(({ pattern }) => pattern.test(name));
};

/** The card of the model that a server or a file calls `id`. An unknown model gets a cautious one. */
export function cardFor(id: string, served: Served): ModelCard {
  const known = find(id);
  return {
    id,
    name: known?.name ?? normaliseForPeople(id),
    window: served.window ?? ASSUMED_WINDOW,
    windowKnown: served.window !== undefined,
    template: known?.template ?? 'unknown',
    tokenizer: known?.tokenizer ?? 'unknown',
    sampling: { ...PLAIN_SAMPLING, ...known?.sampling },
    reasoning: served.reasoning ?? known?.reasoning ?? false,
    fillInMiddle: known?.fillInMiddle ?? false,
    rawCompletions: served.rawCompletions,
    ...(known?.systemPrompt === undefined ? {} : { systemPrompt: known.systemPrompt }),
    ...(known?.licence === undefined ? {} : { licence: known.licence }),
    ...(known?.scores === undefined ? {} : { scores: known.scores }),
  };
}

/** A name for a model that is not known: its file or repository name, without the ending. */
function normaliseForPeople(id: string): string {
  return (id.split(/[\\/]/).at(-1) ?? id).replace(/\.gguf$/i, '') || id;
}

export function isTPro(card: ModelCard): boolean {
  return find(card.id)?.family === 't-pro';
}

export function isTLite(card: ModelCard): boolean {
  return find(card.id)?.family === 't-lite';
}
