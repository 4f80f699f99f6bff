import type { ModelError } from './modelError.ts';
import type { ModelEntry } from './modelSource.ts';

/** What is known of one place where models live. */
export interface PlaceState {
  readonly entries: readonly ModelEntry[];
  readonly error?: ModelError;
  readonly checking: boolean;
  /** The place has answered, or failed to, at least once. */
  readonly asked: boolean;
}

export const UNASKED: PlaceState = { entries: [], checking: false, asked: false };
