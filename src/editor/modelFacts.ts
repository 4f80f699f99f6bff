import type { ModelCard } from '../core/model/modelCard.ts';
import { factTexts } from './texts.ts';

/** Window, licence and published scores in one line. */
export function modelFacts({ window, windowKnown, licence, scores }: ModelCard): string {
  return [
    factTexts.window(window, windowKnown),
    licence,
    scores?.mera === undefined ? undefined : factTexts.score('MERA', scores.mera),
    scores?.ruCodeEval === undefined ? undefined : factTexts.score('ruCodeEval', scores.ruCodeEval[0]),
  ]
    .filter(Boolean)
    .join(' · ');
}
