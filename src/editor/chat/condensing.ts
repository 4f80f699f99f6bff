import type { ToPanel } from '../../core/chat/protocol.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { Log } from '../log.ts';
import type { Conversation } from './conversation.ts';

/** Milliseconds after an answer in which nobody asked. */
const REST = 4000;

export interface CondensingParts {
  readonly conversation: Conversation;
  readonly log: Log;
  readonly post: (message: ToPanel) => void;
}

/** Has a long conversation condensed: at rest by itself, or when the user asks. A question always comes first. */
export class Condensing {
  readonly #parts: CondensingParts;
  readonly #subscription: { dispose(): void };
  #resting: NodeJS.Timeout | undefined;
  #running: AbortController | undefined;

  constructor(parts: CondensingParts) {
    this.#parts = parts;
    const { conversation } = parts;
    this.#subscription = conversation.onDidChange(() => {
      this.stop();
      if (!conversation.busy && conversation.session.chat.turns.length > 1)
        this.#resting = setTimeout(() => void this.#atRest(), REST);
    });
  }

  /**
   * @returns false when there was nothing to condense or nothing came of it
   * @throws ModelError
   */
  async now(): Promise<boolean> {
    const { conversation, post } = this.#parts;
    if (conversation.busy) return false;
    this.stop();
    const running = new AbortController();
    this.#running = running;
    post({ type: 'condensing', running: true });
    try {
      // One that was stopped has done what it should.
      return (await conversation.condense(running.signal, { onDemand: true })) || running.signal.aborted;
    } catch (error) {
      if (running.signal.aborted) return true;
      throw error;
    } finally {
      if (this.#running === running) this.#running = undefined;
      post({ type: 'condensing', running: false });
    }
  }

  stop(): void {
    clearTimeout(this.#resting);
    this.#running?.abort();
    this.#running = undefined;
  }

  dispose(): void {
    this.stop();
    this.#subscription.dispose();
  }

  async #atRest(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      await this.#parts.conversation.condense(running.signal, { onDemand: false });
    } catch (error) {
      // Nobody asked for it: older turns are cut as before.
      if (!running.signal.aborted) this.#parts.log.line(`not condensed: ${ModelError.from(error).message}`);
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }
}
