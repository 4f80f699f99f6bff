import type { Completion } from './completion.ts';
import type { CompletionWindow } from './window.ts';

/**
 * What the user sees. While it is typed through it stays as it is, whatever has come meanwhile: text that changes
 * under the eyes is worse than text that is shorter than it could be.
 */
export class ShownText {
  #window: CompletionWindow | undefined;
  #completion: Completion | undefined;

  keep(window: CompletionWindow, completion: Completion | undefined): void {
    this.#window = completion && window;
    this.#completion = completion;
  }

  forget(uri: string): void {
    if (this.#window?.anchor.uri === uri) this.keep(this.#window, undefined);
  }

  /** What is left of it at the window's cursor; nothing when it was typed to its end, or left. */
  at(window: CompletionWindow): Completion | undefined {
    const shown = this.#window;
    const completion = this.#completion;
    if (!shown || !completion || window.anchor !== shown.anchor) return undefined;
    if (window.cursor.after !== shown.cursor.after || window.suffix !== shown.suffix) return undefined;
    if (!window.prefix.startsWith(shown.prefix)) return undefined;
    const typed = window.prefix.slice(shown.prefix.length);
    const rest = completion.text.startsWith(typed) ? completion.text.slice(typed.length) : '';
    return rest.trim() === '' ? undefined : { text: rest, replaces: completion.replaces };
  }
}
