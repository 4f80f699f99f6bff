import { isTLite, isTPro } from './catalogue.ts';
import type { ModelEntry } from './modelSource.ts';
import { isFailure } from './observedModel.ts';

/**
 * The model that answers when no setting names one: among those that can, the first T-Pro of the servers in their
 * order; else a T-Lite on this machine; else the first model of this machine; else the first of the first server.
 * When none can, the same among all, so that its failure is shown.
 */
export function automaticChoice(all: readonly ModelEntry[]): ModelEntry | undefined {
  // A server that hands a model's requests on is not where the user sent them: such a model is his to choose.
  const own = all.filter(({ card }) => card.forwardsTo === undefined);
  const able = own.filter(({ state }) => !isFailure(state) && state !== 'failed');
  const entries = able.length > 0 ? able : own;
  const here = entries.filter(({ place }) => place.kind === 'local');
  return (
    entries.find(({ place, card }) => place.kind === 'server' && isTPro(card)) ??
    here.find(({ card }) => isTLite(card)) ??
    here[0] ??
    entries[0]
  );
}
