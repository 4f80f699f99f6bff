/** Milliseconds before a request: while nothing is known of the model's pace, and the bounds of what is learned. */
const PAUSE = { first: 30, least: 15, most: 200 };
/** Part of the time to the first token that is worth waiting for the next key. */
const PAUSE_SHARE = 1 / 8;
/** Weight of the newest value in what is learned. */
const LEARNED = 0.3;
/** Gaps between keys, in milliseconds: longer ones are thought, not typing. */
const LONGEST_GAP = 600;
const USUAL_GAP = 150;
/** A slip is noticed and taken back within so many gaps, mostly. */
const SLIP_GAPS = 2.4;
const SLIP = { least: 200, most: 450 };
/** Part of a gap that is worth waiting for the next letter of a word. */
const WORD_GAPS = 0.8;
const WORD = { least: 60, most: 115 };

/**
 * Where a request would be made. `slip`: what was typed last may be one, the next key tells. `word`: in the middle of a
 * word, which is not worth asking for while it is being typed: its end is near, and what a model makes of a part of a
 * word shares no tokens with the whole one. `ready`: anywhere else.
 */
export type Standing = 'slip' | 'word' | 'ready';

/** How long to wait before a request: learned from how fast the model begins, and how fast the user types. */
export class Pace {
  #firstToken: number | undefined;
  #gap = USUAL_GAP;
  #lastKey: number | undefined;

  /** The user typed, at this millisecond. */
  key(now: number): void {
    const gap = now - (this.#lastKey ?? Number.NEGATIVE_INFINITY);
    this.#lastKey = now;
    if (gap > 0 && gap < LONGEST_GAP) this.#gap += (gap - this.#gap) * LEARNED * 0.3;
  }

  /** The model's first token came after so many milliseconds. */
  learn(firstToken: number): void {
    this.#firstToken = (this.#firstToken ?? firstToken) * (1 - LEARNED) + firstToken * LEARNED;
  }

  /** Milliseconds to the first token; nothing while it has not been measured. */
  get firstToken(): number | undefined {
    return this.#firstToken;
  }

  /** Milliseconds to wait before a request. */
  pause(standing: Standing): number {
    if (standing === 'slip') return Math.min(SLIP.most, Math.max(SLIP.least, this.#gap * SLIP_GAPS));
    if (standing === 'word') return Math.min(WORD.most, Math.max(WORD.least, this.#gap * WORD_GAPS));
    if (this.#firstToken === undefined) return PAUSE.first;
    return Math.min(PAUSE.most, Math.max(PAUSE.least, this.#firstToken * PAUSE_SHARE));
  }
}
