import type { Completion, Filter, Surroundings } from './completion.ts';
import { withoutBegunLine } from './filters/begunLine.ts';
import { withoutBlanks } from './filters/blanks.ts';
import { withinBlock } from './filters/block.ts';
import { withWholeBrackets } from './filters/brackets.ts';
import { withoutFence } from './filters/fence.ts';
import { withoutMidWordGarbage } from './filters/midWord.ts';
import { oneOrSeveral } from './filters/oneOrSeveral.ts';
import { withoutPlaceholders } from './filters/placeholders.ts';
import { withoutPromptText } from './filters/promptText.ts';
import { withoutProse } from './filters/prose.ts';
import { withoutRepeatsAbove } from './filters/repeatsAbove.ts';
import { withoutRepeatsBelow } from './filters/repeatsBelow.ts';
import { joinRestOfLine } from './filters/restOfLine.ts';
import { withoutRunaway } from './filters/runaway.ts';
import { withoutRussianKeywords } from './filters/russianKeywords.ts';
import { withoutSecrets } from './filters/secrets.ts';
import { withoutBrokenStatement } from './filters/statement.ts';
import { withoutUnreadable } from './filters/unreadable.ts';

/** What ends a completion stands before what judges the whole of it. */
const FILTERS: readonly Filter[] = [
  withoutUnreadable,
  withoutFence,
  withoutPromptText,
  withoutBegunLine,
  withoutMidWordGarbage,
  withoutProse,
  withoutRussianKeywords,
  withoutPlaceholders,
  withoutSecrets,
  withoutRunaway,
  withinBlock,
  oneOrSeveral,
  withoutRepeatsBelow,
  withoutBrokenStatement,
  withWholeBrackets,
  withoutRepeatsAbove,
  withoutBlanks,
];

/** What of a model's text may be shown; nothing when in doubt: better none than a bad one. */
export function filterCompletion(text: string, around: Surroundings): Completion | undefined {
  let left = text;
  for (const filter of FILTERS) {
    left = filter(left, around);
    if (left === '') return undefined;
  }
  return joinRestOfLine(left, around);
}
