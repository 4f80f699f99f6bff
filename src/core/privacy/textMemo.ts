/** Remembers something of texts, the last used ones, up to so many characters of them in all. */
export class MemoOfTexts<T> {
  readonly #most: number;
  readonly #values = new Map<string, T>();
  #characters = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(text: string): T | undefined {
    const value = this.#values.get(text);
    if (value === undefined) return undefined;
    // The least used stands first.
    this.#values.delete(text);
    this.#values.set(text, value);
    return value;
  }

  set(text: string, value: T): void {
    if (this.#values.delete(text)) this.#characters -= text.length;
    this.#values.set(text, value);
    this.#characters += text.length;
    for (const oldest of this.#values.keys()) {
      if (this.#characters <= this.#most || oldest === text) break;
      this.#values.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
