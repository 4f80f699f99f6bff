import type { Sampling } from '../../core/model/modelCard.ts';

/** The kinds of server that are told apart. `openai`: any other that speaks the API. */
export type DialectName = 'vllm' | 'sglang' | 'llamacpp' | 'ollama' | 'lmstudio' | 'openai';

/** How a kind of server differs in what it is sent. */
export interface Dialect {
  readonly name: DialectName;
  /** Sampling under the server's own names; all fields, because a server fills gaps with defaults of its own. */
  readonly sampling: (sampling: Sampling) => Readonly<Record<string, number>>;
  /** Takes `chat_template_kwargs`, and so `enable_thinking`. */
  readonly templateArguments: boolean;
  /**
   * How the last assistant's turn is gone on with: by flags, by itself when it is last, or not at all. vLLM rejects
   * a request where both flags are true.
   */
  readonly continueLast: 'flags' | 'byItself' | 'never';
  /** Most stop texts that a request may name. */
  readonly mostStops: number;
  /** Raw text continuation is always there; otherwise it is tried. */
  readonly rawCompletions: boolean;
  /** A prompt that does not fit may be shortened in silence, and is not always an error. */
  readonly mayShorten: boolean;
  /** Counts a text's tokens; the path stands beside the API, and the answer has `count` or `tokens`. */
  readonly tokenize?: (model: string, text: string) => { readonly path: string; readonly body: unknown };
}

const common = ({ temperature, topP, presencePenalty }: Sampling) => ({
  temperature,
  top_p: topP,
  presence_penalty: presencePenalty,
});

/** vLLM and SGLang: -1 switches `top_k` off. */
const servingSampling = (sampling: Sampling) => ({
  ...common(sampling),
  top_k: sampling.topK || -1,
  repetition_penalty: sampling.repetitionPenalty,
});

/** Everything on llama.cpp: 0 switches `top_k` off. */
const llamaSampling = (sampling: Sampling) => ({
  ...common(sampling),
  top_k: sampling.topK,
  repeat_penalty: sampling.repetitionPenalty,
});

const serving = {
  sampling: servingSampling,
  templateArguments: true,
  continueLast: 'flags',
  mostStops: Number.POSITIVE_INFINITY,
  rawCompletions: true,
  mayShorten: false,
  tokenize: (model: string, text: string) => ({
    path: 'tokenize',
    body: { model, prompt: text, add_special_tokens: false },
  }),
} as const;

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  vllm: { name: 'vllm', ...serving },
  sglang: { name: 'sglang', ...serving },
  llamacpp: {
    name: 'llamacpp',
    sampling: llamaSampling,
    templateArguments: true,
    continueLast: 'byItself',
    mostStops: Number.POSITIVE_INFINITY,
    rawCompletions: true,
    mayShorten: false,
    tokenize: (_model, text) => ({
      path: 'tokenize',
      body: { content: text, add_special: false, parse_special: false },
    }),
  },
  ollama: {
    name: 'ollama',
    sampling: llamaSampling,
    templateArguments: false,
    continueLast: 'byItself',
    mostStops: Number.POSITIVE_INFINITY,
    rawCompletions: true,
    mayShorten: false,
  },
  lmstudio: {
    name: 'lmstudio',
    sampling: llamaSampling,
    templateArguments: false,
    continueLast: 'never',
    mostStops: Number.POSITIVE_INFINITY,
    rawCompletions: true,
    mayShorten: true,
  },
  openai: {
    name: 'openai',
    sampling: common,
    templateArguments: false,
    continueLast: 'never',
    mostStops: 4,
    rawCompletions: false,
    mayShorten: true,
  },
};
