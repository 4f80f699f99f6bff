import type { Draft } from '../../core/chat/chatRequests.ts';
import type { ToPanel } from '../../core/chat/protocol.ts';
import type { ContextReport } from '../../core/context/report.ts';
import { AgreedSecrets } from './agreedSecrets.ts';
import type { Composer } from './composer.ts';
import type { Conversation } from './conversation.ts';

export interface NextQuestionParts {
  readonly conversation: Conversation;
  readonly composer: Composer;
  readonly post: (message: ToPanel) => void;
  /** The panel can be seen: else nothing is worked out for it. */
  readonly visible: () => boolean;
}

/** A question of fewer characters fits any window that can be worked with. */
const SHORT = 1500;

/** The question that is being written: the gauge follows it, and it is sent. */
export class NextQuestion {
  readonly #parts: NextQuestionParts;
  readonly #secrets = new AgreedSecrets();
  #draft = '';
  #previewing = new AbortController();
  /** The reader has been told that the question is too long. */
  #tooLong = false;

  constructor(parts: NextQuestionParts) {
    this.#parts = parts;
  }

  /** Nothing is being written. */
  get empty(): boolean {
    return this.#draft.trim() === '';
  }

  write(text: string): Promise<void> {
    this.#draft = text;
    return this.preview();
  }

  /** The user pressed a button of the list of secrets. */
  decideSecrets(fate: string): Promise<void> {
    this.#secrets.decide(fate, this.#parts.composer.items);
    return this.preview();
  }

  /** Another chat is shown. */
  leave(): void {
    this.#secrets.end();
    this.#tell(undefined);
  }

  async preview(): Promise<void> {
    this.#previewing.abort();
    const { post, visible } = this.#parts;
    if (!visible()) return;
    const previewing = new AbortController();
    this.#previewing = previewing;
    const built = await this.#build(this.#draft, previewing.signal);
    const report = built?.report;
    if (previewing.signal.aborted) return;
    if (!this.#secrets.show(report)) return this.preview();
    post({ type: 'gauge', ...(built ? { report: built.report, frees: built.condensingFrees } : {}) });
    if (this.#tooLong) this.#tell(report);
  }

  /** The request as it would go now; nothing when no model answers. */
  async request(): Promise<Draft | undefined> {
    return this.#build(this.#draft, new AbortController().signal);
  }

  /**
   * @param agreed the reader knows that it will be shortened; else a question that alone is too long waits for a word
   */
  async send(text: string, { agreed }: { readonly agreed: boolean }): Promise<void> {
    const { conversation, composer } = this.#parts;
    if (!agreed && text.length > SHORT) {
      const report = (await this.#build(text, new AbortController().signal))?.report;
      if (isTooLong(report)) {
        this.#draft = text;
        composer.show({ text, focus: true });
        this.#tell(report);
        return;
      }
    }
    const { unwanted } = composer;
    const secrets = this.#secrets.of(composer.items);
    this.#draft = '';
    this.leave();
    const question = { text, ...(unwanted.length > 0 ? { unwanted } : {}), items: composer.take() };
    await conversation.ask(question, secrets);
  }

  #build(text: string, signal: AbortSignal): Promise<Draft | undefined> {
    const { conversation, composer } = this.#parts;
    const { unwanted, items } = composer;
    const question = { text, items, ...(unwanted.length > 0 ? { unwanted } : {}) };
    return conversation.session.draft(question, signal, this.#secrets.of(items));
  }

  #tell(report: ContextReport | undefined): void {
    const tooLong = isTooLong(report);
    if (!tooLong && !this.#tooLong) return;
    this.#tooLong = tooLong;
    this.#parts.post({ type: 'tooLong', ...(tooLong && report ? { report } : {}) });
  }
}

function isTooLong(report: ContextReport | undefined): boolean {
  return report?.rows.some(({ kind, fate }) => kind === 'question' && fate !== 'whole') ?? false;
}
