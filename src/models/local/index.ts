import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import { Emitter } from '../../core/events.ts';
import type { Device } from '../../core/model/machine.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { MeasuredSpeed } from '../../core/model/modelLibrary.ts';
import type { ModelChange, ModelProvider } from '../../core/model/modelSource.ts';
import { engineMissing } from './engineMissing.ts';
import { damagedCard, localCard } from './localCard.ts';
import { LocalEngine } from './localEngine.ts';
import { LocalModel } from './localModel.ts';
import { ModelFiles } from './modelFiles.ts';
import type { Pace } from './protocol.ts';
import type { WantedModel } from './runningModel.ts';
import { memoryOf, weigh } from './weights.ts';

export interface LocalOptions {
  /** The file that is forked as the engine's process. */
  readonly workerPath: string;
  readonly modelsFolder: () => string;
  /** Paths of models that lie elsewhere. */
  readonly files: () => readonly string[];
  /** 0 = as many as there are physical cores; never more than those. */
  readonly threads: () => number;
  /** Tokens; a file's own limit holds too. */
  readonly contextWindow: () => number;
  /** A GPU may be used. */
  readonly gpu: () => boolean;
  /** 0 = never. */
  readonly unloadAfterMinutes: () => number;
  /** Bytes that are free for a second model. Asked only before one is started. */
  readonly freeMemory: () => number | Promise<number>;
  /** File names of the models that requests go to now: the chat's and the completions'. */
  readonly inUse: () => readonly string[];
  /** How fast a model worked on a request that was long enough to tell. */
  readonly onSpeed?: (id: string, speed: MeasuredSpeed) => void;
  readonly counterFor: (card: ModelCard) => Promise<TokenCounter>;
  /** Counts as the file's own vocabulary does, where it can be read. */
  readonly counterOfFile: (path: string) => Promise<TokenCounter | undefined>;
  /** Gets no contents of requests. */
  readonly log: (line: string) => void;
}

/** A provider that can always load and unload. */
export interface LocalModels extends ModelProvider {
  readonly load: NonNullable<ModelProvider['load']>;
  readonly unload: NonNullable<ModelProvider['unload']>;
  readonly onDidChangeState: NonNullable<ModelProvider['onDidChangeState']>;
  /** Frees the model of this path, if it is in memory, before its file is moved or deleted. */
  letGo(path: string): Promise<void>;
}

/**
 * The models of this machine: every GGUF file of the models folder, its name being its id. A damaged file is listed
 * too, with the state `failed`, and each request to it says what is wrong. So are all in a build without the engine.
 */
export function createLocalModels(options: LocalOptions): LocalModels {
  const files = new ModelFiles(options.modelsFolder, options.files);
  const engine = new LocalEngine({
    ...options,
    onPace: (id, pace, device) => options.onSpeed?.(id, speedOf(pace, device)),
  });
  const states = new Emitter<ModelChange>();
  engine.onDidChangeState((state) => states.fire(state));

  const damaged = new Set<string>();

  const card = async (id: string): Promise<ModelCard> => {
    try {
      const header = await files.header(id);
      if (damaged.delete(id)) states.fire({ id, state: 'idle' });
      return localCard(id, header, options.contextWindow());
    } catch (error) {
      const damage = ModelError.from(error);
      options.log(`${id}: ${damage.message}`);
      damaged.add(id);
      states.fire({ id, state: 'failed', error: damage });
      return damagedCard(id, options.contextWindow());
    }
  };
  const wanted = async (id: string): Promise<WantedModel> => {
    const missing = engineMissing(options.workerPath);
    if (missing) throw missing;
    const file = await files.path(id);
    try {
      const header = await files.header(id);
      const weights = await weigh(file);
      const settings = {
        file,
        threads: options.threads(),
        contextWindow: options.contextWindow(),
        gpu: options.gpu(),
      };
      return { settings, version: weights.version, memory: memoryOf(weights, header, settings) };
    } catch (error) {
      // Gone, or no longer what it was: what is in memory of it ends after its requests.
      void engine.retire(file);
      if (error instanceof ModelError) throw error;
      const detail = error instanceof Error ? error.message : String(error);
      throw new ModelError('modelDamaged', { model: id, file, detail }, { cause: error });
    }
  };

  /** Kept, because a model learns from its first answers how it begins them. */
  const models = new Map<string, LocalModel>();
  const modelOf = (card: ModelCard): LocalModel => {
    const key = JSON.stringify(card);
    const model = models.get(key) ?? new LocalModel(card, engine, () => wanted(card.id));
    models.set(key, model);
    return model;
  };

  const counterOf = async (card: ModelCard): Promise<TokenCounter> => {
    const own = card.tokenizer === 'unknown' && (await options.counterOfFile(await files.path(card.id)));
    return own || options.counterFor(card);
  };

  return {
    name: 'local',
    place: { kind: 'local' },
    list: async () => {
      const cards = await Promise.all((await files.names()).map(card));
      const error = engineMissing(options.workerPath);
      if (error) for (const { id } of cards) states.fire({ id, state: 'failed', error });
      return cards;
    },
    open: async (card) => ({ model: modelOf(card), counter: await counterOf(card) }),
    load: async (card, use, signal) => engine.load(await wanted(card.id), use, signal),
    unload: async (card) => engine.unload(await files.path(card.id)),
    letGo: (path) => engine.unload(path),
    onDidChangeState: states.on,
    dispose: () => {
      engine.dispose();
      states.dispose();
    },
  };
}

function speedOf({ read, written }: Pace, device: Device): MeasuredSpeed {
  const perSecond = ({ tokens, milliseconds }: Pace['read']): number => (tokens / milliseconds) * 1000;
  return { reading: perSecond(read), writing: perSecond(written), device };
}
