import type { CutReason, PartKind, ReportRow } from './report.ts';
import type { Room } from './room.ts';
import type { Shortened } from './shorten.ts';
import type { TokenCounter } from './tokenCounter.ts';

/** Something that wants to be in the prompt. */
export interface Part {
  readonly id: string;
  readonly kind: PartKind;
  /** For the report; empty where the kind says it all. */
  readonly label: string;
  readonly text: string;
  /** What `aboutTokens` makes of the text, where it is known already. */
  readonly tokens?: number;
  /** On overflow the lowest gives way first. */
  readonly priority: number;
  /** A part that cannot keep this many tokens is left out instead of shortened further. */
  readonly floor: number;
  /** How it gets smaller, by `reason` unless it says by which; a part without it is whole or left out. */
  readonly shorten?: (text: string, room: Room) => string | Shortened | undefined;
  /** Never left out: it is shortened below its floor if it must. */
  readonly needed?: boolean;
  /** The user wants it whole; said in its row. */
  readonly pinned?: boolean;
  /** Why it is shortened or left out; by its size where nothing is said. */
  readonly reason?: CutReason;
}

export interface Fitted {
  /** What goes into the prompt, in the order given. Parts that were left out are absent. */
  readonly texts: ReadonlyMap<string, string>;
  /** A row for each part, in the order given. */
  readonly rows: readonly ReportRow[];
  /** Tokens of `texts`. */
  readonly used: number;
}

/**
 * Chooses what goes into a budget of tokens. Pure and deterministic.
 *
 * While all is too much, the part of the lowest priority (of equals: the later one) gives way: it is shortened by
 * just what is too much, when at least its floor remains, else left out. Needed parts come last and are only
 * shortened. The result is over budget only when the needed parts that cannot be shortened are so by themselves;
 * `used` then says by how much.
 */
export function fit(parts: readonly Part[], budget: number, counter: TokenCounter): Fitted {
  const whole = new Map(parts.map((part) => [part.id, wholeTokens(part, budget, counter)]));
  const texts = new Map(parts.map((part) => [part.id, part.text]));
  const tokens = new Map(whole);
  const reasons = new Map<string, CutReason>();
  let used = [...tokens.values()].reduce((total, count) => total + count, 0);

  for (const part of inOrderOfGivingWay(parts)) {
    const excess = used - budget;
    if (excess <= 0) break;
    const size = whole.get(part.id) ?? 0;
    const room = size - excess;
    const shortened =
      room >= part.floor || part.needed ? shortenTo(part, Math.max(room, 0), counter) : undefined;
    if (shortened) {
      texts.set(part.id, shortened.text);
      tokens.set(part.id, shortened.tokens);
      reasons.set(part.id, shortened.reason);
      used += shortened.tokens - size;
    } else if (!part.needed) {
      texts.delete(part.id);
      tokens.delete(part.id);
      used -= size;
    }
  }

  const rows = parts.map((part): ReportRow => {
    const text = texts.get(part.id);
    const fate = text === undefined ? 'left out' : text === part.text ? 'whole' : 'shortened';
    return {
      id: part.id,
      kind: part.kind,
      label: part.label,
      fate,
      tokens: tokens.get(part.id) ?? 0,
      wholeTokens: whole.get(part.id) ?? 0,
      ...(part.pinned ? { pinned: true } : {}),
      ...(fate === 'whole' ? {} : { reason: reasons.get(part.id) ?? part.reason ?? 'size' }),
    };
  });
  return { texts, rows, used };
}

/** Characters that are counted without a thought: some ten milliseconds at worst. */
const COUNTED_CHARACTERS = 100_000;

/**
 * Tokens of a text. Of one of megabytes only the beginning is counted, and the rest is taken to be alike: to count all
 * would hold up the editor.
 */
export function aboutTokens(text: string, counter: TokenCounter): number {
  if (text.length <= COUNTED_CHARACTERS) return counter.count(text);
  const beginning = counter.count(text.slice(0, COUNTED_CHARACTERS));
  return Math.round((beginning / COUNTED_CHARACTERS) * text.length);
}

/** An estimate is only good for what does not fit anyway. */
function wholeTokens({ text, tokens }: Part, budget: number, counter: TokenCounter): number {
  const known = tokens ?? aboutTokens(text, counter);
  return known > budget || text.length <= COUNTED_CHARACTERS ? known : counter.count(text);
}

function inOrderOfGivingWay(parts: readonly Part[]): Part[] {
  const rank = (part: Part): number => (part.needed ? 1 : 0);
  return [...parts].reverse().sort((one, other) => rank(one) - rank(other) || one.priority - other.priority);
}

/** Text of more characters than these for each token of the room is too long for it, and not counted. */
export const MOST_CHARACTERS_PER_TOKEN = 32;

function shortenTo(
  part: Part,
  tokens: number,
  counter: TokenCounter,
): (Shortened & { readonly tokens: number }) | undefined {
  // The candidate that is chosen has been measured.
  const measured = new Map<string, number>();
  const measure = (candidate: string): number => {
    if (candidate.length > (tokens + 1) * MOST_CHARACTERS_PER_TOKEN) return Number.POSITIVE_INFINITY;
    const size = measured.get(candidate) ?? counter.count(candidate);
    measured.set(candidate, size);
    return size;
  };
  const made = part.shorten?.(part.text, { tokens, measure });
  if (made === undefined) return undefined;
  const shortened = typeof made === 'string' ? { text: made, reason: part.reason ?? 'size' } : made;
  return { ...shortened, tokens: shortened.tokens ?? measure(shortened.text) };
}
