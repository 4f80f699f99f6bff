import type { ModelRow, ModelsView } from '../../core/chat/protocol.ts';
import type { ModelEntry, ModelSource } from '../../core/model/modelSource.ts';
import { modelFacts } from '../modelFacts.ts';
import { chatTexts } from './texts.ts';

export function modelsView(models: ModelSource): ModelsView {
  const rows = models.entries().map(modelRow);
  const chosen = models.chosen('chat');
  return { rows, none: rows.length === 0, ...(chosen ? { chosen: chosen.ref } : {}) };
}

function modelRow({ ref, card, place, state, progress }: ModelEntry): ModelRow {
  const leaves = place.kind === 'server' && !place.loopback;
  return {
    ref,
    name: card.name,
    where: place.kind === 'server' ? place.name : chatTexts.here,
    note: leaves ? chatTexts.goesTo(place.host) : chatTexts.staysHere,
    facts: modelFacts(card),
    state,
    ...(progress === undefined ? {} : { progress }),
    ...(card.training ? { training: true } : {}),
  };
}
