import type { Question } from './question.ts';
import type { Anchor, CompletionWindow } from './window.ts';

/** What prompts begin with: a server that has read it does not read it again. */
interface Head {
  readonly anchor: Anchor;
  readonly suffix: string;
}

interface Warming {
  readonly head: Head;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

const same = (one: Head | undefined, other: Head): boolean =>
  one?.anchor === other.anchor && one.suffix === other.suffix;

/** Lets the server read a window before it is needed: one token is asked for, and thrown away. */
export class WarmUp {
  readonly #question: Question;
  /** What the server has read last. */
  #read: Head | undefined;
  #warming: Warming | undefined;

  constructor(question: Question) {
    this.#question = question;
  }

  /** Never rejects; nothing is asked for a window that has just been read, or is being read. */
  async run(window: CompletionWindow): Promise<'done' | 'needless' | 'failed'> {
    const head: Head = { anchor: window.anchor, suffix: window.suffix };
    if (same(this.#read, head) || same(this.#warming?.head, head)) return 'needless';
    this.#warming?.controller.abort();
    const controller = new AbortController();
    let failed = false;
    const read = async (): Promise<void> => {
      try {
        const { signal } = controller;
        const answer = this.#question.ask({ window, afterCursor: '', maxTokens: 1, signal });
        for await (const { finish } of answer) if (finish && finish !== 'aborted') this.#read = head;
      } catch {
        failed = true;
      }
    };
    const warming: Warming = { head, controller, done: read() };
    this.#warming = warming;
    await warming.done;
    if (this.#warming === warming) this.#warming = undefined;
    return failed ? 'failed' : 'done';
  }

  /**
   * A request for this window is about to be sent: resolves when it will find what is being read for it, or when
   * `patience` is over. Reading is then given up: what the server has read by then it need not read again.
   */
  async before(window: CompletionWindow, patience: Promise<void>): Promise<void> {
    const warming = this.#warming;
    const head: Head = { anchor: window.anchor, suffix: window.suffix };
    if (warming && same(warming.head, head)) await Promise.race([warming.done, patience]);
    warming?.controller.abort();
    this.#read = head;
  }

  dispose(): void {
    this.#warming?.controller.abort();
  }
}
