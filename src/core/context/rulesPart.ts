import { aboutTokens, fit, type Part } from './fit.ts';
import type { ReportRow } from './report.ts';
import type { Rule } from './rule.ts';
import { headAndTail } from './shorten.ts';
import type { TokenCounter } from './tokenCounter.ts';

/** Tokens below which a shortened rule says nothing. */
const RULE_FLOOR = 32;
/** Of the room that nothing else has to have: the project's rules are never the most of a prompt. */
const SHARE = 1 / 4;

export interface RulesPart {
  /** Appended to the system text; empty without rules. */
  readonly text: string;
  /** In the order of the rules. */
  readonly rows: readonly ReportRow[];
  /** Tokens of the text: the sum of the rows. */
  readonly used: number;
}

/**
 * The project's own rules, as they follow the instruction. In the given order, so that the prompt begins alike for
 * every question. On overflow the last are shortened first: those of the whole project stand at the beginning.
 * @param free tokens that are left by what must be sent: a quarter of them is the most that the rules take
 */
export function buildRules(rules: readonly Rule[], counter: TokenCounter, free: number): RulesPart {
  if (rules.length === 0) return { text: '', rows: [], used: 0 };
  const room = Math.max(Math.floor(free * SHARE), 0);
  const known = last.get(counter);
  // A counter that learns may count the same text anew.
  if (counter.exact && known?.rules === rules && known.room === room) return known.part;
  const part = fitted(rules, counter, room);
  last.set(counter, { rules, room, part });
  return part;
}

/** Rules seldom change, and the gauge asks with every key. */
const last = new WeakMap<
  TokenCounter,
  { readonly rules: readonly Rule[]; readonly room: number; readonly part: RulesPart }
>();

function fitted(rules: readonly Rule[], counter: TokenCounter, room: number): RulesPart {
  const parts = rules.map((rule, index) => rulePart(rule, index, counter));
  const { texts, rows, used } = fit(parts, room, counter);
  const text = parts.map(({ id }) => texts.get(id) ?? '').join('');
  // Joined text may have a token more than its pieces.
  const seams = Math.max(counter.count(text) - used, 0);
  const first = rows.findIndex(({ fate }) => fate !== 'left out');
  return {
    text,
    rows: rows.map((row, index) => (index === first ? { ...row, tokens: row.tokens + seams } : row)),
    used: used + seams,
  };
}

function rulePart({ id, path, text }: Rule, index: number, counter: TokenCounter): Part {
  const render = (shown: string): string =>
    `\n\nПравила проекта из файла ${path.replace(/[\r\n]+/g, ' ')}:\n${shown.trim()}`;
  return {
    id,
    kind: 'rules',
    label: path,
    text: render(text),
    tokens: aboutTokens(render(text), counter),
    priority: -index,
    floor: RULE_FLOOR,
    shorten: (_, room) => {
      const shown = headAndTail(text, { ...room, measure: (candidate) => room.measure(render(candidate)) });
      return shown === undefined ? undefined : render(shown);
    },
  };
}
