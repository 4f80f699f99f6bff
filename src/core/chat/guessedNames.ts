import type { OpenModel } from '../model/modelSource.ts';
import { NAMES_MAX_TOKENS, namesPrompt, needsNames, readNames } from '../retrieval/guessNames.ts';

/** Who asked waits for the answer: names that come later than this, in milliseconds, are done without. */
const PATIENCE = 3000;
/** A model that was too slow is not asked again for so long, in milliseconds. */
const SPARED_FOR = 600_000;
const ENOUGH = 3;
const MOST_REMEMBERED = 100;

/** Names that a model guesses the code to have. They are a help: without them the words of the question must do. */
export class GuessedNames {
  readonly #now: () => number;
  readonly #patience: number;
  /** By question, the oldest first. */
  readonly #known = new Map<string, readonly string[]>();
  /** Until when a model is spared, by its ref. */
  readonly #slow = new Map<string, number>();

  /**
   * @param now Date.now()
   * @param patience milliseconds
   */
  constructor(now: () => number, patience = PATIENCE) {
    this.#now = now;
    this.#patience = patience;
  }

  /**
   * At most eight names; none when the question names code itself, or no model answers in time. One that would first
   * have to be loaded is not asked.
   * @throws the signal's reason when it aborts
   */
  async of(question: string, open: OpenModel | undefined, signal: AbortSignal): Promise<readonly string[]> {
    const known = this.#known.get(question);
    if (known) return known;
    if (!open || !needsNames(question) || !this.#isQuick(open)) return [];
    const late = AbortSignal.timeout(this.#patience);
    const names = await this.#ask(question, open, AbortSignal.any([signal, late]));
    signal.throwIfAborted();
    if (late.aborted) this.#slow.set(open.entry.ref, this.#now() + SPARED_FOR);
    if (names) this.#remember(question, names);
    return names ?? [];
  }

  #isQuick({ entry: { state, ref } }: OpenModel): boolean {
    return (state === 'ready' || state === 'answering') && this.#now() >= (this.#slow.get(ref) ?? 0);
  }

  /** Nothing when no whole answer came. */
  async #ask(
    question: string,
    { model }: OpenModel,
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    const prompt = { kind: 'chat', messages: namesPrompt(question) } as const;
    let answer = '';
    try {
      const options = {
        maxTokens: NAMES_MAX_TOKENS,
        sampling: { temperature: 0 },
        signal,
        purpose: 'names',
      } as const;
      for await (const delta of model.generate(prompt, options)) {
        if (delta.kind === 'text') answer += delta.text;
        // One line says all; what a talkative model adds is not waited for.
        if (answer.endsWith('\n') && readNames(answer).length >= ENOUGH) break;
      }
    } catch {
      // The question itself will meet the same failure, and tell of it.
      return undefined;
    }
    return signal.aborted ? undefined : readNames(answer);
  }

  #remember(question: string, names: readonly string[]): void {
    this.#known.set(question, names);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}
