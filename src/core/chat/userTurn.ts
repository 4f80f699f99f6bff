import type { ContextItem } from '../context/contextItem.ts';
import { fit, type Part } from '../context/fit.ts';
import { describeItem } from '../context/render.ts';
import type { ReportRow } from '../context/report.ts';
import { headAndTail } from '../context/shorten.ts';
import type { TokenCounter } from '../context/tokenCounter.ts';
import type { Question } from './chat.ts';
import { itemPart } from './itemPart.ts';

/** How many items are named when they are left out; the others are counted. */
const NAMED = [12, 4, 1, 0];
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
  const shown = wanted.filter(({ kind }) => kind !== 'codebase');
  // The same thing twice tells no more than once.
  const firsts = new Map(shown.toReversed().map((item) => [item.id, item]));
  const items = shown.filter((item) => firsts.get(item.id) === item);
  return composeTurn([...new Set(items)], question, counter, room);
}

function composeTurn(
  items: readonly ContextItem[],
  question: string,
  counter: TokenCounter,
  room: number,
): UserTurn {
  // Of one thing that the user gave everybody knows what is meant.
  const numbered = items.length > 1 || items.some(({ kind }) => kind === 'found');
  const setting = { counter, asked: new Set(question.slice(0, READ_FOR_NAMES).match(NAME)), room };
  // What was attached first was wanted first.
  const parts = new Map(
    items.map((item, index) => [item.id, itemPart(item, numbered ? `[${index + 1}] ` : '', -index, setting)]),
  );
  const rows = new Map<string, ReportRow>();
  for (let shown = items; ; ) {
    const seen = new Set(shown);
    const hidden = items.filter((item) => !seen.has(item));
    const tried = [
      ...shown.flatMap(({ id }) => parts.get(id) ?? []),
      questionPart(leftOutNote(hidden, Math.floor(room / 4), counter), question),
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

/** Without it the model would make up what it does not see. As many are named as a few tokens allow. */
function leftOutNote(items: readonly ContextItem[], room: number, counter: TokenCounter): string {
  if (items.length === 0) return '';
  for (const most of NAMED) {
    const named = items.slice(0, most).map(describeItem);
    const more = items.length - named.length;
    const all = [...named, ...(more > 0 ? [named.length > 0 ? `и ещё ${more}` : `приложено: ${more}`] : [])];
    const note = `Не поместилось и не показано: ${all.join('; ')}.\n\n`;
    if (counter.count(note) <= room) return note;
  }
  return '';
}
