import type { Completion } from './completion.ts';
import type { CompletionWindow } from './window.ts';

/** What was shown, and where. */
export interface Shown {
  readonly window: CompletionWindow;
  readonly completion: Completion;
}

/**
 * What the user sees. While it is typed through it stays as it is, whatever has come meanwhile: text that changes
 * under the eyes is worse than text that is shorter than it could be.
 */
export class ShownText {
  #last: Shown | undefined;

  /** As it was shown first; the user may have typed some of it since. */
  get last(): Shown | undefined {
    return this.#last;
  }

  keep(window: CompletionWindow, completion: Completion | undefined): void {
    this.#last = completion && { window, completion };
  }

  forget(uri: string): void {
    if (this.#last?.window.anchor.uri === uri) this.#last = undefined;
  }

  /** What is left of it at the window's cursor; nothing when it was typed to its end, or left. */
  at(window: CompletionWindow): Completion | undefined {
    if (!this.#last || window.anchor !== this.#last.window.anchor) return undefined;
    const { window: shown, completion } = this.#last;
    if (window.cursor.after !== shown.cursor.after || window.suffix !== shown.suffix) return undefined;
    if (!window.prefix.startsWith(shown.prefix)) return undefined;
    const typed = window.prefix.slice(shown.prefix.length);
    const rest = completion.text.startsWith(typed) ? completion.text.slice(typed.length) : '';
    return rest.trim() === '' ? undefined : { text: rest, replaces: completion.replaces };
  }
}
