/**
 * What a constructed model says, and when.
 *
 * - `chat`: the answer to a user's turn of ChatML. With `after`, only when the user's message ends with that text;
 *   without, to everything that no other script answers.
 * - `prefill`: what follows when the assistant's turn was opened by us (a continuation, or code before the cursor)
 *   and ends with `after`. That may stand at the beginning of a line, after spaces or after a tab; a blank at its
 *   end may be left to the model, as completions do.
 *
 * Of `after` the last `KEY_LENGTH` tokens count: a longer text than those is for the reader. Its first word is read
 * as it stands, so in the middle of a sentence it begins with the blank before the word. Where the ends of several
 * scripts fit, the one that names more tokens speaks.
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
    for (const spoken of places(script, tokens)) {
      for (const rule of scriptRules(spoken, script.loop ?? false, tokens)) {
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

interface Spoken {
  /** The tokens right before the answer. */
  readonly lead: readonly number[];
  readonly answer: readonly number[];
}

/** The answer in each place where it can be asked for. */
function places({ kind, after = '', answer }: Script, tokens: ScriptTokens): Spoken[] {
  const { encode, turnStart, endOfTurn } = tokens;
  const key = (text: string): readonly number[] => encode(text).slice(-KEY_LENGTH);
  if (kind === 'chat') {
    const turn = [endOfTurn, ...encode('\n'), turnStart, ...encode('assistant\n')];
    return [{ lead: [...key(after), ...turn], answer: encode(answer) }];
  }
  if (after.trim() === '') throw new Error('a prefill script needs the text that it follows');
  return ['', ' ', '\t'].flatMap((before) => {
    const place = { lead: key(before + after), answer: encode(answer) };
    const cut = { lead: key(before + after.slice(0, -1)), answer: encode(` ${answer}`) };
    return after.endsWith(' ') ? [place, cut] : [place];
  });
}

function scriptRules({ lead, answer }: Spoken, loop: boolean, tokens: ScriptTokens): Rule[] {
  // Said so often that every place of the circle is seen with the circle alone behind it.
  const rounds = Math.ceil(tokens.reach / answer.length) + 2;
  const ending = loop ? Array.from({ length: rounds }, () => answer).flat() : [tokens.endOfTurn];
  const spoken = [...lead, ...answer, ...ending];
  return spoken.slice(lead.length).map((next, index) => {
    const newest = lead.length + index - 1;
    const context = Array.from({ length: tokens.reach }, (_, back) => spoken[newest - back]);
    return { context, next };
  });
}
