import { basename } from 'node:path';
import type { Finish, Usage } from '../../core/model/languageModel.ts';
import type { Device } from '../../core/model/machine.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ModelChange, ModelState } from '../../core/model/modelSource.ts';
import { withGpuLoss } from './childEnd.ts';
import { Inbox } from './inbox.ts';
import type {
  FailureMessage,
  FromEngine,
  GenerateRequest,
  LoadFacts,
  LoadSettings,
  Pace,
} from './protocol.ts';
import { type ProcessOptions, SharedProcess } from './sharedProcess.ts';

/** A model as a request needs it. */
export interface WantedModel {
  readonly settings: LoadSettings;
  /** Another when the file's contents are. */
  readonly version: string;
  /** Bytes that it takes while it is loaded. */
  readonly memory: number;
}

export type EngineDelta =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end'; readonly finish: Finish; readonly usage: Usage };

export interface RunningEvents {
  readonly onState: (change: ModelChange) => void;
  readonly onLoaded: () => void;
  readonly onPace: (id: string, pace: Pace, device: Device) => void;
  /** It died, or said that it is of no use; not after `end`. All that it owed fails with what is returned. */
  readonly onFailure: (error: ModelError, how: 'died' | 'notLoaded') => ModelError;
  readonly onLog: (line: string) => void;
}

export interface RunningOptions extends ProcessOptions {
  /** 0 = never. */
  readonly unloadAfterMinutes: () => number;
}

/** A place among those whom the model serves: it is not unloaded before they have left. */
export interface Seat {
  readonly model: RunningModel;
  readonly id: number;
  readonly inbox: Inbox<EngineDelta>;
}

/**
 * Milliseconds after which an aborted request ends even though the engine, on a slow machine, is still at its last
 * step; what it says of it later is not heard.
 */
const ABORT_PATIENCE = 250;
/** Milliseconds after which a process that was left counts as gone: a driver may hold it in the kernel. */
const DEATH_PATIENCE = 2000;
/** Tokens below which a request's pace says nothing of the machine's. */
const HONEST = { read: 64, written: 16 };

const ABORTED: EngineDelta = { kind: 'end', finish: 'aborted', usage: {} };

/** One model in memory, from the first use of its process by this window to the last. Other windows may use it too. */
export class RunningModel {
  readonly wanted: WantedModel;
  /** Resolves when it is loaded or was ended, rejects when it failed before. */
  readonly loaded: Promise<void>;
  /** Resolves when its memory is free, or another window's. */
  readonly gone: Promise<void>;
  readonly #options: RunningOptions;
  readonly #events: RunningEvents;
  readonly #process: SharedProcess;
  readonly #open = new Map<number, Inbox<EngineDelta>>();
  /** Requests whose pace is not the model's usual one. */
  readonly #copying = new Set<number>();
  #lastId = 0;
  #facts: LoadFacts | undefined;
  #progress = 0;
  #retiring = false;
  #over = false;
  #unloadTimer: NodeJS.Timeout | undefined;
  #settleLoad: (error?: ModelError) => void = () => {};
  #setGone = (): void => {};

  constructor(wanted: WantedModel, options: RunningOptions, events: RunningEvents) {
    this.wanted = wanted;
    this.#options = options;
    this.#events = events;
    this.loaded = new Promise((resolve, reject) => {
      this.#settleLoad = (error) => (error ? reject(error) : resolve());
    });
    // Seldom somebody waits for it.
    this.loaded.catch(() => undefined);
    this.gone = new Promise((resolve) => {
      this.#setGone = resolve;
    });
    this.#process = new SharedProcess(options, wanted.settings, wanted.version, {
      onMessage: (message) => this.#heard(message),
      onExit: (error) => {
        this.#fail(error, 'died');
        this.#setGone();
      },
      onLog: events.onLog,
    });
    this.#tell('loading', { progress: 0 });
  }

  /** File name. */
  get id(): string {
    return basename(this.wanted.settings.file);
  }

  /** Nothing before the process has answered, and when it is over. */
  get pid(): number | undefined {
    return this.#over ? undefined : this.#process.pid;
  }

  get isLoaded(): boolean {
    return this.#facts !== undefined;
  }

  /** Its process is dead or dying, or of no use to this window. */
  get isOver(): boolean {
    return this.#over;
  }

  get busy(): boolean {
    return this.#open.size > 0;
  }

  /** Bytes that it has still to take. */
  get memoryToCome(): number {
    return this.#facts || this.#over ? 0 : this.wanted.memory * (1 - this.#progress);
  }

  /** Requests that want this model may come in. */
  serves({ settings, version }: WantedModel): boolean {
    const own = this.wanted;
    return (
      !this.#over &&
      !this.#retiring &&
      own.version === version &&
      own.settings.file === settings.file &&
      own.settings.threads === settings.threads &&
      own.settings.contextWindow === settings.contextWindow &&
      own.settings.gpu === settings.gpu
    );
  }

  /** Whoever enters leaves by `leave`, unless its inbox was closed. */
  enter(): Seat {
    clearTimeout(this.#unloadTimer);
    const id = ++this.#lastId;
    const inbox = new Inbox<EngineDelta>();
    this.#open.set(id, inbox);
    return { model: this, id, inbox };
  }

  async *generate(
    { id, inbox }: Seat,
    request: GenerateRequest,
    signal: AbortSignal,
  ): AsyncGenerator<EngineDelta, void, void> {
    const abort = (): void => {
      this.#process.send({ kind: 'abort', id });
      setTimeout(() => this.#finish(id, ABORTED), ABORT_PATIENCE).unref();
    };
    if (request.copies) this.#copying.add(id);
    this.#process.send({ kind: 'generate', id, request });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    try {
      yield* inbox;
    } finally {
      signal.removeEventListener('abort', abort);
      // Left early by the reader: the engine stops too.
      if (this.#open.has(id)) abort();
    }
  }

  leave({ id }: Seat): void {
    this.#finish(id, ABORTED);
  }

  /** Lets nobody in any more, and ends when the last has left; resolves when the memory is free. */
  retire(): Promise<void> {
    this.#retiring = true;
    if (!this.busy) this.end();
    return this.gone;
  }

  /**
   * At once: requests under way end as aborted.
   * @param warm this window may be back in a few seconds; else the memory is wanted
   */
  end(warm = false): void {
    if (this.#over) return;
    this.#leave({ warm });
    for (const id of [...this.#open.keys()]) this.#finish(id, ABORTED);
    this.#tell('idle');
  }

  #heard(message: FromEngine): void {
    if (this.#over) return;
    switch (message.kind) {
      case 'loading':
        this.#progress = message.progress;
        this.#tell('loading', { progress: message.progress });
        return;
      case 'loaded':
        this.#facts = message.facts;
        this.#becameReady(message.facts);
        return;
      case 'loadFailed': {
        const error = asError(message.failure);
        this.#fail(error, error.kind === 'engineCrashed' ? 'died' : 'notLoaded');
        return;
      }
      case 'text':
        this.#open.get(message.id)?.push({ kind: 'text', text: message.text });
        return;
      case 'end': {
        const { id, finish, usage, pace } = message;
        if (pace) this.#notePace(id, pace);
        this.#finish(id, { kind: 'end', finish, usage });
        return;
      }
      case 'failed':
        this.#finish(message.id, asError(message.failure));
        return;
      case 'crashed':
        this.#fail(asError(message.failure), 'died');
    }
  }

  #becameReady({ fellBack }: LoadFacts): void {
    if (fellBack !== undefined) this.#events.onLog(`engine: the GPU does not serve: ${fellBack}`);
    this.#settleLoad();
    this.#events.onLoaded();
    this.#tell('ready', fellBack === undefined ? {} : { note: 'fellBackToProcessor' });
    if (!this.busy) this.#becameIdle();
  }

  #notePace(id: number, pace: Pace): void {
    const honest = pace.read.tokens >= HONEST.read && pace.written.tokens >= HONEST.written;
    if (honest && this.#facts && !this.#copying.has(id)) {
      this.#events.onPace(this.id, pace, this.#facts.device);
    }
  }

  #finish(id: number, last: EngineDelta | ModelError): void {
    const inbox = this.#open.get(id);
    if (!inbox) return;
    this.#open.delete(id);
    this.#copying.delete(id);
    if (last instanceof ModelError) inbox.fail(last);
    else inbox.close(last);
    if (!this.busy && !this.#over) this.#becameIdle();
  }

  #becameIdle(): void {
    if (this.#retiring) {
      this.end();
      return;
    }
    clearTimeout(this.#unloadTimer);
    const minutes = this.#options.unloadAfterMinutes();
    if (minutes <= 0) return;
    this.#unloadTimer = setTimeout(() => this.end(), minutes * 60_000);
    this.#unloadTimer.unref();
  }

  /** The process is dead or useless: all that it owed fails. */
  #fail(reason: ModelError, how: 'died' | 'notLoaded'): void {
    if (this.#over) return;
    const error = this.#events.onFailure(reason, how);
    this.#leave({ warm: false, reason: error });
    this.#events.onLog(`engine: ${error.message}`);
    this.#tell('failed', { error });
    for (const id of [...this.#open.keys()]) this.#finish(id, error);
  }

  #leave({ warm, reason }: { readonly warm: boolean; readonly reason?: ModelError }): void {
    this.#over = true;
    clearTimeout(this.#unloadTimer);
    this.#settleLoad(reason);
    this.#process.leave(warm);
    setTimeout(this.#setGone, DEATH_PATIENCE).unref();
  }

  #tell(state: ModelState, more: Partial<ModelChange> = {}): void {
    this.#events.onState({ id: this.id, state, ...more });
  }
}

function asError({ kind, details }: FailureMessage): ModelError {
  return withGpuLoss(new ModelError(kind, details));
}
