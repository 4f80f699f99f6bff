import { type ChildProcess, fork } from 'node:child_process';
import { basename } from 'node:path';
import { ModelError } from '../../core/model/modelError.ts';
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
const MEMORY_SIGNS = /out of memory|bad_alloc|failed to allocate|cannot allocate|not enough memory/i;

/** One child with one model, from fork to death. It dies with this process, however that ends. */
export class LocalProcess {
  readonly settings: LoadSettings;
  readonly #child: ChildProcess;
  readonly #events: ProcessEvents;
  #output = '';
  #loaded = false;
  #killed = false;
  #gone = false;

  constructor(workerPath: string, settings: LoadSettings, events: ProcessEvents) {
    this.settings = settings;
    this.#events = events;
    this.#child = fork(workerPath, [], {
      env: engineEnvironment(process.env),
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.on('message', (message: FromEngine) => this.#heard(message));
    // A message to a child that has just died: its end is told by `close`.
    this.#child.on('error', (error) => this.#noteOutput(error.message));
    this.#child.on('close', (code, signal) => this.#ended(code, signal));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#noteOutput(text));
    this.send({ kind: 'load', settings });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToEngine): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** At once; what was open is lost. */
  kill(): void {
    this.#killed = true;
    this.#child.kill('SIGKILL');
  }

  #heard(message: FromEngine): void {
    if (message.kind === 'loaded') this.#loaded = true;
    this.#events.onMessage(message);
  }

  #noteOutput(text: string): void {
    this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
    for (const line of text.split('\n')) if (line.trim()) this.#events.onLog(line.trim());
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#gone) return;
    this.#gone = true;
    const { file } = this.settings;
    const detail = signal ?? `exit code ${code}`;
    // Linux kills without a word when memory runs out, and loading is when it does.
    const starved = !this.#killed && signal === 'SIGKILL' && !this.#loaded;
    const kind = starved || MEMORY_SIGNS.test(this.#output) ? 'outOfMemory' : 'engineCrashed';
    this.#events.onExit(new ModelError(kind, { model: basename(file), file, detail }));
  }
}

/**
 * The child's environment. Electron's executable must run as plain Node; the editor's own variables would make the
 * child take itself for part of the editor; `NODE_OPTIONS` would give it the debugger's port.
 */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.startsWith('VSCODE_') && name !== 'NODE_OPTIONS',
  );
  const electron = process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
  return { ...Object.fromEntries(kept), ...electron };
}
