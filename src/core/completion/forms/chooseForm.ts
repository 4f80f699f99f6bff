import type { ModelCard } from '../../model/modelCard.ts';
import { chat } from './chat.ts';
import { psm, spm } from './fillInMiddle.ts';
import type { Form, FormName } from './form.ts';
import { prefill } from './prefill.ts';

/** The forms that a model can be asked in at all, the usual one first. */
export function formsFor({ rawCompletions, fillInMiddle }: ModelCard): readonly Form[] {
  const trained = rawCompletions && fillInMiddle ? [spm, psm] : [];
  return [prefill, ...trained, chat];
}

/**
 * The form for a model: the one that measuring has found best, where it can be had; else `prefill`, which every model
 * answers and whose prompts stay longest in a server's cache.
 * @param refused the server cannot go on with a begun turn
 */
export function chooseForm(card: ModelCard, measured: FormName | undefined, refused: boolean): Form {
  const possible = formsFor(card).filter(({ name }) => !(refused && name === 'prefill'));
  return possible.find(({ name }) => name === measured) ?? possible[0] ?? chat;
}
