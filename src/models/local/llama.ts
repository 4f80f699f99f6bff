import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type * as Engine from 'node-llama-cpp';
import type { Device, EngineHardware, Gpu } from '../../core/model/machine.ts';
import { SEQUENCES } from '../../core/model/memoryNeed.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ChatPrompt } from '../../core/model/prompt.ts';
import { measureCopySpeed } from './copySpeed.ts';
import { firstThatWorks } from './inOrder.ts';
import { LoadedModel } from './loadedModel.ts';
import { neededMemory, requireMemory } from './memoryCheck.ts';
import type { LoadFacts, LoadSettings } from './protocol.ts';

/** The engine stands between us and llama.cpp. Nothing else imports it, and only on demand: it may be missing. */

type GpuType = Exclude<Device, 'cpu'> | false;

/** Steps of the engine between two small garbage collections. */
const STEPS_PER_COLLECTION = 32;
const DETAIL_LIMIT = 300;

/**
 * Loads on the GPU, where there is one and it works, else on the processor.
 * @param gpuTypes what to try, the better first; by default what the machine has drivers for
 * @throws ModelError `engineMissing`, `modelDamaged` or `outOfMemory`
 */
export async function loadModel(
  settings: LoadSettings,
  onProgress: (progress: number) => void,
  gpuTypes?: readonly GpuType[],
): Promise<LoadedModel> {
  const engine = await importEngine();
  const needed = await neededMemory(settings).catch(() => 0);
  const ways = settings.gpu ? (gpuTypes ?? (await supportedGpuTypes(engine))) : [false as const];
  const { value, failures } = await firstThatWorks(ways, (gpu) =>
    loadOn(engine, gpu, settings, needed, onProgress),
  );
  const device = deviceOf(value.model);
  const [failure] = failures;
  const fellBack =
    device === 'cpu' ? (failure ? shortMessage(failure) : await value.whyNoLayers()) : undefined;
  const layers = value.model.fileInsights.totalLayers;
  const facts = { device, gpuLayers: value.model.gpuLayers, layers, ...(fellBack ? { fellBack } : {}) };
  return loadedModel(engine, value, facts, settings.threads === 0 && device === 'cpu');
}

/**
 * What there is to compute with. Takes about half a second.
 * @throws ModelError `engineMissing`
 */
export async function inspectHardware(): Promise<EngineHardware> {
  const engine = await importEngine();
  const ways = await supportedGpuTypes(engine);
  const { value: llama } = await firstThatWorks(ways, (gpu) => startLlama(engine, 0, gpu, () => {}));
  const gpu = await gpuOf(llama);
  const cores = llama.maxThreads;
  return { cores, ...(gpu ? { gpu } : {}), copySpeed: await measureCopySpeed(cores) };
}

async function importEngine(): Promise<typeof Engine> {
  try {
    return await import('node-llama-cpp');
  } catch (error) {
    throw new ModelError('engineMissing', { detail: shortMessage(error) }, { cause: error });
  }
}

/** The processor is always the last of them. */
async function supportedGpuTypes(engine: typeof Engine): Promise<readonly GpuType[]> {
  const types = await engine.getLlamaGpuTypes('supported').catch((): GpuType[] => []);
  return [...types.filter((type) => type !== false), false];
}

async function startLlama(
  engine: typeof Engine,
  threads: number,
  gpu: GpuType,
  complain: (line: string) => void,
): Promise<Engine.Llama> {
  try {
    const llama = await engine.getLlama({
      // Never compiles, never downloads: what is not in the package is not there.
      build: 'never',
      gpu,
      maxThreads: 1,
      logLevel: engine.LlamaLogLevel.error,
      logger: (_level, message) => {
        complain(message);
        process.stderr.write(`${message.trimEnd()}\n`);
      },
      progressLogs: false,
    });
    // More threads than cores slow llama.cpp down tenfold and more.
    const cores = Math.min(llama.cpuMathCores, availableParallelism());
    llama.maxThreads = threads > 0 ? Math.min(threads, cores) : cores;
    return llama;
  } catch (error) {
    const detail = `${gpu || 'cpu'}: ${shortMessage(error)}`;
    throw new ModelError('engineMissing', { detail }, { cause: error });
  }
}

/** The GPU that the engine was started for; nothing when it found none. */
async function gpuOf(llama: Engine.Llama): Promise<Gpu | undefined> {
  const device = llama.gpu;
  if (device === false) return undefined;
  const [names, memory] = await Promise.all([llama.getGpuDeviceNames(), llama.getVramState()]);
  if (names.length === 0) return undefined;
  const { total, free, unifiedSize } = memory;
  return { device, names, totalMemory: total, freeMemory: free, unified: unifiedSize > 0 };
}

interface Loaded {
  readonly model: Engine.LlamaModel;
  readonly context: Engine.LlamaContext;
  /** Tokens of each sequence. */
  readonly window: number;
  /** Why no layer is on the GPU, when there is one. */
  readonly whyNoLayers: () => Promise<string | undefined>;
}

async function loadOn(
  engine: typeof Engine,
  gpuType: GpuType,
  settings: LoadSettings,
  needed: number,
  onProgress: (progress: number) => void,
): Promise<Loaded> {
  const complaints: string[] = [];
  const llama = await startLlama(engine, settings.threads, gpuType, (line) => complaints.push(line));
  try {
    const gpu = await gpuOf(llama);
    await requireMemory(settings.file, needed, gpu && !gpu.unified ? gpu.freeMemory : 0);
    const model = await llama.loadModel({
      modelPath: settings.file,
      useMmap: false,
      // The library counts one sequence; what it leaves free is for both.
      gpuLayers: { fitContext: { contextSize: settings.contextWindow * SEQUENCES } },
      onLoadProgress: onProgress,
    });
    const window = Math.min(settings.contextWindow, model.trainContextSize);
    const context = await model.createContext({
      // The engine never uses the last place of a context.
      contextSize: window + 1,
      sequences: SEQUENCES,
      threads: llama.maxThreads,
    });
    const whyNoLayers = async (): Promise<string | undefined> =>
      gpu &&
      `${gpu.device}: no layer fits into ${Math.round(gpu.freeMemory / 1e6)} MB of ${gpu.names.join(', ')}`;
    return { model, context, window, whyNoLayers };
  } catch (error) {
    await llama.dispose().catch(() => undefined);
    throw loadError(engine, error, settings.file, complaints);
  }
}

/** llama.cpp itself says no more than that loading failed; what it complained of before tells why. */
function loadError(
  engine: typeof Engine,
  error: unknown,
  file: string,
  complaints: readonly string[],
): ModelError {
  if (error instanceof ModelError) return error;
  const starved =
    error instanceof engine.InsufficientMemoryError || complaints.some((line) => /alloc/i.test(line));
  const words = [shortMessage(error), ...complaints].join(' · ');
  const details = { model: basename(file), file, detail: words.slice(0, DETAIL_LIMIT) };
  if (starved) return new ModelError('outOfMemory', details, { cause: error });
  const unknown = /unknown model architecture/i.test(words);
  const trouble = unknown ? ({ trouble: 'unknownArchitecture' } as const) : {};
  return new ModelError('modelDamaged', { ...details, ...trouble }, { cause: error });
}

function deviceOf(model: Engine.LlamaModel): Device {
  return model.llama.gpu !== false && model.gpuLayers > 0 ? model.llama.gpu : 'cpu';
}

function shortMessage(error: unknown): string {
  if (error instanceof ModelError && error.details.detail) return error.details.detail;
  return (error instanceof Error ? error.message : String(error)).slice(0, DETAIL_LIMIT);
}

function loadedModel(
  engine: typeof Engine,
  { model, context, window }: Loaded,
  facts: LoadFacts,
  adapt: boolean,
): LoadedModel {
  const { llama } = model;
  const all = llama.maxThreads;
  const use = (count: number): void => {
    llama.maxThreads = count;
  };
  let wrapper: Engine.ChatWrapper | undefined;
  const tokenizeChat = (prompt: ChatPrompt): Engine.Token[] => {
    wrapper ??= engine.resolveChatWrapper(model);
    return chatTokens(model, wrapper, prompt);
  };
  return new LoadedModel({
    facts,
    model,
    lanes: { chat: context.getSequence(), completion: context.getSequence() },
    window,
    tokenizeChat,
    threads: { all, adapt, use },
    afterStep: collectSamplers(),
  });
}

/** A template that Толмач does not render itself: the file's own, by the engine. */
function chatTokens(
  model: Engine.LlamaModel,
  wrapper: Engine.ChatWrapper,
  { messages, continueLast }: ChatPrompt,
): Engine.Token[] {
  const history = messages.map(({ role, text }): Engine.ChatHistoryItem => {
    if (role === 'assistant') return { type: 'model', response: [text] };
    return { type: role, text };
  });
  if (!continueLast) history.push({ type: 'model', response: [] });
  const { contextText } = wrapper.generateContextState({ chatHistory: history });
  return contextText.tokenize(model.tokenizer);
}

/**
 * Each evaluation of the library makes a sampler of twelve bytes for each token of the vocabulary, frees it only when
 * it is collected, and does not tell the collector its size: a long prompt would take a gigabyte. Young objects are
 * collected in a quarter of a millisecond.
 */
function collectSamplers(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  let steps = 0;
  return () => {
    if (++steps % STEPS_PER_COLLECTION === 0) collect({ type: 'minor' });
  };
}
