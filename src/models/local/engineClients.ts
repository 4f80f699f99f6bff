import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DoorOptions, FromDoorThread, ToDoorThread } from './engineDoor.ts';
import type { FromEngine, ToEngine } from './protocol.ts';

export interface ClientEvents {
  readonly onMessage: (client: number, message: ToEngine) => void;
  /** Nothing comes from this client any more, and nothing reaches it. */
  readonly onLeft: (client: number) => void;
}

/** The windows that the engine serves, as its main thread sees them. */
export class EngineClients {
  readonly #door: Worker;

  /** Lets windows in from now on. The process ends when another one serves at this address, and when all have left. */
  constructor(options: DoorOptions, { onMessage, onLeft }: ClientEvents) {
    // Beside this file, bundled or not.
    const door = new URL(`./engineDoor${extname(import.meta.url)}`, import.meta.url);
    this.#door = new Worker(door, { workerData: options });
    this.#door.on('message', (message: FromDoorThread) => {
      if (message.kind === 'left') onLeft(message.client);
      else onMessage(message.client, message.message);
    });
    this.#door.on('exit', (code) => process.exit(code));
  }

  send(client: number, message: FromEngine): void {
    this.#tell({ kind: 'send', client, message });
  }

  /** The end: nobody else comes in, and the process is gone as soon as those who are there know. */
  shut(): void {
    this.#tell({ kind: 'shut' });
  }

  #tell(message: ToDoorThread): void {
    this.#door.postMessage(message);
  }
}

/** What the process was started with, by `startEngine`. */
export function doorOptions(argv: readonly string[]): DoorOptions {
  const [options = ''] = argv.slice(2);
  return JSON.parse(options);
}
