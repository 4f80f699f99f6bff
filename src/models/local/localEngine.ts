import { basename } from 'node:path';
import { Emitter } from '../../core/events.ts';
import type { Finish, Usage } from '../../core/model/languageModel.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ModelState } from '../../core/model/modelSource.ts';
import { Inbox } from './inbox.ts';
import { LocalProcess } from './localProcess.ts';
import type { FromEngine, GenerateRequest, LoadSettings } from './protocol.ts';

export interface EngineState {
  /** File name of the model. */
  readonly id: string;
  readonly state: ModelState;
  readonly progress?: number;
}

export interface EngineOptions {
  readonly workerPath: string;
  /** 0 = never. */
  readonly unloadAfterMinutes: () => number;
  readonly log: (line: string) => void;
}

export type EngineDelta =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end'; readonly finish: Finish; readonly usage: Usage };

interface Running {
  readonly process: LocalProcess;
  readonly open: Map<number, Inbox<EngineDelta>>;
}

interface Opened {
  readonly running: Running;
  readonly id: number;
  readonly inbox: Inbox<EngineDelta>;
}

/**
 * Milliseconds after which an aborted request ends even though the engine, on a slow machine, is still at its last
 * step; what it says of it later is not heard.
 */
const ABORT_PATIENCE = 250;

const ABORTED: EngineDelta = { kind: 'end', finish: 'aborted', usage: {} };

/**
 * The engine as the adapter sees it: one model in memory at a time, started by the first request and again by the
 * next one after it died. A request for another file waits until those under way have ended.
 */
export class LocalEngine {
  readonly #options: EngineOptions;
  readonly #states = new Emitter<EngineState>();
  readonly onDidChangeState = this.#states.on;
  #running: Running | undefined;
  #lastId = 0;
  /** Requests take their place in order: whoever waits for another file keeps later ones from passing. */
  #queue: Promise<unknown> = Promise.resolve();
  #requestEnded: (() => void) | undefined;
  #unloadTimer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Process id of the engine, while there is one. */
  get pid(): number | undefined {
    return this.#running?.process.pid;
  }

  async *generate(
    settings: LoadSettings,
    request: GenerateRequest,
    signal: AbortSignal,
  ): AsyncGenerator<EngineDelta, void, void> {
    const opened = await this.#open(settings, signal);
    if (!opened) {
      yield ABORTED;
      return;
    }
    const { running, id, inbox } = opened;
    const abort = (): void => {
      running.process.send({ kind: 'abort', id });
      setTimeout(() => this.#finish(running, id, ABORTED), ABORT_PATIENCE).unref();
    };
    running.process.send({ kind: 'generate', id, request });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    try {
      yield* inbox;
    } finally {
      signal.removeEventListener('abort', abort);
      // Left early by the reader: the engine stops too.
      if (running.open.has(id)) abort();
    }
  }

  /** Frees the memory; requests under way end as aborted. */
  unload(): void {
    clearTimeout(this.#unloadTimer);
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    running.process.kill();
    for (const id of [...running.open.keys()]) this.#finish(running, id, ABORTED);
    this.#tell(running, 'idle');
  }

  dispose(): void {
    this.#disposed = true;
    this.unload();
    this.#states.dispose();
  }

  /** A place in an engine with these settings, or nothing when the request was aborted before it had one. */
  #open(settings: LoadSettings, signal: AbortSignal): Promise<Opened | undefined> {
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const before = this.#queue;
    const opening = Promise.race([before, aborted]).then(async () => {
      while (!signal.aborted && !this.#disposed) {
        const running = this.#running ?? this.#start(settings);
        if (sameSettings(running.process.settings, settings)) return this.#register(running);
        if (running.open.size === 0) this.unload();
        else await Promise.race([aborted, this.#nextEnd()]);
      }
      return undefined;
    });
    this.#queue = Promise.allSettled([before, opening]);
    return opening;
  }

  #register(running: Running): Opened {
    const id = ++this.#lastId;
    const inbox = new Inbox<EngineDelta>();
    running.open.set(id, inbox);
    clearTimeout(this.#unloadTimer);
    return { running, id, inbox };
  }

  #nextEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.#requestEnded = resolve;
    });
  }

  #start(settings: LoadSettings): Running {
    const running: Running = {
      process: new LocalProcess(this.#options.workerPath, settings, {
        onMessage: (message) => this.#heard(running, message),
        onExit: (error) => this.#fail(running, error),
        onLog: this.#options.log,
      }),
      open: new Map(),
    };
    this.#running = running;
    this.#tell(running, 'loading', 0);
    return running;
  }

  #heard(running: Running, message: FromEngine): void {
    switch (message.kind) {
      case 'loading':
        this.#tell(running, 'loading', message.progress);
        return;
      case 'loaded':
        this.#tell(running, 'ready');
        return;
      case 'loadFailed':
        this.#fail(running, asError(message.failure));
        return;
      case 'text':
        running.open.get(message.id)?.push({ kind: 'text', text: message.text });
        return;
      case 'end':
        this.#finish(running, message.id, { kind: 'end', finish: message.finish, usage: message.usage });
        return;
      case 'failed': {
        const error = asError(message.failure);
        // After an error inside llama.cpp nothing it holds can be trusted.
        if (error.kind === 'engineCrashed') this.#fail(running, error);
        else this.#finish(running, message.id, error);
      }
    }
  }

  #finish(running: Running, id: number, last: EngineDelta | ModelError): void {
    const inbox = running.open.get(id);
    if (!inbox) return;
    running.open.delete(id);
    if (last instanceof ModelError) inbox.fail(last);
    else inbox.close(last);
    this.#requestEnded?.();
    if (running.open.size === 0) this.#scheduleUnload();
  }

  /** The child is dead or useless: all that it owed fails, and the next request starts another. */
  #fail(running: Running, error: ModelError): void {
    if (this.#running !== running) return;
    this.#running = undefined;
    clearTimeout(this.#unloadTimer);
    running.process.kill();
    this.#options.log(`engine: ${error.message}`);
    this.#tell(running, 'failed');
    for (const id of [...running.open.keys()]) this.#finish(running, id, error);
  }

  #scheduleUnload(): void {
    clearTimeout(this.#unloadTimer);
    const minutes = this.#options.unloadAfterMinutes();
    if (minutes <= 0 || !this.#running) return;
    this.#unloadTimer = setTimeout(() => this.unload(), minutes * 60_000);
    this.#unloadTimer.unref();
  }

  #tell(running: Running, state: ModelState, progress?: number): void {
    const id = basename(running.process.settings.file);
    this.#states.fire(progress === undefined ? { id, state } : { id, state, progress });
  }
}

function sameSettings(one: LoadSettings, other: LoadSettings): boolean {
  return (
    one.file === other.file &&
    one.threads === other.threads &&
    one.contextWindow === other.contextWindow &&
    one.gpu === other.gpu
  );
}

function asError({
  kind,
  details,
}: {
  kind: ModelError['kind'];
  details: ModelError['details'];
}): ModelError {
  return new ModelError(kind, details);
}
