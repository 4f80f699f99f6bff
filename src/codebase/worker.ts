import { parentPort } from 'node:worker_threads';
import { CodebaseError } from '../core/retrieval/codebase.ts';
import { Keeper } from './keeper.ts';
import type { Failure, FromIndex, ToIndex } from './protocol.ts';

/** Entry of the index's worker. */

let keeper: Keeper | undefined;
let paused = false;

function send(message: FromIndex): void {
  parentPort?.postMessage(message);
}

function failure(error: unknown): Failure {
  if (error instanceof CodebaseError) return { kind: error.kind, detail: error.detail };
  return { kind: 'storage', detail: error instanceof Error ? error.message.slice(0, 300) : String(error) };
}

/** Does what is asked for by id: it is answered, whatever happens. */
function answer(id: number, work: () => FromIndex): void {
  try {
    send(work());
  } catch (error) {
    send({ kind: 'failed', id, error: failure(error) });
  }
}

parentPort?.on('message', (message: ToIndex) => {
  switch (message.kind) {
    case 'open':
      keeper?.close();
      keeper = new Keeper(message.settings, (state) => send({ kind: 'state', state }));
      if (paused) keeper.pause();
      keeper.open();
      return;
    case 'search': {
      const { id, query, limit } = message;
      answer(id, () => ({ kind: 'found', id, snippets: keeper?.search(query, limit) ?? [] }));
      return;
    }
    case 'changed':
      keeper?.changed(message.paths);
      return;
    case 'rescan':
      keeper?.rescan();
      return;
    case 'pause':
      paused = true;
      keeper?.pause();
      return;
    case 'resume':
      paused = false;
      keeper?.resume();
      return;
    case 'clear': {
      const { id } = message;
      answer(id, () => {
        keeper?.clear();
        keeper = undefined;
        return { kind: 'cleared', id };
      });
    }
  }
});
