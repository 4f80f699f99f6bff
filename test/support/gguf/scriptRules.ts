/**
 * What a constructed model says, and when.
 *
 * - `chat`: the answer to a user's turn of ChatML. With `after`, only when the user's message ends with that text;
 *   without, to everything that no other script answers.
 * - `prefill`: what follows when the assistant's turn was opened by us (a continuation, or code before the cursor)
 *   and ends with `after`. It may stand at the beginning of a line, after spaces or after a tab.
 *
 * Of `after` the last `KEY_LENGTH` tokens count, so a longer text than those is only for the reader; it must begin
 * where a token can begin, and for a chat in the middle of a sentence it begins with the space before the word.
 */
export interface Script {
  readonly kind: 'chat' | 'prefill';
  readonly after?: string;
  readonly answer: string;
  /** The answer is said again and again without an end: for trying Stop. */
  readonly loop?: boolean;
}

/** Say `next` when the last tokens are `context`: the newest first, `undefined` = any. */
export interface Rule {
  readonly context: readonly (number | undefined)[];
  readonly next: number;
}

/** Tokens of `after` that decide. With the five of the template behind them they just fit the network's reach. */
const KEY_LENGTH = 3;

export interface ScriptTokens {
  readonly encode: (text: string) => readonly number[];
  readonly turnStart: number;
  readonly endOfTurn: number;
  /** How many tokens back a rule can see. */
  readonly reach: number;
}

/** @throws when two scripts need different words in the same place: say one of them differently */
export function compileScripts(scripts: readonly Script[], tokens: ScriptTokens): Rule[] {
  const rules = new Map<string, Rule>();
  for (const script of scripts) {
    for (const lead of leads(script, tokens)) {
      for (const rule of scriptRules(script, lead, tokens)) {
        const key = rule.context.map((token) => token ?? '*').join(' ');
        const known = rules.get(key);
        if (known && known.next !== rule.next) {
          throw new Error(
            `two scripts part ways after the same ${tokens.reach} tokens, in «${script.answer.slice(0, 40)}…»`,
          );
        }
        rules.set(key, rule);
      }
    }
  }
  return [...rules.values()];
}

/** The tokens right before the answer, in each way in which they can stand there. */
function leads(
  script: Script,
  { encode, turnStart, endOfTurn }: ScriptTokens,
): readonly (readonly number[])[] {
  const key = (text: string): readonly number[] => encode(text).slice(-KEY_LENGTH);
  const { after = '' } = script;
  if (script.kind === 'chat') {
    return [[...key(after), endOfTurn, ...encode('\n'), turnStart, ...encode('assistant\n')]];
  }
  if (!after) throw new Error('a prefill script needs the text that it follows');
  return ['', ' ', '\t'].map((before) => key(before + after));
}

function scriptRules(script: Script, lead: readonly number[], tokens: ScriptTokens): Rule[] {
  const answer = tokens.encode(script.answer);
  // Said so often that every place of the circle is seen with the circle alone behind it.
  const rounds = Math.ceil(tokens.reach / answer.length) + 2;
  const ending = script.loop ? Array.from({ length: rounds }, () => answer).flat() : [tokens.endOfTurn];
  const spoken = [...lead, ...answer, ...ending];
  return spoken.slice(lead.length).map((next, index) => {
    const newest = lead.length + index - 1;
    const context = Array.from({ length: tokens.reach }, (_, back) => spoken[newest - back]);
    return { context, next };
  });
}
