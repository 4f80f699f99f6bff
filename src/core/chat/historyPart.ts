import type { ContextItem } from '../context/contextItem.ts';
import { fit, type Part } from '../context/fit.ts';
import { firstKept } from '../context/history.ts';
import type { ReportRow } from '../context/report.ts';
import { headAndTail } from '../context/shorten.ts';
import type { TokenCounter } from '../context/tokenCounter.ts';
import type { ChatMessage } from '../model/prompt.ts';
import { type Summary, type Turn, titleOf } from './chat.ts';
import { answered, MESSAGE_TOKENS, newestSizes, sumOf, turnTokens } from './historySizes.ts';
import { itemPart } from './itemPart.ts';

const KEPT_ITEMS = 'Это приложено раньше и остаётся с нами:\n\n';
const ASK_SUMMARY = 'Напомни, о чём мы говорили раньше.';
const KEPT_ANSWER = 'Хорошо, учту.';
/** Tokens below which a shortened summary says nothing. */
const SUMMARY_FLOOR = 48;

export interface HistoryInput {
  /** Turns before the question, oldest first. */
  readonly history: readonly Turn[];
  readonly summary?: Summary;
  /** The first answered turn that the last request kept. */
  readonly firstTurn: number;
  readonly counter: TokenCounter;
  /** Tokens that the history may take. */
  readonly room: number;
}

/** What a request repeats of the conversation. */
export interface HistoryPart {
  readonly messages: readonly ChatMessage[];
  readonly rows: readonly ReportRow[];
  /** The sum of the rows. */
  readonly used: number;
  /** The first answered turn that was kept. */
  readonly firstTurn: number;
}

/**
 * The conversation as far as it fits: what was kept of turns that went (pinned items, a summary), pinned turns, and the
 * newest turns. What stands first changes only when turns go, which is seldom, for they then go until 60 % of the room:
 * between two cuts each prompt begins with the whole of the one before, and the model's prefix cache holds. Pinned
 * things are the last to go.
 */
export function buildHistory(input: HistoryInput): HistoryPart {
  const { counter, room } = input;
  const past = answered(input.history);
  const sizes = newestSizes(past, room, counter);
  const uncounted = past.length - sizes.length;
  const covered = coveredTurns(input.history, input.summary);
  const summary = covered > 0 ? input.summary : undefined;
  const view: View = { past, sizes, uncounted, counter, ...(summary ? { summary } : {}) };
  const firstTurn = firstKept(
    past.length,
    (first) => tokensFrom(view, first),
    room,
    Math.max(input.firstTurn, covered, uncounted),
  );

  const newest = past.slice(firstTurn);
  const pinned = pinnedThatFit(view, firstTurn, room - sumOf(sizes.slice(firstTurn - uncounted)));
  const keptTokens = sumOf([...pinned, ...newest].map((turn) => turnTokens(turn, counter)));
  const kept = keptPart(view, firstTurn, Math.max(room - keptTokens, 0));
  const rows = [
    ...kept.itemRows,
    ...turnRows(view, firstTurn, pinned, { covered, summary: kept.summaryTokens }),
  ];
  return {
    messages: [...kept.messages, ...[...pinned, ...newest].flatMap(messagesOf)],
    rows,
    used: sumOf(rows.map(({ tokens }) => tokens)),
    firstTurn,
  };
}

/** Tokens that must stay free for what is pinned and for the summary, wherever their turns are. */
export function rememberedTokens({
  history,
  summary,
  counter,
}: Omit<HistoryInput, 'room' | 'firstTurn'>): number {
  const turns = answered(history).filter(({ pinned }) => pinned);
  const items = pinnedItems(answered(history));
  const told = coveredTurns(history, summary) > 0 ? summaryTokens(summary, counter) : 0;
  const frame = items.length > 0 ? frameTokens(counter) : 0;
  return (
    sumOf(turns.map((turn) => turnTokens(turn, counter))) +
    sumOf(items.map(({ item }) => partOf(item, 0, counter, 0).tokens ?? 0)) +
    told +
    frame
  );
}

/** How many of the answered turns a summary stands for; 0 when its turns are not there any more. */
export function coveredTurns(history: readonly Turn[], summary: Summary | undefined): number {
  if (!summary) return 0;
  const until = history.findIndex(({ id }) => id === summary.until);
  return answered(history.slice(0, until + 1)).length;
}

export function messagesOf({ question: { sent, text }, answer }: Turn): readonly ChatMessage[] {
  return [
    { role: 'user', text: sent ?? text },
    { role: 'assistant', text: answer.text },
  ];
}

interface View {
  readonly past: readonly Turn[];
  /** Of the newest turns. */
  readonly sizes: readonly number[];
  /** Older turns, whose sizes are not known. */
  readonly uncounted: number;
  readonly counter: TokenCounter;
  readonly summary?: Summary;
}

/** Tokens of a history that keeps the turns from `first` on. */
function tokensFrom(view: View, first: number): number {
  const { sizes, uncounted, past, counter, summary } = view;
  const gone = past.slice(0, first);
  const items = pinnedItems(gone);
  const remembered =
    summaryTokens(summary, counter) +
    sumOf(items.map(({ item }) => partOf(item, 0, counter, 0).tokens ?? 0)) +
    (items.length > 0 ? frameTokens(counter) : 0);
  const pinned = gone.filter((turn) => turn.pinned).map((turn) => turnTokens(turn, counter));
  return sumOf(sizes.slice(first - uncounted)) + sumOf(pinned) + remembered;
}

/** Pinned turns among those that went, oldest first; where not all fit, the newest. */
function pinnedThatFit({ past, counter }: View, first: number, room: number): readonly Turn[] {
  const fitting: Turn[] = [];
  let left = room;
  for (const turn of past.slice(0, first).toReversed()) {
    if (!turn.pinned) continue;
    left -= turnTokens(turn, counter);
    if (left < 0) break;
    fitting.unshift(turn);
  }
  return fitting;
}

interface PinnedItem {
  readonly turn: string;
  readonly item: ContextItem;
}

/** Of a thing that was attached more than once, as it was last. Pinned turns hold their items themselves. */
function pinnedItems(turns: readonly Turn[]): readonly PinnedItem[] {
  const items = new Map<string, PinnedItem>();
  for (const { id, question, pinned } of turns) {
    if (pinned) continue;
    for (const item of question.items) if (item.pinned) items.set(item.id, { turn: id, item });
  }
  return [...items.values()];
}

const NOTHING_ASKED: ReadonlySet<string> = new Set();

function partOf(item: ContextItem, priority: number, counter: TokenCounter, room: number): Part {
  return itemPart(item, '', priority, { counter, asked: NOTHING_ASKED, room });
}

/** Summaries do not change either. */
const summarySizes = new WeakMap<TokenCounter, WeakMap<Summary, number>>();

function summaryTokens(summary: Summary | undefined, counter: TokenCounter): number {
  if (!summary) return 0;
  const known = summarySizes.get(counter) ?? new WeakMap<Summary, number>();
  summarySizes.set(counter, known);
  const size = known.get(summary) ?? counter.count(summary.text) + frameTokens(counter);
  known.set(summary, size);
  return size;
}

const frames = new WeakMap<TokenCounter, number>();

export function frameTokens(counter: TokenCounter): number {
  const size =
    frames.get(counter) ?? sumOf([KEPT_ITEMS, ASK_SUMMARY, KEPT_ANSWER].map((text) => counter.count(text)));
  if (counter.exact) frames.set(counter, size);
  return size + 2 * MESSAGE_TOKENS;
}

interface Kept {
  readonly messages: readonly ChatMessage[];
  readonly itemRows: readonly ReportRow[];
  /** What the summary takes, with the words around. */
  readonly summaryTokens: number;
}

/** A turn that stands for those that went. It is made like any other: templates know nothing else. */
function keptPart({ past, counter, summary }: View, first: number, room: number): Kept {
  const items = pinnedItems(past.slice(0, first));
  const frame = frameTokens(counter);
  const inside = Math.max(room - frame, 0);
  const parts = items.map(({ turn, item }, index) => {
    return { ...partOf(item, index, counter, inside), id: `${turn}/${item.id}` };
  });
  if (summary) parts.push(summaryPart(summary));
  if (parts.length === 0) return { messages: [], itemRows: [], summaryTokens: 0 };
  const { texts, rows } = fit(parts, inside, counter);
  const itemRows = rows.flatMap((row, index) => {
    const turn = items[index]?.turn;
    return turn === undefined ? [] : [{ ...row, turn }];
  });
  const told = texts.get(SUMMARY);
  const attached = itemRows.map(({ id }) => texts.get(id) ?? '').join('');
  if (attached === '' && told === undefined) return { messages: [], itemRows, summaryTokens: 0 };
  const user = [
    ...(attached === '' ? [] : [`${KEPT_ITEMS}${attached.trimEnd()}`]),
    ...(told === undefined ? [] : [ASK_SUMMARY]),
  ].join('\n\n');
  const answer = told ?? KEPT_ANSWER;
  const used = counter.count(user) + counter.count(answer) + 2 * MESSAGE_TOKENS;
  const listed = sumOf(itemRows.map(({ tokens }) => tokens));
  // Words around and seams belong to the summary, else to the first item.
  if (told !== undefined)
    return { messages: pair(user, answer), itemRows, summaryTokens: Math.max(used - listed, 0) };
  const firstRow = itemRows.findIndex(({ fate }) => fate !== 'left out');
  const withFrame = itemRows.map((row, index) =>
    index === firstRow ? { ...row, tokens: row.tokens + Math.max(used - listed, 0) } : row,
  );
  return { messages: pair(user, answer), itemRows: withFrame, summaryTokens: 0 };
}

const pair = (user: string, assistant: string): readonly ChatMessage[] => [
  { role: 'user', text: user },
  { role: 'assistant', text: assistant },
];

const SUMMARY = 'summary';

function summaryPart({ text }: Summary): Part {
  return {
    id: SUMMARY,
    kind: 'history',
    label: '',
    text,
    priority: 0,
    floor: SUMMARY_FLOOR,
    shorten: headAndTail,
  };
}

/** A row for each pinned turn, and one for all the others with what stands for those that went. */
function turnRows(
  { past, sizes, uncounted, counter }: View,
  first: number,
  pinned: readonly Turn[],
  remembered: { readonly covered: number; readonly summary: number },
): ReportRow[] {
  const rows = past
    .filter((turn) => turn.pinned)
    .map((turn) => pinnedRow(turn, pinned.includes(turn) || past.indexOf(turn) >= first, counter));
  const counted = past.slice(uncounted).map((turn, index) => ({ turn, size: sizes[index] ?? 0 }));
  const plain = counted.filter(({ turn }) => !turn.pinned);
  if (plain.length === 0 && uncounted === 0 && remembered.summary === 0) return rows;
  const kept = sumOf(
    counted.slice(first - uncounted).flatMap(({ turn, size }) => (turn.pinned ? [] : [size])),
  );
  const tokens = kept + remembered.summary;
  const whole = sumOf(plain.map(({ size }) => size));
  const row = {
    id: 'history',
    kind: 'history',
    label: '',
    tokens,
    wholeTokens: Math.max(whole, tokens),
  } as const;
  const lost = past.slice(0, first).some((turn, index) => index >= remembered.covered && !turn.pinned);
  const { covered } = remembered;
  if (!lost && remembered.summary === 0 && covered === 0) rows.push({ ...row, fate: 'whole' });
  else {
    const summarised = remembered.summary > 0;
    rows.push({
      ...row,
      fate: tokens === 0 ? 'left out' : 'shortened',
      reason: summarised && !lost ? 'summary' : 'history',
      ...(summarised ? { turns: covered } : {}),
    });
  }
  return rows;
}

function pinnedRow(turn: Turn, kept: boolean, counter: TokenCounter): ReportRow {
  const size = turnTokens(turn, counter);
  return {
    id: turn.id,
    kind: 'history',
    label: titleOf(turn.question.text),
    fate: kept ? 'whole' : 'left out',
    tokens: kept ? size : 0,
    wholeTokens: size,
    pinned: true,
    turn: turn.id,
    ...(kept ? {} : { reason: 'size' as const }),
  };
}
