import type { Delta, GenerateOptions, LanguageModel } from '../../../../src/core/model/languageModel.ts';
import type { ModelCard } from '../../../../src/core/model/modelCard.ts';
import { ModelError } from '../../../../src/core/model/modelError.ts';
import type { NetworkSettings } from '../../../../src/core/model/network.ts';
import type { ChatPrompt, Prompt } from '../../../../src/core/model/prompt.ts';
import type { RemoteOptions } from '../../../../src/models/remote/index.ts';
import { createRemoteServer } from '../../../../src/models/remote/index.ts';
import type { OpenAiServer, OpenAiServerOptions } from '../../../support/openaiServer.ts';
import { startOpenAiServer } from '../../../support/openaiServer.ts';

export const NETWORK: NetworkSettings = {
  proxy: '',
  noProxy: [],
  strictCertificates: true,
  systemCertificates: false,
  localOnly: false,
  timeouts: { connect: 10, firstToken: 10, idle: 10 },
};

export interface Overrides {
  readonly settings?: Partial<RemoteOptions['settings']>;
  readonly network?: Partial<NetworkSettings>;
  readonly key?: string;
  readonly log?: (line: string) => void;
}

export function remoteOptions(url: string, { settings, network, key, log }: Overrides = {}): RemoteOptions {
  return {
    settings: { name: 'Сервер', url, ...settings },
    key: async () => key,
    network: () => ({ ...NETWORK, ...network }),
    sessionId: 'session-1',
    counterFor: async () => ({ count: (text) => Math.ceil(text.length / 3), exact: true }),
    log: log ?? (() => undefined),
  };
}

/** Ids of what a server lists, asked as by a window that has just opened. */
export async function listIds(url: string, overrides: Overrides = {}): Promise<string[]> {
  const provider = createRemoteServer(remoteOptions(url, overrides));
  try {
    return (await provider.list(new AbortController().signal)).map(({ id }) => id);
  } finally {
    provider.dispose();
  }
}

export interface Opened extends AsyncDisposable {
  readonly server: OpenAiServer;
  readonly model: LanguageModel;
  readonly card: ModelCard;
  readonly list: (signal?: AbortSignal) => Promise<readonly ModelCard[]>;
}

/** A scripted server and the first of its models, opened through the adapter. */
export async function openModel(
  options: OpenAiServerOptions = {},
  overrides: Overrides = {},
): Promise<Opened> {
  const server = await startOpenAiServer(options);
  const provider = createRemoteServer(remoteOptions(server.url, overrides));
  const list = (signal = new AbortController().signal) => provider.list(signal);
  const [card] = await list();
  if (!card) throw new Error('the scripted server has no model');
  const { model } = await provider.open(card);
  const close = async (): Promise<void> => {
    provider.dispose();
    await server.close();
  };
  return { server, model, card, list, [Symbol.asyncDispose]: close };
}

export const QUESTION: ChatPrompt = {
  kind: 'chat',
  messages: [
    { role: 'system', text: 'Отвечай по-русски.' },
    { role: 'user', text: 'Привет' },
  ],
};

export function ask(model: LanguageModel, prompt: Prompt = QUESTION, options: Partial<GenerateOptions> = {}) {
  const signal = options.signal ?? new AbortController().signal;
  return model.generate(prompt, { maxTokens: 256, purpose: 'chat', ...options, signal });
}

export interface Collected {
  readonly text: string;
  readonly reasoning: string;
  readonly deltas: readonly Delta[];
  readonly end: Extract<Delta, { kind: 'end' }> | undefined;
  readonly error: ModelError | undefined;
}

/** Reads an answer to its end or its error. */
export async function collect(answer: AsyncIterable<Delta>): Promise<Collected> {
  const deltas: Delta[] = [];
  let error: ModelError | undefined;
  try {
    for await (const delta of answer) deltas.push(delta);
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    error = thrown;
  }
  const of = (kind: 'text' | 'reasoning') =>
    deltas.map((delta) => (delta.kind === kind ? delta.text : '')).join('');
  const end = deltas.find((delta) => delta.kind === 'end');
  return { text: of('text'), reasoning: of('reasoning'), deltas, end, error };
}

export async function errorOf(promise: Promise<unknown>): Promise<ModelError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
