/** What became of completions on one day. */
export interface DayCounts {
  /** `2026-01-31`, by the user's clock. */
  readonly day: string;
  readonly shown: number;
  readonly accepted: number;
  /** Of the accepted: still in the text after half a minute, and after five. */
  readonly kept: readonly [halfMinute: number, fiveMinutes: number];
  /** How many texts came within 100, 200, 400, 800, 1600, 3200 milliseconds from the editor's question, or later. */
  readonly waits: readonly number[];
}

export interface CountsStore {
  read(): readonly DayCounts[];
  write(days: readonly DayCounts[]): void;
}

export const WAIT_BOUNDS = [100, 200, 400, 800, 1600, 3200] as const;
const DAYS = 30;

/** Counts of completions, a day at a time, the newest last. They stay on this machine, and hold no text. */
export class CompletionStatistics {
  readonly #store: CountsStore;
  readonly #today: () => string;

  constructor(store: CountsStore, today: () => string) {
    this.#store = store;
    this.#today = today;
  }

  get days(): readonly DayCounts[] {
    return this.#store.read();
  }

  /** @param wait milliseconds */
  shown(wait: number): void {
    const found = WAIT_BOUNDS.findIndex((bound) => wait <= bound);
    const slot = found < 0 ? WAIT_BOUNDS.length : found;
    this.#count((day) => ({
      ...day,
      shown: day.shown + 1,
      waits: day.waits.map((count, index) => count + (index === slot ? 1 : 0)),
    }));
  }

  accepted(): void {
    this.#count((day) => ({ ...day, accepted: day.accepted + 1 }));
  }

  /** What was accepted is still there. */
  kept(after: 'halfMinute' | 'fiveMinutes'): void {
    const slot = after === 'halfMinute' ? 0 : 1;
    this.#count(({ kept: [first, second], ...day }) => ({
      ...day,
      kept: slot === 0 ? [first + 1, second] : [first, second + 1],
    }));
  }

  #count(change: (day: DayCounts) => DayCounts): void {
    const day = this.#today();
    const days = this.#store.read();
    const last = days.at(-1);
    const known = last?.day === day;
    const now = known ? last : { day, shown: 0, accepted: 0, kept: [0, 0] as const, waits: noWaits() };
    this.#store.write([...(known ? days.slice(0, -1) : days), change(now)].slice(-DAYS));
  }
}

/** All days together. */
export function totalOf(days: readonly DayCounts[]): Omit<DayCounts, 'day'> {
  const sum = (of: (day: DayCounts) => number): number => days.reduce((all, day) => all + of(day), 0);
  return {
    shown: sum(({ shown }) => shown),
    accepted: sum(({ accepted }) => accepted),
    kept: [sum(({ kept }) => kept[0]), sum(({ kept }) => kept[1])],
    waits: noWaits().map((_, index) => sum(({ waits }) => waits[index] ?? 0)),
  };
}

/** The bound within which half of the texts came, in milliseconds; nothing when it took longer than the last one. */
export function medianWait(waits: readonly number[]): number | undefined {
  const half = waits.reduce((all, count) => all + count, 0) / 2;
  let seen = 0;
  for (const [index, count] of waits.entries()) {
    seen += count;
    if (seen >= half) return WAIT_BOUNDS[index];
  }
  return undefined;
}

const noWaits = (): number[] => [...WAIT_BOUNDS, 0].map(() => 0);
