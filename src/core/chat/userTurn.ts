import { type ContextItem, placeLabel } from '../context/contextItem.ts';
import { aboutTokens, fit, MOST_CHARACTERS_PER_TOKEN, type Part } from '../context/fit.ts';
import { leftOutReason, shortenItem, wholeItem } from '../context/itemShortener.ts';
import { describeItem } from '../context/render.ts';
import type { ReportRow } from '../context/report.ts';
import { headAndTail, SEEN_CHARACTERS } from '../context/shorten.ts';
import type { TokenCounter } from '../context/tokenCounter.ts';
import type { Question } from './chat.ts';

/** Tokens below which a shortened item says nothing. */
const ITEM_FLOOR = 48;

/** Pinned items stand above all that are not. */
const PINNED = 1e6;
/** Items that are named when they are left out; the others are counted. */
const MOST_NAMED = 12;
/** Characters of a question in which names of the code are looked for. */
const READ_FOR_NAMES = 4000;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;

export const QUESTION = 'question';

export interface UserTurn {
  readonly text: string;
  /** Tokens of the text: the sum of the rows. */
  readonly used: number;
  /** Of the items in their order, then of the question. */
  readonly rows: readonly ReportRow[];
}

/**
 * What the model gets as the user's turn: attached items, then the question. On overflow items are shortened or left
 * out, the last one first and pinned ones last, and the model is told of those it does not see; at last the question
 * is shortened.
 */
export function buildUserTurn(
  { items: wanted, text: question }: Question,
  counter: TokenCounter,
  room: number,
): UserTurn {
  // A wish to search has nothing to show: what was found for it stands beside it.
  const items = wanted.filter(({ kind }) => kind !== 'codebase');
  const asked = new Set(question.slice(0, READ_FOR_NAMES).match(NAME));
  const parts = new Map(
    items.map((item, index) => [item.id, itemPart(item, -index, { counter, asked, room })]),
  );
  const rows = new Map<string, ReportRow>();
  for (let shown = items; ; ) {
    const hidden = items.filter((item) => !shown.includes(item));
    const tried = [
      ...shown.flatMap(({ id }) => parts.get(id) ?? []),
      questionPart(leftOutNote(hidden), question),
    ];
    const { texts, ...fitted } = fit(tried, room, counter);
    for (const row of fitted.rows) rows.set(row.id, row);
    const left = shown.filter(({ id }) => texts.has(id));
    if (left.length < shown.length) {
      // Room for a word on them must be found, too.
      shown = left;
      continue;
    }
    const text = tried.map(({ id }) => texts.get(id) ?? '').join('');
    // Joined text may have a token more than its pieces.
    const seams = Math.max(counter.count(text) - fitted.used, 0);
    const own = rows.get(QUESTION);
    if (own) rows.set(QUESTION, { ...own, tokens: own.tokens + seams });
    return {
      text,
      used: fitted.used + seams,
      rows: [...items.map(({ id }) => id), QUESTION].flatMap((id) => rows.get(id) ?? []),
    };
  }
}

/** Items do not change, and the gauge counts them with every key: each is counted once for each counter. */
const itemSizes = new WeakMap<TokenCounter, WeakMap<ContextItem, number>>();

function itemTokens(item: ContextItem, text: string, counter: TokenCounter): number {
  const sizes = itemSizes.get(counter) ?? new WeakMap<ContextItem, number>();
  itemSizes.set(counter, sizes);
  const tokens = sizes.get(item) ?? aboutTokens(text, counter);
  sizes.set(item, tokens);
  return tokens;
}

const renderedItems = new WeakMap<ContextItem, string>();

function renderedItem(item: ContextItem): string {
  const rendered = renderedItems.get(item) ?? ended(wholeItem(item));
  renderedItems.set(item, rendered);
  return rendered;
}

function charactersOf({ text, files = [] }: ContextItem): number {
  return files.reduce((sum, file) => sum + file.text.length, text.length);
}

/** What an item's part is made for. */
export interface PartSetting {
  readonly counter: TokenCounter;
  /** Names that the question holds. */
  readonly asked: ReadonlySet<string>;
  /** Tokens there are for all. */
  readonly room: number;
}

/** An item as a part of the prompt. */
export function itemPart(item: ContextItem, priority: number, { counter, asked, room }: PartSetting): Part {
  // It cannot be whole, and to put all of it in a fence would take long.
  const huge = charactersOf(item) > Math.max(SEEN_CHARACTERS, room * MOST_CHARACTERS_PER_TOKEN);
  const text = huge ? '' : renderedItem(item);
  const tokens = huge
    ? Math.max(itemTokens(item, item.text, counter), room + 1)
    : itemTokens(item, text, counter);
  return {
    id: item.id,
    kind: item.kind === 'found' ? 'found' : 'attached',
    label: placeLabel(item.place, item.place.path.split('/').at(-1)),
    text,
    tokens,
    // What was attached first was wanted first.
    priority: item.pinned ? PINNED + priority : priority,
    floor: ITEM_FLOOR,
    reason: leftOutReason(item),
    ...(item.pinned ? { pinned: true } : {}),
    shorten: (_, inRoom) => {
      const measure = (candidate: string): number => inRoom.measure(ended(candidate));
      const shortened = shortenItem(item, asked, { ...inRoom, measure });
      return shortened && { ...shortened, text: ended(shortened.text) };
    },
  };
}

/** What follows begins anew. */
const ended = (text: string): string => `${text}\n\n`;

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
  const more = items.length - MOST_NAMED;
  const named = items.slice(0, MOST_NAMED).map(describeItem);
  return `Не поместилось и не показано: ${[...named, ...(more > 0 ? [`и ещё ${more}`] : [])].join('; ')}.\n\n`;
}
