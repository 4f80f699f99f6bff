import type { ModelError } from './modelError.ts';

/** The lines of «Проверить соединение», in the order in which they are checked. */
export const CHECK_STEPS = [
  'address',
  'proxy',
  'certificate',
  'key',
  'models',
  'window',
  'streaming',
  'raw',
  'counting',
  'speed',
] as const;

export type CheckStepId = (typeof CHECK_STEPS)[number];

/** `skipped`: an earlier line, or what came of it, made it impossible to say. */
export type Verdict = 'running' | 'ok' | 'warning' | 'failed' | 'skipped';

export interface CheckStep {
  readonly id: CheckStepId;
  readonly verdict: Verdict;
  /** Measured or found values for the line's text; which keys, the step's text says. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Why it failed; its text and cure stand in the table of errors. */
  readonly error?: ModelError;
}
