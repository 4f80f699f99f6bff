/** How much room there is, and how much of it a text takes; in tokens. */
export interface Room {
  readonly tokens: number;
  measure(text: string): number;
}

/** Where the search begins. */
const FIRST_GUESS = 32;
/** A room is full when less than this share of it is left: each guess is measured. */
const SHARE_LEFT = 1 / 64;
/** Guesses by proportion; if they did not do, the interval is halved. */
const PROPORTIONAL_GUESSES = 8;

/**
 * A number from 1 to `most` whose candidate fits and nearly fills the room, else the largest that fits, or 0. The next
 * guess is where the room would be full if sizes grew evenly, as in text they nearly do: three or four suffice.
 */
export function largest(most: number, room: Room, candidate: (count: number) => string): number {
  const full = room.tokens * (1 - SHARE_LEFT);
  let low: Tried = { count: 0, size: 0 };
  let high: Tried = { count: most + 1, size: Number.POSITIVE_INFINITY };
  let guess = FIRST_GUESS;
  for (let guesses = 1; high.count - low.count > 1 && low.size < full; guesses++) {
    const count = Math.min(Math.max(guess, low.count + 1), high.count - 1);
    const tried = { count, size: room.measure(candidate(count)) };
    if (tried.size <= room.tokens) low = tried;
    else high = tried;
    guess =
      guesses < PROPORTIONAL_GUESSES
        ? whereFull(low, high, room.tokens * (1 - SHARE_LEFT / 2))
        : Math.ceil((low.count + high.count) / 2);
  }
  return low.count;
}

interface Tried {
  readonly count: number;
  readonly size: number;
}

function whereFull(low: Tried, high: Tried, tokens: number): number {
  const growth = Number.isFinite(high.size)
    ? (high.size - low.size) / (high.count - low.count)
    : low.size / low.count;
  const more = Math.floor((tokens - low.size) / growth);
  return Number.isFinite(more) ? low.count + more : Math.ceil((low.count + high.count) / 2);
}
