import { cardFor } from './catalogue.ts';
import { ModelError } from './modelError.ts';
import type { ModelEntry, ModelPlace, ModelRef } from './modelSource.ts';
import { stateAfter } from './observedModel.ts';
import type { PlaceState } from './placeState.ts';

interface KnownPlace extends PlaceState {
  readonly place: ModelPlace;
}

/**
 * The entry of a model that a setting names and that its place does not list (yet).
 * @param from its place; nothing when the ref names none that is set up
 */
export function missingModel(ref: ModelRef, from: KnownPlace | undefined): ModelEntry {
  const slash = ref.indexOf('/');
  const id = ref.slice(slash + 1);
  const card = cardFor(id, { rawCompletions: false });
  if (!from) {
    const name = ref.slice(0, Math.max(slash, 0));
    const place = { kind: 'server', name, host: '', loopback: false } as const;
    return { ref, card, place, state: 'unreachable', error: new ModelError('notFound', { model: id }) };
  }
  const { place, asked, checking, error } = from;
  const here = place.kind === 'local';
  const reason = error ?? new ModelError('notFound', { model: id, ...(here ? { file: id } : {}) });
  const state = checking ? 'checking' : asked ? stateAfter(reason) : 'unknown';
  return { ref, card, place, state, ...(asked ? { error: reason } : {}) };
}
