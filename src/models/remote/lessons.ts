import type { ModelCard } from '../../core/model/modelCard.ts';

/**
 * Ollama's API in the way of OpenAI can set no window, and drops the oldest messages in silence when they do not fit.
 * Where its own API cannot be reached, its smallest default is all that can be relied on.
 */
const HIDDEN_OLLAMA_WINDOW = 4096;

/** `system_fingerprint` of Ollama's answers in the way of OpenAI. */
const OLLAMA_FINGERPRINT = 'fp_ollama';

/** What answers taught of one server, beyond what it says of itself. Kept from list to list. */
export class Lessons {
  #hiddenOllama = false;
  readonly #raw = new Map<string, boolean>();
  readonly #shortened = new Set<string>();

  /** An answer's `system_fingerprint`. True when it is news: the server is an Ollama that passed for another. */
  recognise(fingerprint: string | undefined): boolean {
    if (fingerprint !== OLLAMA_FINGERPRINT || this.#hiddenOllama) return false;
    this.#hiddenOllama = true;
    return true;
  }

  /** Whether raw completions answer for a model; nothing until it was tried. */
  answersRaw(id: string): boolean | undefined {
    return this.#raw.get(id);
  }

  learnRaw(id: string, answers: boolean): void {
    this.#raw.set(id, answers);
  }

  /** The server read less of a prompt than was sent: what is said of its window is not to be trusted. */
  learnShortened(id: string): void {
    this.#shortened.add(id);
  }

  /** Tokens beyond which a prompt would be shortened in silence; nothing where that does not happen. */
  bound(card: ModelCard): number | undefined {
    const known = card.windowKnown && !this.#shortened.has(card.id);
    return this.#hiddenOllama && !known ? Math.min(card.window, HIDDEN_OLLAMA_WINDOW) : undefined;
  }

  /** `card`, as what was learned would have it. */
  applied(card: ModelCard): ModelCard {
    return {
      ...card,
      rawCompletions: card.rawCompletions || this.#raw.get(card.id) === true,
      window: this.bound(card) ?? card.window,
      windowKnown: card.windowKnown && !this.#shortened.has(card.id),
    };
  }
}
