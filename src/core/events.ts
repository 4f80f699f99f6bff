/** Undo of a registration. Compatible with the editor's own `Disposable`. */
export interface Subscription {
  dispose(): void;
}

/** A list of listeners. One listener's error does not keep the others from hearing. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly on = (listener: (value: T) => void): Subscription => {
    // A wrapper, so that one function may be registered twice.
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  fire(value: T): void {
    let failed: { error: unknown } | undefined;
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        failed ??= { error };
      }
    }
    if (failed) throw failed.error;
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
