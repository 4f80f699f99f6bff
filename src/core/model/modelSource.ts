import type { TokenCounter } from '../context/tokenCounter.ts';
import type { Subscription } from '../events.ts';
import type { Masker } from '../privacy/masker.ts';
import type { LanguageModel } from './languageModel.ts';
import type { ModelCard } from './modelCard.ts';
import type { ModelError } from './modelError.ts';

/** Where a model runs. */
export type ModelPlace =
  | {
      readonly kind: 'server';
      readonly name: string;
      /** Host and port, for the user's eyes. */
      readonly host: string;
      /** Nothing leaves this machine. */
      readonly loopback: boolean;
    }
  | { readonly kind: 'local' };

/**
 * What a model is doing. `idle`: usable, but not loaded into memory. `slow`: it answers, but the first token takes
 * longer than a reader waits calmly.
 */
export type ModelState =
  | 'unknown'
  | 'checking'
  | 'ready'
  | 'idle'
  | 'loading'
  | 'answering'
  | 'slow'
  | 'unauthorized'
  | 'unreachable'
  | 'failed';

/** `"<server name>/<model id>"` or `"local/<file name>"`, as it stands in settings. Model ids may contain slashes. */
export type ModelRef = string;

export interface ModelEntry {
  readonly ref: ModelRef;
  readonly card: ModelCard;
  readonly place: ModelPlace;
  readonly state: ModelState;
  /** 0 to 1, while `state` is `loading` and the engine reports it. */
  readonly progress?: number;
  /** Why it does not answer. */
  readonly error?: ModelError;
}

/** A server that did not answer when it was asked for its models. */
export interface FailedPlace {
  /** `"<server name>/"`: stands where a model's ref would, and is none. */
  readonly ref: ModelRef;
  readonly name: string;
  readonly place: ModelPlace & { readonly kind: 'server' };
  readonly state: 'unauthorized' | 'unreachable' | 'checking';
  readonly error: ModelError;
  /** What the user can do about it. */
  readonly cure: 'enterKey' | 'checkConnection';
}

export interface OpenModel {
  readonly entry: ModelEntry;
  readonly model: LanguageModel;
  readonly counter: TokenCounter;
  /**
   * Hides secrets from the model, whose requests leave this machine: what is counted is masked first, as it will be
   * sent. Nothing where nothing is to be hidden.
   */
  readonly masker?: Masker;
}

export type ModelUse = 'chat' | 'completion';

/** The models as every feature sees them. */
export interface ModelSource {
  /** Every place has been asked at least once: that there are no models is then known, not just not yet. */
  readonly settled: boolean;
  /** Every model that is known now. */
  entries(): readonly ModelEntry[];
  /** Servers that are set up and do not answer, in their order. They are asked again by themselves while needed. */
  failures(): readonly FailedPlace[];
  /** The model that a request would go to, or nothing when none is set up. */
  chosen(use: ModelUse): ModelEntry | undefined;
  /**
   * The chosen model, ready to take requests: probes the server when that has not been done, but does not load a
   * local file into memory (the first request does). Nothing when none is set up.
   * @throws ModelError when the chosen model's place cannot be reached
   */
  open(use: ModelUse, signal: AbortSignal): Promise<OpenModel | undefined>;
  /** While somebody looks at the list, servers that failed are asked again even if the chosen model answers. */
  watch(): Subscription;
  /** Something above changed. */
  readonly onDidChange: (listener: () => void) => Subscription;
}

export interface ModelChange {
  /** Of the model's card. */
  readonly id: string;
  readonly state: ModelState;
  /** 0 to 1, while it is loading. */
  readonly progress?: number;
  /** Why it does not serve, while it is `failed`. */
  readonly error?: ModelError;
  /** Worth a word to the user: the GPU was wanted and did not work, the processor serves instead. */
  readonly note?: 'fellBackToProcessor';
}

/** One place where models live: a server, or this machine. Adapters implement it; the registry asks it. */
export interface ModelProvider {
  /** First part of a `ModelRef`: the server's name, or `local`. */
  readonly name: string;
  readonly place: ModelPlace;
  /**
   * The models that are there now.
   * @throws ModelError
   */
  list(signal: AbortSignal): Promise<readonly ModelCard[]>;
  /** A model of the last `list`, by its card. Cheap: nothing is loaded or sent. */
  open(card: ModelCard): Promise<Omit<OpenModel, 'entry'>>;
  /**
   * Loads the model into memory before it is asked anything, also one that was given up; its course is told by
   * `onDidChangeState`. Aborted, it ends without an error and frees the memory, unless requests wait for the model.
   * @param use what for: completions never displace the chat's model
   * @throws ModelError
   */
  load?(card: ModelCard, use: ModelUse, signal: AbortSignal): Promise<void>;
  /** Frees the memory; requests under way end as aborted. Resolves when the memory is free. */
  unload?(card: ModelCard): Promise<void>;
  /** State that only the place itself knows: loading into memory, unloaded, crashed. */
  readonly onDidChangeState?: (listener: (change: ModelChange) => void) => Subscription;
  dispose(): void;
}
