import type { ChildProcess } from 'node:child_process';
import { toNamespacedPath } from 'node:path';
import type { ModelError } from '../../core/model/modelError.ts';
import { childDied, memoryKills } from './childEnd.ts';
import { forkEngine } from './engineFork.ts';
import type { FromEngine, LoadSettings, ToEngine } from './protocol.ts';

export interface ProcessEvents {
  readonly onMessage: (message: FromEngine) => void;
  /** Once, last, also after `kill`; the error says why it went, for requests that were still open. */
  readonly onExit: (error: ModelError) => void;
  /** A line that the engine wrote; never holds contents of a request. */
  readonly onLog: (line: string) => void;
}

/** How much of what the engine wrote last is kept, to tell why it died. */
const KEPT_OUTPUT = 4000;
/** Windows opens longer paths only in their other spelling. */
const LONGEST_PLAIN_PATH = 259;

/** One child with one model, from fork to death. It dies with this process, however that ends. */
export class LocalProcess {
  readonly #file: string;
  readonly #child: ChildProcess;
  readonly #events: ProcessEvents;
  readonly #killsBefore = memoryKills();
  #output = '';
  #loaded = false;
  #gone = false;

  /** @throws the system's own errors when no process can be started */
  constructor(workerPath: string, settings: LoadSettings, events: ProcessEvents) {
    this.#file = settings.file;
    this.#events = events;
    this.#child = forkEngine(workerPath);
    this.#child.on('message', (message: FromEngine) => this.#heard(message));
    this.#child.on('error', (error) => {
      // Of a message to a child that has just died; its end is told by `close`, unless it never began.
      this.#noteOutput(error.message);
      if (this.#child.pid === undefined) this.#ended(error.message);
    });
    this.#child.on('close', (code, signal) => this.#ended(signal ?? `exit code ${code}`));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#noteOutput(text));
    const { file } = settings;
    const opened = file.length > LONGEST_PLAIN_PATH ? toNamespacedPath(file) : file;
    this.send({ kind: 'load', settings: { ...settings, file: opened } });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToEngine): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** At once; what was open is lost. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #heard(message: FromEngine): void {
    if (message.kind === 'loaded') {
      this.#loaded = true;
      // What failed before it was loaded, a GPU for instance, is no reason for what comes later.
      this.#output = '';
    }
    this.#events.onMessage(message);
  }

  #noteOutput(text: string): void {
    this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
    for (const line of text.split('\n')) if (line.trim()) this.#events.onLog(line.trim());
  }

  #ended(how: string): void {
    if (this.#gone) return;
    this.#gone = true;
    const kills = memoryKills();
    const starved = kills !== undefined && kills > (this.#killsBefore ?? kills);
    this.#events.onExit(
      childDied({ file: this.#file, how, output: this.#output, loaded: this.#loaded, starved }),
    );
  }
}
