const MOST = 50;

/** `asked` with one more question at its end, without repeats in a row and not longer than the panel keeps. */
export function withQuestion(asked: readonly string[], question: string): readonly string[] {
  return asked.at(-1) === question ? asked : [...asked, question].slice(-MOST);
}

/** A walk through the questions asked before, as in a shell: the draft stands at its end and is given back. */
export class QuestionWalk {
  readonly #stops: readonly string[];
  #at: number;

  constructor(asked: readonly string[], draft: string) {
    this.#stops = [...asked, draft];
    this.#at = asked.length;
  }

  /** What stands in the field at this point of the walk. */
  get current(): string {
    return this.#stops[this.#at] ?? '';
  }

  /** The question before, or nothing at the oldest. */
  older(): string | undefined {
    return this.#move(-1);
  }

  /** The question after, the draft after the last, or nothing at the draft. */
  newer(): string | undefined {
    return this.#move(1);
  }

  #move(step: number): string | undefined {
    const next = this.#stops[this.#at + step];
    if (next !== undefined) this.#at += step;
    return next;
  }
}
