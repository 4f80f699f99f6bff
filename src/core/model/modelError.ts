/** Everything that can go wrong between a prompt and its answer. Each kind has its Russian text in one table. */
export type ModelErrorKind =
  | 'unreachable'
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'rateLimited'
  | 'overloaded'
  | 'contextOverflow'
  | 'badRequest'
  | 'timedOut'
  | 'brokenStream'
  | 'engineMissing'
  | 'engineCrashed'
  | 'modelDamaged'
  | 'outOfMemory';

/** Why a server cannot be reached, where it is known: each has its own cure. */
export type UnreachableReason =
  | 'dns'
  | 'refused'
  | 'certificate'
  | 'proxy'
  | 'notAnApi'
  | 'blockedByPrivacy'
  | 'badAddress'
  | 'badHeaders'
  | 'network';

/**
 * What befell the engine of this machine, where it has a cure of its own. `modelsTogether`: the chat's model and the
 * completions' do not fit into memory at once. `gaveUp`: it died so often that it is not started by itself any more.
 * `gpuLost`: the GPU or its driver failed under it. `unknownArchitecture`: the file is whole, and of a kind that this
 * engine does not know.
 */
export type EngineTrouble = 'modelsTogether' | 'gaveUp' | 'gpuLost' | 'unknownArchitecture';

export interface ModelErrorDetails {
  /** Host and port for the user's eyes. */
  readonly host?: string;
  readonly status?: number;
  readonly reason?: UnreachableReason;
  /** Which time-out: to connect, to the first token, or between tokens. */
  readonly phase?: 'connect' | 'firstToken' | 'idle';
  /** Seconds: the time-out that passed, or `Retry-After`. */
  readonly seconds?: number;
  /** For `contextOverflow`: tokens the request had and tokens the server grants. */
  readonly needed?: number;
  readonly granted?: number;
  /** For `outOfMemory`, when it was seen beforehand: what the model takes and what was free. */
  readonly neededBytes?: number;
  readonly freeBytes?: number;
  readonly model?: string;
  /** The answer ended in good order and held nothing. */
  readonly empty?: boolean;
  /** Path of a local model file, or its name where it is not there. */
  readonly file?: string;
  readonly trouble?: EngineTrouble;
  /** For `modelsTogether`: the file name of the model that is in memory. */
  readonly other?: string;
  /**
   * The server's own words, or an error code, at most 300 characters, for the expandable details. Never contains
   * a prompt, code or a key.
   */
  readonly detail?: string;
}

export class ModelError extends Error {
  readonly kind: ModelErrorKind;
  readonly details: ModelErrorDetails;

  constructor(kind: ModelErrorKind, details: ModelErrorDetails = {}, options?: ErrorOptions) {
    super(details.detail ? `${kind}: ${details.detail}` : kind, options);
    this.name = 'ModelError';
    this.kind = kind;
    this.details = details;
  }

  /** `error` itself when it is one, else a `brokenStream` around it: nothing untyped leaves an adapter. */
  static from(error: unknown): ModelError {
    if (error instanceof ModelError) return error;
    const detail = error instanceof Error ? error.message : String(error);
    return new ModelError('brokenStream', { detail: detail.slice(0, 300) }, { cause: error });
  }
}
