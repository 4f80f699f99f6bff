import type { RecordedRequest } from './openaiServer.ts';

/** What a scripted server speaks like. */
export type ServerDialect = 'vllm' | 'sglang' | 'llamacpp' | 'ollama' | 'lmstudio' | 'openai';

export interface ServedModel {
  readonly dialect: ServerDialect;
  readonly ids: readonly string[];
  readonly window: number | null;
  readonly loaded: boolean;
  readonly countTokens: (text: string) => number;
}

type Description = Record<string, unknown> | undefined;

const TRAINED_WINDOW = 32768;

/** The server's answer to a request that generates nothing; nothing when the dialect has no such path. */
export function describeServer(model: ServedModel, request: RecordedRequest): Description {
  if (request.path === '/v1/models') return models(model);
  return OWN_PATHS[model.dialect]?.(model, request);
}

function models({ dialect, ids, window }: ServedModel): Description {
  const owner = { vllm: 'vllm', sglang: 'sglang', llamacpp: 'llamacpp', ollama: 'library' }[
    dialect as string
  ];
  const reported = window === null ? {} : { max_model_len: window };
  return {
    object: 'list',
    data: ids.map((id) => ({
      id,
      object: 'model',
      created: 1_700_000_000,
      owned_by: owner ?? (dialect === 'lmstudio' ? 'organization_owner' : 'system'),
      ...(dialect === 'vllm' || dialect === 'sglang' ? reported : {}),
      ...(dialect === 'llamacpp' ? { meta: { n_ctx_train: TRAINED_WINDOW } } : {}),
    })),
  };
}

const OWN_PATHS: Partial<
  Record<ServerDialect, (model: ServedModel, request: RecordedRequest) => Description>
> = {
  vllm: (model, { path, body }) => {
    if (path === '/version') return { version: '0.15.0' };
    if (path !== '/tokenize') return undefined;
    const text = typeof body['prompt'] === 'string' ? body['prompt'] : JSON.stringify(body['messages']);
    const count = model.countTokens(text);
    return { count, max_model_len: model.window, tokens: numbers(count) };
  },
  sglang: (model, { path }) => {
    if (path === '/get_model_info' || path === '/model_info') {
      return { model_path: model.ids[0], is_generation: true };
    }
    if (path === '/get_server_info' || path === '/server_info') return { context_length: model.window };
    return undefined;
  },
  llamacpp: (model, { path, body }) => {
    if (path === '/props') {
      return { default_generation_settings: { n_ctx: model.window }, total_slots: 1, chat_template: '' };
    }
    if (path === '/tokenize') return { tokens: numbers(model.countTokens(String(body['content']))) };
    return undefined;
  },
  ollama: (model, { path }) => {
    if (path === '/api/version') return { version: '0.12.0' };
    if (path === '/api/tags') return { models: model.ids.map((id) => ({ name: id, model: id })) };
    if (path === '/api/ps') {
      const loaded = model.loaded ? model.ids : [];
      return { models: loaded.map((id) => ({ name: id, model: id, context_length: model.window })) };
    }
    if (path === '/api/show') {
      return {
        capabilities: ['completion', 'thinking'],
        model_info: { 'general.architecture': 'qwen3', 'qwen3.context_length': TRAINED_WINDOW },
      };
    }
    return undefined;
  },
  lmstudio: (model, { path }) => {
    if (path !== '/api/v0/models') return undefined;
    return {
      object: 'list',
      data: model.ids.map((id) => ({
        id,
        object: 'model',
        type: 'llm',
        state: model.loaded ? 'loaded' : 'not-loaded',
        max_context_length: TRAINED_WINDOW,
        ...(model.loaded ? { loaded_context_length: model.window } : {}),
      })),
    };
  },
};

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** An error as the dialect words it. */
export function errorBody(dialect: ServerDialect, status: number, message: string): Record<string, unknown> {
  if (dialect === 'ollama') return { error: message };
  if (dialect === 'sglang') {
    // The flat form that older vLLM has too.
    return { object: 'error', message, type: 'BadRequestError', param: null, code: status };
  }
  return { error: { message, type: 'BadRequestError', param: null, code: status } };
}

export function unknownModelBody(dialect: ServerDialect, id: string): Record<string, unknown> {
  const message = dialect === 'ollama' ? `model '${id}' not found` : `The model \`${id}\` does not exist.`;
  return errorBody(dialect, 404, message);
}

export interface Overflow {
  readonly promptTokens: number;
  readonly maxTokens: number;
  readonly granted: number;
}

export function overflowBody(dialect: ServerDialect, overflow: Overflow): Record<string, unknown> {
  const { promptTokens, maxTokens, granted } = overflow;
  switch (dialect) {
    case 'llamacpp':
      return {
        error: {
          code: 400,
          message: `request (${promptTokens} tokens) exceeds the available context size (${granted} tokens), try increasing it`,
          type: 'exceed_context_size_error',
          n_prompt_tokens: promptTokens,
          n_ctx: granted,
        },
      };
    case 'ollama':
      return { error: 'the input length exceeds the context length' };
    case 'sglang':
      return errorBody(
        dialect,
        400,
        `This model's maximum context length is ${granted} tokens. However, you requested ${promptTokens + maxTokens} tokens (${promptTokens} in the messages, ${maxTokens} in the completion). Please reduce the length of the messages or completion.`,
      );
    default:
      return errorBody(
        dialect,
        400,
        `This model's maximum context length is ${granted} tokens. However, you requested ${maxTokens} output tokens and your prompt contains at least ${promptTokens} input tokens, for a total of at least ${promptTokens + maxTokens} tokens. Please reduce the length of the input prompt or the number of requested output tokens.`,
      );
  }
}
