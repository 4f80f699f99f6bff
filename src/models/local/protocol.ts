import type { Finish, Usage } from '../../core/model/languageModel.ts';
import type { Device, EngineHardware } from '../../core/model/machine.ts';
import type { Sampling } from '../../core/model/modelCard.ts';
import type { ModelErrorDetails, ModelErrorKind } from '../../core/model/modelError.ts';
import type { Prompt } from '../../core/model/prompt.ts';

/**
 * Messages between the windows and an engine's process. A process serves one file for its whole life, to all windows
 * that want it so: another file, or other load settings, means another process.
 */

/** To be raised when messages change: windows of another version have an engine of their own then. */
export const PROTOCOL = 1;

/** What a window says to the engine's door; all but these two goes on to the engine. */
export type ToDoor =
  /** The first message; nothing is answered before it. */
  | { readonly kind: 'hello'; readonly protocol: number; readonly challenge: string }
  /** The last one: the window wants the memory free. If it was the last, nobody else is waited for. */
  | { readonly kind: 'leave' }
  | ToEngine;

export type FromDoor =
  /** The first message. `proof` is the challenge, signed with the secret of the user's own folder. */
  | {
      readonly kind: 'hello';
      readonly protocol: number;
      readonly proof: string;
      readonly pid: number;
      /** The file of what the engine writes to its standard error. */
      readonly log: string;
      /** Its bytes that are not sent any more. */
      readonly logged: number;
    }
  /** What came in that file, up to its byte `logged`; never holds contents of a request. */
  | { readonly kind: 'log'; readonly text: string; readonly logged: number }
  | FromEngine;

export interface LoadSettings {
  readonly file: string;
  /** 0 = as many as there are physical cores; never more than those. */
  readonly threads: number;
  /** Tokens of each context; the file's own limit holds too. */
  readonly contextWindow: number;
  /** False: the processor alone, also where there is a GPU. */
  readonly gpu: boolean;
}

/** What a model runs on, once it is loaded. */
export interface LoadFacts {
  readonly device: Device;
  /** Layers that the GPU holds, of all. */
  readonly gpuLayers: number;
  readonly layers: number;
  /** The GPU was wanted and did not work: why, in the engine's words. The processor serves instead. */
  readonly fellBack?: string;
}

/** How fast the engine worked on one request: evaluated prompt tokens, and generated ones after the first. */
export interface Pace {
  readonly read: { readonly tokens: number; readonly milliseconds: number };
  readonly written: { readonly tokens: number; readonly milliseconds: number };
}

/**
 * Which of the two evaluation states a request uses: a completion must not throw out what is cached of the
 * conversation. Requests of one lane wait for each other.
 */
export type Lane = 'chat' | 'completion';

export interface GenerateRequest {
  readonly lane: Lane;
  readonly prompt: Prompt;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  readonly sampling: Sampling;
  /** The answer will repeat much of the prompt, as an edit does. */
  readonly copies?: boolean;
}

export type ToEngine =
  /** The first message of each window: the first of all has it loaded, the others are told how far it is. */
  | { readonly kind: 'load'; readonly settings: LoadSettings }
  /** Instead of `load`, by the process that forked this one: what there is to run models on. */
  | { readonly kind: 'inspect' }
  /** The id is the window's own. */
  | { readonly kind: 'generate'; readonly id: number; readonly request: GenerateRequest }
  /** Ends the request with `aborted`; one that has ended already is left alone. */
  | { readonly kind: 'abort'; readonly id: number };

export interface FailureMessage {
  readonly kind: ModelErrorKind;
  readonly details: ModelErrorDetails;
}

export type FromEngine =
  /** 0 to 1. */
  | { readonly kind: 'loading'; readonly progress: number }
  | { readonly kind: 'loaded'; readonly facts: LoadFacts }
  /** The model cannot be loaded: every open request fails with this. The process ends. */
  | { readonly kind: 'loadFailed'; readonly failure: FailureMessage }
  /** A failure after which nothing in the engine's memory can be trusted: every window is told. The process ends. */
  | { readonly kind: 'crashed'; readonly failure: FailureMessage }
  | { readonly kind: 'text'; readonly id: number; readonly text: string }
  /** The last message of a request, unless `failed` is. */
  | {
      readonly kind: 'end';
      readonly id: number;
      readonly finish: Finish;
      readonly usage: Usage;
      readonly pace?: Pace;
    }
  /** Answer to `inspect`. */
  | { readonly kind: 'inspected'; readonly hardware: EngineHardware }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: FailureMessage };
