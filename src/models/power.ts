import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Power } from '../core/model/power.ts';

/** Where Linux tells of supplies; no other system has the folder, and there nothing is known. */
const SUPPLIES = '/sys/class/power_supply';
/** Milliseconds for which what was read counts. */
const FRESH = 30_000;

/** Reads what feeds the machine when it is asked for, off the thread, and no oftener than every half minute. */
export class SystemPower implements Power {
  readonly #folder: string;
  readonly #now: () => number;
  #read = Number.NEGATIVE_INFINITY;
  #onBattery = false;

  constructor(folder = SUPPLIES, now = () => performance.now()) {
    this.#folder = folder;
    this.#now = now;
  }

  get onBattery(): boolean {
    if (this.#now() - this.#read >= FRESH) void this.refresh();
    return this.#onBattery;
  }

  /** Never rejects. */
  async refresh(): Promise<void> {
    this.#read = this.#now();
    try {
      const names = await readdir(this.#folder);
      // Only what feeds the machine from outside has the file.
      const states = await Promise.allSettled(
        names.map((name) => readFile(join(this.#folder, name, 'online'), 'utf8')),
      );
      const outside = states.flatMap((state) => (state.status === 'fulfilled' ? [state.value.trim()] : []));
      this.#onBattery = outside.length > 0 && outside.every((online) => online === '0');
    } catch {
      this.#onBattery = false;
    }
  }
}
