import { ModelError } from '../../core/model/modelError.ts';
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

/** Entry of the engine's child process. */

const requests = new Map<number, AbortController>();
/** Each lane's last request: the next one waits for it. */
const lanes: Record<Lane, Promise<void>> = { chat: Promise.resolve(), completion: Promise.resolve() };
const turns = new Turns();
let loading: Promise<LoadedModel> | undefined;

function send(message: FromEngine): void {
  if (process.connected) process.send?.(message);
}

async function load(settings: LoadSettings): Promise<LoadedModel> {
  let told = 0;
  try {
    const model = await loadModel(settings, (progress) => {
      // It begins again where another way of loading is tried.
      if (progress >= told && progress - told < 0.01) return;
      told = progress;
      send({ kind: 'loading', progress });
    });
    send({ kind: 'loaded', facts: model.facts });
    return model;
  } catch (error) {
    send({ kind: 'loadFailed', failure: failure(error) });
    throw error;
  }
}

async function generate(id: number, request: GenerateRequest, free: Promise<void>): Promise<void> {
  const controller = new AbortController();
  requests.set(id, controller);
  const { signal } = controller;
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const ended = turns.begin(request.lane);
  try {
    const model = await Promise.race([free.then(() => loading), aborted]);
    if (!model) {
      send({ kind: 'end', id, finish: 'aborted', usage: {} });
      return;
    }
    const turn: Turn = Object.assign(() => turns.next(request.lane, signal), {
      hurried: () => turns.hurried,
    });
    for await (const generated of model.generate(request, signal, turn)) send({ id, ...generated });
  } catch (error) {
    send({ kind: 'failed', id, failure: failure(error) });
  } finally {
    ended();
    requests.delete(id);
  }
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

process.on('message', (message: ToEngine) => {
  switch (message.kind) {
    case 'load':
      loading = load(message.settings);
      // The requests that wait for it see the failure; there may be none.
      loading.catch(() => undefined);
      return;
    case 'generate': {
      const { id, request } = message;
      const before = lanes[request.lane];
      lanes[request.lane] = generate(id, request, before).then(() => before);
      return;
    }
    case 'inspect':
      void inspect();
      return;
    case 'abort':
      requests.get(message.id)?.abort();
  }
});

// The editor is gone, perhaps killed. No clean-up: it would wait for the chunk under way.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
