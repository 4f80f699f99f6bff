import type { Delta, LanguageModel } from './languageModel.ts';
import { ModelError } from './modelError.ts';
import type { ModelState } from './modelSource.ts';

/** Milliseconds to the first token after which a reader no longer waits calmly. */
const SLOW_AFTER = 10_000;

/** Its place does not answer, or refuses the user. */
export const isFailure = (state: ModelState | undefined): boolean =>
  state === 'unreachable' || state === 'unauthorized';

/** How a place or a model stands after it failed so. */
export function stateAfter(error: ModelError): ModelState {
  switch (error.kind) {
    case 'unauthorized':
    case 'forbidden':
      return 'unauthorized';
    case 'unreachable':
    case 'timedOut':
    case 'notFound':
    case 'brokenStream':
    case 'overloaded':
      return 'unreachable';
    case 'rateLimited':
    case 'contextOverflow':
    case 'badRequest':
      return 'ready';
    case 'engineMissing':
    case 'engineCrashed':
    case 'modelDamaged':
    case 'outOfMemory':
      return 'failed';
  }
}

/**
 * `model`, with every request's course told to `learn`: answering, slow when the first token came late, ready, or
 * why it failed. Requests of one model may overlap; it answers until the last has ended.
 * @param now milliseconds
 */
export function observeModel(
  model: LanguageModel,
  learn: (state: ModelState, error?: ModelError) => void,
  now: () => number,
): LanguageModel {
  let running = 0;
  let slow = false;

  async function* generate(...request: Parameters<LanguageModel['generate']>): AsyncGenerator<Delta> {
    const asked = now();
    let waiting = true;
    let failure: ModelError | undefined;
    if (running++ === 0) learn('answering');
    try {
      for await (const delta of model.generate(...request)) {
        if (waiting && delta.kind !== 'end') {
          waiting = false;
          slow = now() - asked > SLOW_AFTER;
        }
        yield delta;
      }
    } catch (error) {
      failure = ModelError.from(error);
      throw failure;
    } finally {
      running--;
      if (failure) learn(stateAfter(failure), failure);
      else if (running === 0) learn(slow ? 'slow' : 'ready');
    }
  }

  return { card: model.card, generate };
}
