/** Tokens that must stand in the prompt as they were written just now before their continuation is believed. */
const MATCH = 3;
/** Tokens back that tell one place of the prompt from another that ends alike. */
const LONGEST_MATCH = 24;

/**
 * Guesses what is written next where an answer repeats its prompt, as an edit does: what followed the last few tokens
 * when they stood in the prompt. (Known as prompt lookup decoding.)
 *
 * A wrong guess costs time, so the guesses grow as they prove right and pause after they were wrong.
 */
export class PromptLookup {
  readonly #prompt: readonly number[];
  /** Where in the prompt each run of `MATCH` tokens ends. */
  readonly #places = new Map<string, number[]>();
  /** The end of the prompt and all that was written. */
  readonly #written: number[];
  /** Place of the prompt that the copying has reached. */
  #reached = 0;
  #length = FIRST_GUESS;
  #pause = 0;
  #nextPause = 1;

  constructor(prompt: readonly number[]) {
    this.#prompt = prompt;
    this.#written = prompt.slice(-LONGEST_MATCH);
    for (let end = MATCH; end < prompt.length; end++) {
      const key = keyOf(prompt, end);
      const known = this.#places.get(key);
      if (known) known.push(end);
      else this.#places.set(key, [end]);
    }
  }

  /** At most `most` tokens that may be written next; none where there is nothing to go by. */
  guess(most: number): readonly number[] {
    if (this.#pause > 0 || most < 1) return [];
    const place = this.#place();
    return place === undefined ? [] : this.#prompt.slice(place, place + Math.min(this.#length, most));
  }

  /**
   * @param written what was written since the last call
   * @param guessed tokens of the guess before it, whether right or not
   */
  push(written: readonly number[], guessed: number): void {
    this.#written.push(...written);
    this.#pause = Math.max(0, this.#pause - written.length);
    if (guessed === 0) return;
    const right = written.length - 1;
    if (right >= guessed) {
      this.#length = Math.min(MOST_GUESSED, this.#length * 2);
    } else {
      this.#length = Math.max(FIRST_GUESS, right);
    }
    if (right > 0) {
      this.#nextPause = 1;
    } else {
      this.#pause = this.#nextPause;
      this.#nextPause = Math.min(LONGEST_PAUSE, this.#nextPause * 4);
    }
  }

  /** Where the last tokens stand in the prompt: the longest match, the next one after the last place among equals. */
  #place(): number | undefined {
    const places = this.#places.get(keyOf(this.#written, this.#written.length));
    if (!places) return undefined;
    let best: number | undefined;
    let bestLength = 0;
    for (const place of inOrderFrom(places, this.#reached)) {
      const length = this.#matchLength(place);
      if (length > bestLength) {
        best = place;
        bestLength = length;
      }
    }
    this.#reached = best ?? this.#reached;
    return best;
  }

  #matchLength(place: number): number {
    let length = 0;
    while (
      length < LONGEST_MATCH &&
      length < place &&
      this.#prompt[place - 1 - length] === this.#written[this.#written.length - 1 - length]
    ) {
      length++;
    }
    return length;
  }
}

const FIRST_GUESS = 4;
const MOST_GUESSED = 32;
/** Tokens written without a guess after one that was wrong from its first token on. */
const LONGEST_PAUSE = 64;

function keyOf(tokens: readonly number[], end: number): string {
  return tokens.slice(end - MATCH, end).join(' ');
}

/** The places at or after `from` first. */
function inOrderFrom(places: readonly number[], from: number): readonly number[] {
  const later = places.filter((place) => place >= from);
  return [...later, ...places.slice(0, places.length - later.length)];
}
