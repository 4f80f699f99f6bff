/** What arrives for one reader: pushed by events, read as an iterable. */
export class Inbox<T> implements AsyncIterable<T> {
  readonly #arrived: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(item: T): void {
    if (this.#end) return;
    this.#arrived.push(item);
    this.#wake?.();
  }

  /** The reader's loop ends after `last`. */
  close(last: T): void {
    this.push(last);
    this.#settle({});
  }

  /** The reader's loop throws `error` after all that arrived before. */
  fail(error: unknown): void {
    this.#settle({ error });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    while (true) {
      yield* this.#arrived.splice(0);
      if (this.#arrived.length > 0) continue;
      if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #settle(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    this.#wake?.();
  }
}
