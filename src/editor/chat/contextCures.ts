import type { ErrorCard, FromPanel } from '../../core/chat/protocol.ts';
import { ModelError } from '../../core/model/modelError.ts';
import type { ChatPrompt } from '../../core/model/prompt.ts';
import { errorCard, stepsElsewhere } from '../texts.ts';
import type { Composer } from './composer.ts';
import type { Condensing } from './condensing.ts';
import type { Conversation } from './conversation.ts';
import type { NextQuestion } from './nextQuestion.ts';
import { chatTexts } from './texts.ts';

type Cure = Extract<FromPanel, { type: 'pin' | 'unpin' | 'condense' | 'stopCondensing' | 'showPrompt' }>;

export interface CureParts {
  readonly conversation: Conversation;
  readonly composer: Composer;
  readonly condensing: Condensing;
  readonly next: NextQuestion;
  /** Opens a request to the letter. */
  readonly showPrompt: (prompt: ChatPrompt) => Promise<void>;
  readonly tell: (card: ErrorCard) => void;
}

/** What the list of a request's parts offers to do about them. */
export class ContextCures {
  readonly #parts: CureParts;

  constructor(parts: CureParts) {
    this.#parts = parts;
  }

  async receive(message: Cure): Promise<void> {
    const { condensing, next, showPrompt } = this.#parts;
    if (message.type === 'condense') return this.#condense();
    if (message.type === 'stopCondensing') return condensing.stop();
    if (message.type === 'showPrompt') {
      const built = await next.request();
      if (built) await showPrompt(built.prompt);
      return;
    }
    return this.#pin(message);
  }

  async #pin({ type, id, turn }: Extract<Cure, { type: 'pin' | 'unpin' }>): Promise<void> {
    const { conversation, composer } = this.#parts;
    const pinned = type === 'pin';
    if (turn === undefined) composer.pin(id, pinned);
    // A row of an earlier turn's item has the turn's id and a slash before the item's.
    else await conversation.pin(turn, id === turn ? undefined : id.slice(turn.length + 1), pinned);
  }

  async #condense(): Promise<void> {
    const { condensing, tell } = this.#parts;
    try {
      if (!(await condensing.now())) tell({ severity: 'info', ...chatTexts.notCondensed, steps: [] });
    } catch (error) {
      const card = errorCard(ModelError.from(error));
      tell({ ...card, steps: stepsElsewhere(card) });
    }
  }
}
