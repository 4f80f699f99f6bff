/** Finds stop texts in text that comes in pieces, and never lets a part of one through. */
export class StopTexts {
  readonly #stops: readonly string[];
  #held = '';

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop.length > 0);
  }

  /** What of the text so far may be delivered; `stopped` when a stop text came, after which nothing follows. */
  push(piece: string): { readonly text: string; readonly stopped: boolean } {
    const text = this.#held + piece;
    const at = this.#firstStop(text);
    if (at !== undefined) {
      this.#held = '';
      return { text: text.slice(0, at), stopped: true };
    }
    const kept = this.#beginningOfStop(text);
    this.#held = text.slice(text.length - kept);
    return { text: text.slice(0, text.length - kept), stopped: false };
  }

  /** What was held back, when generation ended by itself. */
  rest(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  #firstStop(text: string): number | undefined {
    const places = this.#stops.map((stop) => text.indexOf(stop)).filter((place) => place >= 0);
    return places.length > 0 ? Math.min(...places) : undefined;
  }

  /** Length of the longest end of `text` with which a stop text begins. */
  #beginningOfStop(text: string): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
