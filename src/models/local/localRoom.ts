import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ModelLibrary } from '../../core/model/modelLibrary.ts';
import type { Fetch } from './exchange.ts';
import { createFileCounters } from './fileCounters.ts';
import { createLocalModels, type LocalModels } from './index.ts';
import { inspectEngine } from './inspectEngine.ts';
import { freeMemory } from './machine.ts';
import { createModelLibrary } from './modelLibrary.ts';

export interface LocalRoomOptions {
  /** The file that is forked as the engine's process. */
  readonly workerPath: string;
  /** The file that runs as the thread which writes downloads. */
  readonly threadPath: string;
  /** The file that runs as the thread which reads a vocabulary. */
  readonly vocabularyThreadPath: string;
  readonly settings: () => LocalSettings;
  /** File names of the models that requests go to now: the chat's and the completions'. */
  readonly inUse: () => readonly string[];
  /** By the network's settings. */
  readonly fetch: Fetch;
  readonly counterFor: (card: ModelCard) => Promise<TokenCounter>;
  /** Gets no contents of requests. */
  readonly log: (line: string) => void;
}

export interface LocalSettings {
  readonly modelsFolder: string;
  /** Paths of models that lie elsewhere. */
  readonly files: readonly string[];
  /** Empty = Hugging Face, or what `HF_ENDPOINT` says. */
  readonly mirror: string;
  /** 0 = as many as there are physical cores; never more than those. */
  readonly threads: number;
  readonly gpu: boolean;
  /** 0 = never. */
  readonly unloadAfterMinutes: number;
  /** Tokens. */
  readonly contextWindow: number;
}

/** The models of this machine: what runs them, and their files with what brings them. */
export interface LocalRoom {
  readonly provider: LocalModels;
  readonly library: ModelLibrary;
  /**
   * Loads a file of the library into memory.
   * @throws ModelError
   */
  load(id: string, signal: AbortSignal): Promise<void>;
  /** Ends what is under way; a download keeps what has come. */
  close(): Promise<void>;
}

export function createLocalRoom(options: LocalRoomOptions): LocalRoom {
  const { workerPath, threadPath, vocabularyThreadPath, settings, inUse, fetch, counterFor, log } = options;
  const modelsFolder = (): string => settings().modelsFolder;
  const files = (): readonly string[] => settings().files;
  const provider = createLocalModels({
    workerPath,
    modelsFolder,
    files,
    threads: () => settings().threads,
    contextWindow: () => settings().contextWindow,
    gpu: () => settings().gpu,
    unloadAfterMinutes: () => settings().unloadAfterMinutes,
    freeMemory,
    inUse,
    onSpeed: (id, speed) => library.recordSpeed(id, speed),
    counterFor,
    counterOfFile: createFileCounters(vocabularyThreadPath, log),
    log,
  });
  const library = createModelLibrary({
    modelsFolder,
    files,
    mirror: () => settings().mirror,
    threadPath,
    fetch,
    inspectEngine: (signal) => inspectEngine(workerPath, signal, log),
    letGo: provider.letGo,
    log,
  });
  return {
    provider,
    library,
    load: async (id, signal) => {
      const card = (await provider.list(signal)).find((one) => one.id === id);
      if (!card) throw new ModelError('notFound', { model: id });
      await provider.load(card, 'chat', signal);
    },
    close: async () => {
      provider.dispose();
      await library.dispose();
    },
  };
}
