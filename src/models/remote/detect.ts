import { ModelError } from '../../core/model/modelError.ts';
import { isLoopback } from '../../core/model/serverPlace.ts';
import type { Dialect, DialectName } from './dialects.ts';
import { DIALECTS } from './dialects.ts';
import { fieldsOf, listOf, numberOf, textOf } from './json.ts';
import { askOwn } from './ownPaths.ts';
import type { Transport } from './transport.ts';

export interface ServedModel {
  readonly id: string;
  /** Tokens that the server really grants; nothing when it does not tell. */
  readonly window?: number | undefined;
  /** The server says whether the model can think. */
  readonly reasoning?: boolean | undefined;
  /** Host that requests are handed on to. */
  readonly forwardsTo?: string | undefined;
  /** Shown only where there is text to generate. */
  readonly generates: boolean;
}

/** What probing found. */
export interface ServerFacts {
  readonly dialect: Dialect;
  readonly models: readonly ServedModel[];
}

/** The window that Толмач asks Ollama for, unless the model was trained for less or is loaded with more. */
const OLLAMA_WINDOW = 8192;

/** `owned_by` in the list of models, where it alone tells. Ollama and LM Studio put a model's publisher there. */
const OWNERS: Readonly<Record<string, DialectName>> = {
  vllm: 'vllm',
  sglang: 'sglang',
  llamacpp: 'llamacpp',
};

/**
 * A path of its own that a server answers beside the API, tried in this order where `owned_by` does not tell. vLLM's
 * and SGLang's owners always do, so that theirs need not be asked for.
 */
const OWN_PATHS: readonly (readonly [DialectName, string, string])[] = [
  ['ollama', 'api/ps', 'models'],
  ['lmstudio', 'api/v0/models', 'data'],
  ['llamacpp', 'props', 'default_generation_settings'],
];

/**
 * Lists a server's models and finds out what kind of server it is, and the window it really grants.
 * @throws ModelError
 */
export async function probe(transport: Transport, signal: AbortSignal): Promise<ServerFacts> {
  const answer = fieldsOf(await transport.json(transport.url('models'), { signal }));
  if (!Array.isArray(answer['data'])) {
    throw new ModelError('unreachable', { host: transport.base.host, reason: 'notAnApi' });
  }
  const listed = answer['data'].map(fieldsOf).filter((model) => typeof model['id'] === 'string');
  const name = await detect(transport, listed, signal);
  const dialect = DIALECTS[name];
  const models = await WINDOWS[name](transport, listed, signal);
  return { dialect, models: models.filter((model) => model.generates) };
}

type Listed = readonly Readonly<Record<string, unknown>>[];

async function detect(transport: Transport, listed: Listed, signal: AbortSignal): Promise<DialectName> {
  const owner = listed.map((model) => OWNERS[String(model['owned_by'])]).find(Boolean);
  if (owner) return owner;
  const answers = await Promise.all(
    OWN_PATHS.map(([, path]) => askOwn(transport, path, { signal, guessed: true })),
  );
  const index = OWN_PATHS.findIndex(([, , field], at) => answers[at]?.[field] !== undefined);
  return OWN_PATHS[index]?.[0] ?? 'openai';
}

type Windows = (transport: Transport, listed: Listed, signal: AbortSignal) => Promise<readonly ServedModel[]>;

const idOf = (model: Readonly<Record<string, unknown>>): string => String(model['id']);

/** Windows that stand in the list itself: vLLM, SGLang, and gateways under names of their own. */
const fromList: Windows = async (_transport, listed) =>
  listed.map((model) => ({
    id: idOf(model),
    window:
      numberOf(model['max_model_len']) ??
      numberOf(model['context_length']) ??
      numberOf(model['context_window']),
    generates: true,
  }));

const WINDOWS: Readonly<Record<DialectName, Windows>> = {
  openai: async (transport, listed, signal) => {
    const models = await fromList(transport, listed, signal);
    // It may be Ollama behind a gateway.
    return models.map((model) => ({ ...model, forwardsTo: cloudOf(model.id) }));
  },
  vllm: fromList,
  sglang: async (transport, listed, signal) => {
    const models = await fromList(transport, listed, signal);
    if (models.every((model) => model.window !== undefined)) return models;
    const info =
      (await askOwn(transport, 'server_info', { signal })) ??
      (await askOwn(transport, 'get_server_info', { signal }));
    const window = numberOf(info?.['context_length']);
    return models.map((model) => ({ ...model, window: model.window ?? window }));
  },
  // `meta.n_ctx_train` in the list is what the model was trained for, not what the server grants.
  llamacpp: async (transport, listed, signal) => {
    const props = await askOwn(transport, 'props', { signal });
    const window = numberOf(fieldsOf(props?.['default_generation_settings'])['n_ctx']);
    return listed.map((model) => ({ id: idOf(model), window, generates: true }));
  },
  lmstudio: async (transport, listed, signal) => {
    const own = listOf((await askOwn(transport, 'api/v0/models', { signal }))?.['data']).map(fieldsOf);
    return listed.map((model) => {
      const found = own.find(({ id }) => id === model['id']);
      // Loading may grant less than `max_context_length`: until then the window is not known.
      return {
        id: idOf(model),
        window: numberOf(found?.['loaded_context_length']),
        generates: found?.['type'] !== 'embeddings',
      };
    });
  },
  ollama: async (transport, listed, signal) => {
    const loaded = listOf((await askOwn(transport, 'api/ps', { signal }))?.['models']).map(fieldsOf);
    return Promise.all(
      listed.map(async (model): Promise<ServedModel> => {
        const running = loaded.find((one) => one['model'] === model['id'] || one['name'] === model['id']);
        const shown = await askOwn(transport, 'api/show', { signal, body: { model: model['id'] } });
        return {
          id: idOf(model),
          ...ollamaModel(shown ?? {}, numberOf(running?.['context_length'])),
          forwardsTo: cloudOf(idOf(model), shown),
        };
      }),
    );
  },
};

/**
 * The window that Толмач will ask for (`num_ctx`), so that it is known though the model is not loaded. A greater one
 * that the model is loaded with, or its Modelfile sets, is kept: asking for less would load it anew.
 */
function ollamaModel(
  shown: Readonly<Record<string, unknown>>,
  loaded: number | undefined,
): Omit<ServedModel, 'id' | 'forwardsTo'> {
  const info = fieldsOf(shown['model_info']);
  const trained = numberOf(info[`${String(info['general.architecture'])}.context_length`]);
  const own = numberOf(/^num_ctx\s+(\d+)/m.exec(textOf(shown['parameters']) ?? '')?.[1]);
  const asked = Math.min(OLLAMA_WINDOW, trained ?? OLLAMA_WINDOW);
  const abilities = shown['capabilities'];
  return {
    window: Math.max(own ?? asked, loaded ?? 0),
    reasoning: Array.isArray(abilities) ? abilities.includes('thinking') : undefined,
    generates: !Array.isArray(abilities) || abilities.includes('completion'),
  };
}

/** Where Ollama hands requests on to, if that is not this machine; told by the name where it does not say. */
function cloudOf(id: string, shown?: Readonly<Record<string, unknown>>): string | undefined {
  const named = textOf(shown?.['remote_host']);
  if (!named) return !shown && /:(.*-)?cloud$/.test(id) ? 'ollama.com' : undefined;
  if (!URL.canParse(named)) return named;
  const { host, hostname } = new URL(named);
  return isLoopback(hostname) ? undefined : host;
}
