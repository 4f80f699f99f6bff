import type { Secrets } from '../../core/chat/chatPorts.ts';
import type { ContextItem } from '../../core/context/contextItem.ts';
import type { ContextReport } from '../../core/context/report.ts';

/**
 * The user's word that the next question may go with its secrets. It holds for the secrets that were shown then: not
 * when something else is attached, nor when another one comes in.
 */
export class AgreedSecrets {
  #agreed: { readonly items: readonly ContextItem[]; readonly count: number } | undefined;
  #shown = 0;

  /** The user pressed a button of the list. */
  decide(fate: string, items: readonly ContextItem[]): void {
    this.#agreed = fate === 'sent' ? { items, count: this.#shown } : undefined;
  }

  /** @returns false when the report shows more than the user agreed to: the question is to be looked at again */
  show(report: ContextReport | undefined): boolean {
    this.#shown = report?.secrets?.count ?? 0;
    if (!this.#agreed || this.#shown <= this.#agreed.count) return true;
    this.#agreed = undefined;
    return false;
  }

  of(items: readonly ContextItem[]): Secrets {
    return { asIs: this.#agreed?.items === items };
  }

  /** The question is on its way, or its chat was left. */
  end(): void {
    this.#agreed = undefined;
  }
}
