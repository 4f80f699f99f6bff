import type { Finish, Usage } from '../../core/model/languageModel.ts';
import type { Device, EngineHardware } from '../../core/model/machine.ts';
import type { Sampling } from '../../core/model/modelCard.ts';
import type { ModelErrorDetails, ModelErrorKind } from '../../core/model/modelError.ts';
import type { Prompt } from '../../core/model/prompt.ts';

/**
 * Messages between the extension's process and the engine's child. A child serves one file for its whole life:
 * another file, or other load settings, means another child.
 */

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
  /** The first message, once. */
  | { readonly kind: 'load'; readonly settings: LoadSettings }
  /** Instead of `load`: what there is to run models on. */
  | { readonly kind: 'inspect' }
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
  /** The model cannot be loaded: every open request fails with this. */
  | { readonly kind: 'loadFailed'; readonly failure: FailureMessage }
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
