/** Milliseconds of work before the thread is given back for a moment. */
const TURN = 2;
/** Calls between two looks at the clock. */
const CALLS = 16;

/** Work of many small steps, done in turns with everybody else on this thread. */
export class Turn {
  #began = performance.now();
  #calls = 0;

  /** Whether it is the others' turn: asked after each step. */
  get over(): boolean {
    return ++this.#calls % CALLS === 0 && performance.now() - this.#began >= TURN;
  }

  /** Ends when the others have had theirs. */
  async next(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.#began = performance.now();
  }
}
