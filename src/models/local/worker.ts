import { ModelError } from '../../core/model/modelError.ts';
import { doorOptions, EngineClients } from './engineClients.ts';
import { inspectHardware, loadModel } from './llama.ts';
import type { LoadedModel, Turn } from './loadedModel.ts';
import type {
  FailureMessage,
  FromEngine,
  GenerateRequest,
  Lane,
  LoadSettings,
  ToEngine,
} from './protocol.ts';
import { Turns } from './turns.ts';

/** Entry of the engine's process. */

/** One model for all windows that want it. */
class EngineService {
  readonly #clients: EngineClients;
  /** Windows that wait for the model or have it. */
  readonly #members = new Set<number>();
  readonly #requests = new Map<string, AbortController>();
  /** Each lane's last request: the next one waits for it. */
  readonly #lanes: Record<Lane, Promise<void>> = { chat: Promise.resolve(), completion: Promise.resolve() };
  readonly #turns = new Turns();
  #loading: Promise<LoadedModel> | undefined;
  /** How far loading is: what a window that comes later is told. */
  #state: FromEngine | undefined;

  constructor() {
    this.#clients = new EngineClients(doorOptions(process.argv), {
      onMessage: (client, message) => this.#heard(client, message),
      onLeft: (client) => this.#left(client),
    });
  }

  #heard(client: number, message: ToEngine): void {
    switch (message.kind) {
      case 'load':
        this.#members.add(client);
        if (this.#state) this.#clients.send(client, this.#state);
        this.#loading ??= this.#load(message.settings);
        // The requests that wait for it see the failure; there may be none.
        this.#loading.catch(() => undefined);
        return;
      case 'generate': {
        const { id, request } = message;
        const before = this.#lanes[request.lane];
        this.#lanes[request.lane] = this.#generate(client, id, request, before).then(() => before);
        return;
      }
      case 'abort':
        this.#requests.get(keyOf(client, message.id))?.abort();
    }
  }

  #left(client: number): void {
    this.#members.delete(client);
    const own = keyOf(client, '');
    for (const [key, request] of this.#requests) if (key.startsWith(own)) request.abort();
  }

  async #load(settings: LoadSettings): Promise<LoadedModel> {
    let told = 0;
    try {
      const model = await loadModel(settings, (progress) => {
        // It begins again where another way of loading is tried.
        if (progress >= told && progress - told < 0.01) return;
        told = progress;
        this.#tellAll({ kind: 'loading', progress });
      });
      this.#tellAll({ kind: 'loaded', facts: model.facts });
      return model;
    } catch (error) {
      this.#tellAll({ kind: 'loadFailed', failure: failure(error) });
      this.#clients.shut();
      throw error;
    }
  }

  async #generate(client: number, id: number, request: GenerateRequest, free: Promise<void>): Promise<void> {
    const controller = new AbortController();
    const key = keyOf(client, id);
    this.#requests.set(key, controller);
    const { signal } = controller;
    const send = (message: FromEngine): void => this.#clients.send(client, message);
    const aborted = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const ended = this.#turns.begin(request.lane);
    try {
      const model = await Promise.race([free.then(() => this.#loading), aborted]);
      if (!model) {
        send({ kind: 'end', id, finish: 'aborted', usage: {} });
        return;
      }
      const turn: Turn = Object.assign(() => this.#turns.next(request.lane, signal), {
        hurried: () => this.#turns.hurried,
      });
      for await (const generated of model.generate(request, signal, turn)) send({ id, ...generated });
    } catch (error) {
      this.#failed(client, id, failure(error));
    } finally {
      ended();
      this.#requests.delete(key);
    }
  }

  /** After an error inside llama.cpp nothing it holds can be trusted, whoever asked. */
  #failed(client: number, id: number, reason: FailureMessage): void {
    if (reason.kind === 'engineCrashed') {
      this.#tellAll({ kind: 'crashed', failure: reason });
      this.#clients.shut();
    } else this.#clients.send(client, { kind: 'failed', id, failure: reason });
  }

  #tellAll(message: FromEngine): void {
    this.#state = message;
    for (const client of this.#members) this.#clients.send(client, message);
  }
}

/** Ids are each window's own. */
function keyOf(client: number, id: number | ''): string {
  return `${client} ${id}`;
}

/** The process ends with it. That it could not be found out is told by the exit code, and why by the last line. */
async function inspect(): Promise<void> {
  try {
    const hardware = await inspectHardware();
    process.send?.({ kind: 'inspected', hardware } satisfies FromEngine, () => process.exit(0));
  } catch (error) {
    process.stderr.write(`${String(error)}\n`, () => process.exit(1));
  }
}

/** `engineCrashed` for what has no better name: the engine is not to be trusted after it. */
function failure(error: unknown): FailureMessage {
  if (error instanceof ModelError) return { kind: error.kind, details: error.details };
  return { kind: 'engineCrashed', details: { detail: String(error).slice(0, 300) } };
}

if (process.send) {
  process.on('message', ({ kind }: ToEngine) => {
    if (kind === 'inspect') void inspect();
  });
  // The editor is gone, perhaps killed.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
} else {
  new EngineService();
}
