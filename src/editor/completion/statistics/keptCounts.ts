import type * as vscode from 'vscode';
import type { DayCounts } from '../../../core/completion/statistics.ts';

const KEY = 'completionCounts';
/** Milliseconds. */
const WRITE_AFTER = 10_000;

/** The counts as this machine keeps them; written at most once in a while, so that a key costs nothing. */
export class KeptCounts {
  readonly #state: vscode.Memento;
  #days: readonly DayCounts[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(state: vscode.Memento) {
    this.#state = state;
    this.#days = state.get<readonly DayCounts[]>(KEY) ?? [];
  }

  read(): readonly DayCounts[] {
    return this.#days;
  }

  write(days: readonly DayCounts[]): void {
    this.#days = days;
    this.#timer ??= setTimeout(() => this.#save(), WRITE_AFTER);
  }

  dispose(): void {
    if (this.#timer) this.#save();
  }

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#state.update(KEY, this.#days);
  }
}

/** The user's day. */
export function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
