import type { ErrorCard, ModelRow, ModelsView } from '../../core/chat/protocol.ts';
import type { ModelError } from '../../core/model/modelError.ts';
import type { FailedPlace, ModelEntry, ModelPlace, ModelSource } from '../../core/model/modelSource.ts';
import { leavesMachine } from '../../core/model/serverPlace.ts';
import { modelFacts } from '../modelFacts.ts';
import { errorCard } from '../texts.ts';
import { chatTexts } from './texts.ts';

export function modelsView(models: Pick<ModelSource, 'entries' | 'failures' | 'chosen'>): ModelsView {
  const failures = models.failures();
  const rows = [...models.entries().map(modelRow), ...failures.map(failureRow)];
  const chosen = models.chosen('chat') ?? failures[0];
  const problem = chosen && problemOf(chosen);
  return {
    rows,
    none: rows.length === 0,
    ...(chosen ? { chosen: chosen.ref } : {}),
    ...(problem ? { problem } : {}),
  };
}

function modelRow(entry: ModelEntry): ModelRow {
  const { ref, card, place, state, progress } = entry;
  const host = card.forwardsTo ?? (place.kind === 'server' ? place.host : '');
  return {
    ref,
    name: card.name,
    where: place.kind === 'server' ? place.name : chatTexts.here,
    note: leavesMachine(entry) ? chatTexts.goesTo(host) : chatTexts.staysHere,
    facts: modelFacts(card),
    state,
    ...(progress === undefined ? {} : { progress }),
    ...(card.training ? { training: true } : {}),
  };
}

function failureRow({ ref, name, place, state, error, cure }: FailedPlace): ModelRow {
  const action = chatTexts.failedServer[cure];
  return { ref, name, where: place.host, note: errorCard(error).title, facts: '', state, action };
}

function problemOf({ place, state, error }: ModelEntry | FailedPlace): ErrorCard | undefined {
  const fails = state === 'unreachable' || state === 'unauthorized' || error?.kind === 'engineMissing';
  return error && fails ? withoutQuestion(errorCard(error), place, error) : undefined;
}

/** The card of a failure that no question met: there is nothing to repeat, and nothing to go on with. */
function withoutQuestion(card: ErrorCard, place: ModelPlace, error: ModelError): ErrorCard {
  const passes = card.steps.some(({ step }) => step === 'retry');
  const host = error.details.host ?? (place.kind === 'server' ? place.host : '');
  return {
    ...card,
    ...(passes ? { body: chatTexts.failedServer.willBeAsked(host) } : {}),
    steps: card.steps.filter(({ step }) => step !== 'retry' && step !== 'continue'),
  };
}
