import { type ContextItem, placeLabel } from '../context/contextItem.ts';
import { aboutTokens, fit, type Part } from '../context/fit.ts';
import { describePlace, renderItem } from '../context/render.ts';
import type { ReportRow } from '../context/report.ts';
import { headAndTail } from '../context/shorten.ts';
import type { TokenCounter } from '../context/tokenCounter.ts';
import type { Question } from './chat.ts';

/** Tokens below which a shortened item says nothing. */
const ITEM_FLOOR = 48;

const QUESTION = 'question';

export interface UserTurn {
  readonly text: string;
  /** Tokens of the text: the sum of the rows. */
  readonly used: number;
  /** Of the items in their order, then of the question. */
  readonly rows: readonly ReportRow[];
}

/**
 * What the model gets as the user's turn: attached items, then the question. On overflow items are shortened or left
 * out, the last one first, and the model is told of those it does not see; at last the question is shortened.
 */
export function buildUserTurn(
  { items: wanted, text: question }: Question,
  counter: TokenCounter,
  room: number,
): UserTurn {
  // A wish to search has nothing to show: what was found for it stands beside it.
  const items = wanted.filter(({ kind }) => kind !== 'codebase');
  // Of one thing that the user gave everybody knows what is meant.
  const numbered = items.length > 1 || items.some(({ kind }) => kind === 'found');
  const heads = new Map(items.map(({ id }, index) => [id, numbered ? `[${index + 1}] ` : '']));
  const rows = new Map<string, ReportRow>();
  for (let shown = items; ; ) {
    const hidden = items.filter((item) => !shown.includes(item));
    const parts = [
      ...shown.map((item, index) => itemPart(item, heads.get(item.id) ?? '', -index, counter)),
      questionPart(leftOutNote(hidden), question),
    ];
    const { texts, ...fitted } = fit(parts, room, counter);
    for (const row of fitted.rows) rows.set(row.id, row);
    const left = shown.filter(({ id }) => texts.has(id));
    if (left.length < shown.length) {
      // Room for a word on them must be found, too.
      shown = left;
      continue;
    }
    const text = parts.map(({ id }) => texts.get(id) ?? '').join('');
    // Joined text may have a token more than its pieces.
    const seams = Math.max(counter.count(text) - fitted.used, 0);
    const asked = rows.get(QUESTION);
    if (asked) rows.set(QUESTION, { ...asked, tokens: asked.tokens + seams });
    return {
      text,
      used: fitted.used + seams,
      rows: [...items.map(({ id }) => id), QUESTION].flatMap((id) => rows.get(id) ?? []),
    };
  }
}

/** Items do not change, and the gauge counts them with every key: each is counted once for each counter. */
const itemSizes = new WeakMap<TokenCounter, WeakMap<ContextItem, Map<string, number>>>();

/**
 * @param head the number by which the model cites it
 * @param priority what was attached first was wanted first
 */
function itemPart(item: ContextItem, head: string, priority: number, counter: TokenCounter): Part {
  const render = (text: string): string => `${head}${renderItem(item, text)}\n\n`;
  const text = render(item.text);
  const sizes = itemSizes.get(counter) ?? new WeakMap<ContextItem, Map<string, number>>();
  itemSizes.set(counter, sizes);
  const byHead = sizes.get(item) ?? new Map<string, number>();
  sizes.set(item, byHead);
  const tokens = byHead.get(head) ?? aboutTokens(text, counter);
  byHead.set(head, tokens);
  return {
    id: item.id,
    kind: item.kind === 'found' ? 'found' : 'attached',
    label: placeLabel(item.place, item.place.path.split('/').at(-1)),
    text,
    tokens,
    priority,
    floor: ITEM_FLOOR,
    ...(item.kind === 'found' ? { reason: 'rank' as const } : {}),
    shorten: (_, room) => {
      const text = headAndTail(item.text, {
        ...room,
        measure: (candidate) => room.measure(render(candidate)),
      });
      return text === undefined ? undefined : render(text);
    },
  };
}

function questionPart(note: string, question: string): Part {
  return {
    id: QUESTION,
    kind: 'question',
    label: '',
    text: note + question,
    priority: 0,
    floor: 0,
    needed: true,
    shorten: (_, room) => {
      const text = headAndTail(question, { ...room, measure: (candidate) => room.measure(note + candidate) });
      return text === undefined ? undefined : note + text;
    },
  };
}

/** Without it the model would make up what it does not see. */
function leftOutNote(items: readonly ContextItem[]): string {
  if (items.length === 0) return '';
  return `Не поместилось и не показано: ${items.map(({ place }) => describePlace(place)).join('; ')}.\n\n`;
}
