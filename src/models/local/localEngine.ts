import { basename } from 'node:path';
import { Emitter } from '../../core/events.ts';
import type { Device } from '../../core/model/machine.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ModelChange } from '../../core/model/modelSource.ts';
import { untilAborted } from '../../core/model/untilAborted.ts';
import { type EngineClock, EngineFailures, systemClock } from './engineFailures.ts';
import type { GenerateRequest, Lane, Pace } from './protocol.ts';
import {
  type EngineDelta,
  RunningModel,
  type RunningOptions,
  type Seat,
  type WantedModel,
} from './runningModel.ts';

export interface EngineOptions extends RunningOptions {
  /** Bytes that are free for a second model. Asked only before one is started. */
  readonly freeMemory: () => number | Promise<number>;
  /** File names of the models that requests go to now: the chat's and the completions'. */
  readonly inUse: () => readonly string[];
  /** How fast a model worked on a request that was long enough to tell. */
  readonly onPace?: (id: string, pace: Pace, device: Device) => void;
  readonly log: (line: string) => void;
  readonly clock?: EngineClock;
}

/** The chat's model and the completions'. */
const MOST_MODELS = 2;

/** Failures of a model, as long as it is wanted as it was then. */
interface Remembered {
  readonly key: string;
  readonly failures: EngineFailures;
}

/** Whoever waits for another model to give way comes next. */
interface Claim {
  readonly file: string;
  readonly dropped: Promise<void>;
  readonly drop: () => void;
}

/**
 * The engine as this window's adapter sees it: one process a model, shared with other windows, started by the first request and again by a later one after
 * it died. A second model is in memory beside the first while there is room for both. Without it, a model that is no
 * longer in use goes first, after its requests; else completions do without theirs: the chat never does.
 */
export class LocalEngine {
  readonly #options: EngineOptions;
  readonly #clock: EngineClock;
  readonly #states = new Emitter<ModelChange>();
  readonly onDidChangeState = this.#states.on;
  /** By path; those that are dying included, until their memory is free. */
  readonly #running = new Map<string, RunningModel>();
  readonly #failures = new Map<string, Remembered>();
  /** By path. Requests take their seats in order: whoever waits for a model keeps later ones from passing. */
  readonly #queues = new Map<string, Promise<unknown>>();
  /** Nothing else is started before. */
  #claim: Claim | undefined;
  /** Counts the changes of `#running`. */
  #changes = 0;
  #disposed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Process ids of the models in memory, in the order of their start. */
  get pids(): readonly number[] {
    return [...this.#running.values()].flatMap(({ pid }) => pid ?? []);
  }

  /** @throws ModelError */
  async *generate(
    wanted: WantedModel,
    request: GenerateRequest,
    signal: AbortSignal,
  ): AsyncGenerator<EngineDelta, void, void> {
    const seat = await this.#seat(wanted, request.lane, signal);
    if (seat) yield* seat.model.generate(seat, request, signal);
    else yield { kind: 'end', finish: 'aborted', usage: {} };
  }

  /**
   * Resolves when the model is in memory. What failed before counts no more: somebody asks for it. Aborted, it ends,
   * and so does the loading when nobody else waits for it.
   * @throws ModelError
   */
  async load(wanted: WantedModel, lane: Lane, signal: AbortSignal): Promise<void> {
    this.#failuresOf(wanted).forgive();
    const seat = await this.#seat(wanted, lane, signal);
    if (!seat) return;
    const { model } = seat;
    try {
      await untilAborted(model.loaded, signal);
    } finally {
      model.leave(seat);
      if (signal.aborted && !model.isLoaded && !model.busy) model.end();
    }
  }

  /** Ends the use of this file's model; requests to it end as aborted. Resolves when its memory is free, or others'. */
  async unload(file: string): Promise<void> {
    const model = this.#running.get(file);
    model?.end();
    await model?.gone;
  }

  /** The same after the requests under way, for a file that is gone or another. */
  retire(file: string): Promise<void> {
    return this.#running.get(file)?.retire() ?? Promise.resolve();
  }

  dispose(): void {
    this.#disposed = true;
    for (const model of this.#running.values()) model.end(true);
    this.#states.dispose();
  }

  /** A seat in a model as it is wanted, or nothing when the request was aborted before it had one. */
  #seat(wanted: WantedModel, lane: Lane, signal: AbortSignal): Promise<Seat | undefined> {
    const { file } = wanted.settings;
    const before = this.#queues.get(file) ?? Promise.resolve();
    const seating = untilAborted(before, signal).then(() => this.#seek(wanted, lane, signal));
    const both = Promise.allSettled([before, seating]).then(() => {
      if (this.#queues.get(file) === both) this.#queues.delete(file);
    });
    this.#queues.set(file, both);
    return seating;
  }

  async #seek(wanted: WantedModel, lane: Lane, signal: AbortSignal): Promise<Seat | undefined> {
    const { file } = wanted.settings;
    try {
      while (!signal.aborted && !this.#disposed) {
        const own = this.#running.get(file);
        if (own?.serves(wanted)) return own.enter();
        if (own) await untilAborted(own.retire(), signal);
        else {
          const seat = await this.#approach(wanted, lane, signal);
          if (seat) return seat;
        }
      }
      return undefined;
    } finally {
      if (this.#claim?.file === file) this.#claim.drop();
    }
  }

  /** One step nearer to a model that does not run: something is waited for, or it is started. */
  async #approach(wanted: WantedModel, lane: Lane, signal: AbortSignal): Promise<Seat | undefined> {
    const { file } = wanted.settings;
    const failures = this.#failuresOf(wanted);
    const refusal = failures.refusal(lane);
    if (refusal) throw refusal;
    const dying = [...this.#running.values()].find(({ isOver }) => isOver);
    const ahead = this.#claim?.file === file ? dying?.gone : (this.#claim?.dropped ?? dying?.gone);
    const { pause } = failures;
    if (ahead) {
      await untilAborted(ahead, signal);
      return undefined;
    }
    if (pause > 0) {
      await this.#clock.wait(pause, signal);
      return undefined;
    }
    const seen = this.#changes;
    const room = await this.#hasRoom(wanted);
    if (seen !== this.#changes || signal.aborted || this.#disposed) return undefined;
    if (room) return this.#start(wanted, failures).enter();
    const other = this.#toGiveWay(wanted, lane, failures);
    this.#claim ??= this.#newClaim(file);
    await untilAborted(other.retire(), signal);
    return undefined;
  }

  #newClaim(file: string): Claim {
    let resolve = (): void => {};
    const dropped = new Promise<void>((done) => {
      resolve = done;
    });
    const drop = (): void => {
      this.#claim = undefined;
      resolve();
    };
    return { file, dropped, drop };
  }

  async #hasRoom({ memory }: WantedModel): Promise<boolean> {
    const others = [...this.#running.values()];
    // The first is measured by its own process, which knows what it can put where.
    if (others.length === 0) return true;
    if (others.length >= MOST_MODELS) return false;
    const free = await this.#options.freeMemory();
    return memory <= free - others.reduce((sum, { memoryToCome }) => sum + memoryToCome, 0);
  }

  /** @throws ModelError when completions have to do without */
  #toGiveWay(wanted: WantedModel, lane: Lane, failures: EngineFailures): RunningModel {
    const inUse = this.#options.inUse();
    const others = [...this.#running.values()];
    const idle = others.find(({ busy }) => !busy);
    const other = others.find(({ id }) => !inUse.includes(id)) ?? idle ?? others[0];
    if (!other) throw new Error('nothing stands in the way');
    if (lane === 'chat' || !inUse.includes(other.id)) return other;
    const { file } = wanted.settings;
    const error = new ModelError('outOfMemory', {
      trouble: 'modelsTogether',
      model: basename(file),
      file,
      other: other.id,
      detail: `${basename(file)} takes ${Math.round(wanted.memory / 1e6)} MB beside ${other.id}`,
    });
    this.#options.log(`engine: ${error.message}`);
    this.#states.fire({ id: basename(file), state: 'failed', error });
    throw failures.notLoaded(error);
  }

  #failuresOf({ settings, version }: WantedModel): EngineFailures {
    const key = JSON.stringify([settings, version]);
    const known = this.#failures.get(settings.file);
    if (known?.key === key) return known.failures;
    const failures = new EngineFailures(this.#clock);
    this.#failures.set(settings.file, { key, failures });
    return failures;
  }

  #start(wanted: WantedModel, failures: EngineFailures): RunningModel {
    const { onPace, log } = this.#options;
    const { file } = wanted.settings;
    const model = new RunningModel(wanted, this.#options, {
      onState: (change) => this.#states.fire(change),
      onLoaded: () => failures.loaded(),
      onFailure: (error, how) => (how === 'died' ? failures.crashed(error) : failures.notLoaded(error)),
      onPace: (id, pace, device) => onPace?.(id, pace, device),
      onLog: log,
    });
    this.#running.set(file, model);
    this.#changes++;
    void model.gone.then(() => {
      this.#running.delete(file);
      this.#changes++;
    });
    return model;
  }
}
