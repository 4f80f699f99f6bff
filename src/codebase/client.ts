import { Worker } from 'node:worker_threads';
import { Emitter } from '../core/events.ts';
import {
  type Codebase,
  CodebaseError,
  type IndexState,
  type Query,
  type Snippet,
} from '../core/retrieval/codebase.ts';
import type { FromIndex, IndexSettings, ToIndex } from './protocol.ts';

export interface CodebaseOptions {
  /** The file that runs as the worker. */
  readonly workerPath: string | URL;
  readonly settings: IndexSettings;
  /** Gets no contents of files or questions. */
  readonly log: (line: string) => void;
}

/** Deaths of the worker within this time, in milliseconds, count together. */
const DEATHS_WITHIN = 300_000;
const MOST_DEATHS = 3;
/** The worker's own heap, in megabytes: beyond it the worker dies, never the editor. */
const HEAP = 512;
/** What is read is soon let go: a larger young heap takes memory and no less time. Megabytes. */
const YOUNG_HEAP = 16;

interface Waiting {
  readonly resolve: (snippets: readonly Snippet[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The index as the extension sees it. The worker starts with the first call, and again after it has died; three deaths
 * within five minutes end that until `restart`.
 */
export class CodebaseIndex implements Codebase {
  readonly #options: CodebaseOptions;
  readonly #states = new Emitter<IndexState>();
  readonly #waiting = new Map<number, Waiting>();
  #settings: IndexSettings;
  #worker: Worker | undefined;
  #lastId = 0;
  #deaths: number[] = [];
  #paused = false;
  #disposed = false;
  #state: IndexState = { activity: 'idle', files: 0, scanned: 0, unreadable: [] };

  /** Heard about five times a second while files are read, and at every change of activity. */
  readonly onDidChangeState = this.#states.on;

  constructor(options: CodebaseOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  get state(): IndexState {
    return this.#state;
  }

  /** Begins to read the folders, without waiting for a question. */
  start(): void {
    if (!this.#disposed) this.#running();
  }

  async search(query: Query, limit: number, signal: AbortSignal): Promise<readonly Snippet[]> {
    signal.throwIfAborted();
    if (this.#disposed) throw new CodebaseError('disposed');
    const worker = this.#running();
    if (!worker) throw new CodebaseError('crashed', this.#state.error?.detail);
    // A search takes milliseconds: an aborted one is let run, and its answer dropped.
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const aborted = (): void => this.#take(id)?.reject(signal.reason);
      signal.addEventListener('abort', aborted, { once: true });
      const over = (): void => signal.removeEventListener('abort', aborted);
      this.#waiting.set(id, {
        resolve: (snippets) => {
          over();
          resolve(snippets);
        },
        reject: (error) => {
          over();
          reject(error);
        },
      });
      this.#send(worker, { kind: 'search', id, query, limit });
    });
  }

  /** Absolute paths of files or folders that were created, changed or deleted. */
  changed(paths: readonly string[]): void {
    // A worker that has not started, or has died, looks at everything when it starts.
    if (this.#worker && paths.length > 0) this.#send(this.#worker, { kind: 'changed', paths });
  }

  /** Other folders or globs: the index follows. */
  configure(settings: Pick<IndexSettings, 'folders' | 'exclude'>): void {
    this.#settings = { ...this.#settings, ...settings };
    if (this.#worker) this.#send(this.#worker, { kind: 'open', settings: this.#settings });
  }

  pause(): void {
    this.#paused = true;
    if (this.#worker) this.#send(this.#worker, { kind: 'pause' });
  }

  resume(): void {
    this.#paused = false;
    if (this.#worker) this.#send(this.#worker, { kind: 'resume' });
  }

  /** Looks at all files again. */
  rescan(): void {
    if (this.#worker) this.#send(this.#worker, { kind: 'rescan' });
    else this.start();
  }

  /** Deletes the index from the disk. It is built anew when it is next asked, or by `start`. */
  async clear(): Promise<void> {
    const worker = this.#running();
    if (!worker) return;
    await new Promise<readonly Snippet[]>((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#send(worker, { kind: 'clear', id });
    });
    await this.#stop(worker);
  }

  /** After the worker has died too often: tries again. */
  restart(): void {
    this.#deaths = [];
    this.start();
  }

  /**
   * Ends the worker; open searches fail with `disposed`. What was not written yet is read again next time. The promise
   * ends with the worker, when another may write the index.
   */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#rejectAll(new CodebaseError('disposed'));
    this.#states.dispose();
    if (this.#worker) await this.#stop(this.#worker);
  }

  async #stop(worker: Worker): Promise<void> {
    if (this.#worker === worker) this.#worker = undefined;
    worker.removeAllListeners();
    // What the worker says after its end has been asked for is nobody's concern.
    worker.on('error', () => undefined);
    await worker.terminate();
  }

  #running(): Worker | undefined {
    if (this.#worker) return this.#worker;
    const now = performance.now();
    this.#deaths = this.#deaths.filter((time) => now - time < DEATHS_WITHIN);
    if (this.#disposed || this.#deaths.length >= MOST_DEATHS) return undefined;
    const worker = new Worker(this.#options.workerPath, {
      name: 'tolmach-index',
      // The host's own flags, a debugger's port among them, are not for it.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: YOUNG_HEAP },
    });
    worker.on('message', (message: FromIndex) => this.#heard(message));
    worker.on('error', (error) => this.#died(worker, error.message));
    worker.on('exit', (code) => this.#died(worker, `exit code ${code}`));
    this.#worker = worker;
    if (this.#paused) this.#send(worker, { kind: 'pause' });
    this.#send(worker, { kind: 'open', settings: this.#settings });
    return worker;
  }

  #send(worker: Worker, message: ToIndex): void {
    worker.postMessage(message);
  }

  #heard(message: FromIndex): void {
    switch (message.kind) {
      case 'state':
        this.#change(message.state);
        return;
      case 'found':
        this.#take(message.id)?.resolve(message.snippets);
        return;
      case 'cleared':
        this.#take(message.id)?.resolve([]);
        return;
      case 'failed':
        this.#take(message.id)?.reject(new CodebaseError(message.error.kind, message.error.detail));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #died(worker: Worker, detail: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#deaths.push(performance.now());
    this.#options.log(`the index's worker ended: ${detail}`);
    this.#rejectAll(new CodebaseError('crashed', detail));
    if (this.#deaths.length >= MOST_DEATHS)
      this.#change({ ...this.#state, activity: 'failed', error: { kind: 'crashed', detail } });
    else this.#running();
  }

  #rejectAll(error: CodebaseError): void {
    const open = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of open) reject(error);
  }

  #change(state: IndexState): void {
    this.#state = state;
    this.#states.fire(state);
  }
}
