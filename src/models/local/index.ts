import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import { Emitter } from '../../core/events.ts';
import type { ModelCard } from '../../core/model/modelCard.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ModelProvider } from '../../core/model/modelSource.ts';
import { engineMissing } from './engineMissing.ts';
import { damagedCard, localCard } from './localCard.ts';
import { type EngineState, LocalEngine } from './localEngine.ts';
import { LocalModel } from './localModel.ts';
import { ModelFiles } from './modelFiles.ts';
import type { LoadSettings } from './protocol.ts';

export interface LocalOptions {
  /** The file that is forked as the engine's process. */
  readonly workerPath: string;
  readonly modelsFolder: () => string;
  /** 0 = as many as there are physical cores; never more than those. */
  readonly threads: () => number;
  /** Tokens; a file's own limit holds too. */
  readonly contextWindow: () => number;
  /** A GPU may be used. */
  readonly gpu: () => boolean;
  /** 0 = never. */
  readonly unloadAfterMinutes: () => number;
  readonly counterFor: (card: ModelCard) => Promise<TokenCounter>;
  /** Gets no contents of requests. */
  readonly log: (line: string) => void;
}

/**
 * The models of this machine: every GGUF file of the models folder, its name being its id. A damaged file is listed
 * too, with the state `failed`, and each request to it says what is wrong. So are all in a build without the engine.
 */
export function createLocalModels(options: LocalOptions): ModelProvider {
  const files = new ModelFiles(options.modelsFolder);
  const engine = new LocalEngine(options);
  const states = new Emitter<EngineState & { readonly error?: ModelError }>();
  engine.onDidChangeState((state) => states.fire(state));

  const damaged = new Set<string>();

  const card = async (id: string): Promise<ModelCard> => {
    try {
      const header = await files.header(id);
      if (damaged.delete(id)) states.fire({ id, state: 'idle' });
      return localCard(id, header, options.contextWindow());
    } catch (error) {
      options.log(`${id}: ${ModelError.from(error).message}`);
      damaged.add(id);
      states.fire({ id, state: 'failed' });
      return damagedCard(id, options.contextWindow());
    }
  };
  const loadSettings = async (id: string): Promise<LoadSettings> => {
    const missing = engineMissing(options.workerPath);
    if (missing) throw missing;
    await files.header(id);
    return {
      file: files.path(id),
      threads: options.threads(),
      contextWindow: options.contextWindow(),
      gpu: options.gpu(),
    };
  };

  /** Kept, because a model learns from its first answers how it begins them. */
  const models = new Map<string, LocalModel>();
  const modelOf = (card: ModelCard): LocalModel => {
    const key = JSON.stringify(card);
    const model = models.get(key) ?? new LocalModel(card, engine, () => loadSettings(card.id));
    models.set(key, model);
    return model;
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
    open: async (card) => ({ model: modelOf(card), counter: await options.counterFor(card) }),
    onDidChangeState: states.on,
    dispose: () => {
      engine.dispose();
      states.dispose();
    },
  };
}
