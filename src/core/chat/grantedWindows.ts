import type { ModelEntry } from '../model/modelSource.ts';

/** What remains of a window that overflowed though the prompt was to fit. */
const SHARE_AFTER_OVERFLOW = 0.85;

/** Windows that turned out smaller than the models' cards say. A model with another window is asked anew. */
export class GrantedWindows {
  readonly #granted = new Map<string, number>();

  /** Tokens, at most `wanted`. */
  of(entry: ModelEntry, wanted: number): number {
    return Math.min(wanted, this.#granted.get(keyOf(entry)) ?? entry.card.window, entry.card.window);
  }

  /**
   * A prompt was too long: the server's real window is smaller than it said, or our count is too low.
   * @param used tokens that the prompt was made for
   * @param granted what the server said that it has
   */
  overflowed(entry: ModelEntry, used: number, granted = used): void {
    this.#granted.set(keyOf(entry), granted < used ? granted : Math.floor(used * SHARE_AFTER_OVERFLOW));
  }
}

const keyOf = ({ ref, card }: ModelEntry): string => `${ref} ${card.window}`;
