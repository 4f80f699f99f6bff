/**
 * A process as one window of the editor: it has the adapter's own engine, and does with it what its parent says. Forked
 * by `TestWindow`.
 */
import { ModelError, type ModelErrorDetails } from '../../src/core/model/modelError.ts';
import type { ModelChange } from '../../src/core/model/modelSource.ts';
import { LocalEngine } from '../../src/models/local/localEngine.ts';
import type { GenerateRequest, LoadSettings } from '../../src/models/local/protocol.ts';
import { GREEDY, userTurn } from './engineChild.ts';

export interface WindowOptions {
  readonly workerPath: string;
  readonly runtimeFolders: readonly string[];
  readonly keepWarm: number;
}

export type ToWindow =
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly settings: LoadSettings;
      readonly question: string;
      readonly lane: GenerateRequest['lane'];
    }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'unload' | 'retire'; readonly file: string }
  | { readonly kind: 'dispose' };

export type FromWindow =
  | { readonly kind: 'text'; readonly id: number; readonly text: string }
  | { readonly kind: 'end'; readonly id: number; readonly finish: string }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly why: string;
      readonly details: ModelErrorDetails;
    }
  | { readonly kind: 'state'; readonly change: ModelChange; readonly pids: readonly number[] }
  /** What was to be unloaded, or retired, is. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'log'; readonly line: string };

const options: WindowOptions = JSON.parse(process.argv[2] ?? '');
const requests = new Map<number, AbortController>();
const engine = new LocalEngine({
  ...options,
  unloadAfterMinutes: () => 0,
  freeMemory: () => Number.POSITIVE_INFINITY,
  inUse: () => [],
  log: (line) => tell({ kind: 'log', line }),
});
engine.onDidChangeState((change) => tell({ kind: 'state', change, pids: engine.pids }));

function tell(message: FromWindow): void {
  if (process.connected) process.send?.(message);
}

async function ask({ id, settings, question, lane }: Extract<ToWindow, { kind: 'ask' }>): Promise<void> {
  const controller = new AbortController();
  requests.set(id, controller);
  const request = { lane, prompt: userTurn(question), maxTokens: 100_000, stop: [], sampling: GREEDY };
  const wanted = { settings, version: 'first', memory: 1 };
  try {
    for await (const delta of engine.generate(wanted, request, controller.signal)) {
      if (delta.kind === 'text') tell({ kind: 'text', id, text: delta.text });
      else tell({ kind: 'end', id, finish: delta.finish });
    }
  } catch (error) {
    const { kind, details } = ModelError.from(error);
    tell({ kind: 'failed', id, why: kind, details });
  }
}

process.on('message', async (message: ToWindow) => {
  switch (message.kind) {
    case 'ask':
      await ask(message);
      return;
    case 'abort':
      requests.get(message.id)?.abort();
      return;
    case 'dispose':
      engine.dispose();
      return;
    default:
      await engine[message.kind](message.file);
      tell({ kind: 'gone' });
  }
});
