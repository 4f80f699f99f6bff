import { type ContextItem, placeLabel } from '../context/contextItem.ts';
import type { ContextReport, SecretRow } from '../context/report.ts';
import { maskRules, type Rule } from '../context/rule.ts';
import type { Masker } from '../privacy/masker.ts';
import { ABOUT_MARKS } from '../privacy/secret.ts';
import type { Question, Summary, Turn } from './chat.ts';
import { type BuiltPrompt, buildChatPrompt, type ChatPromptInput } from './chatPrompt.ts';

/** Characters of the newest turns that can be in a window at all; what is older is not sent. */
const REACH = 400_000;
/** Places that a report names; it counts the others. */
const MOST_ROWS = 20;

/** What was searched already, by masker: the gauge asks with every key, and turns do not change. */
const searched = new WeakMap<Masker, WeakSet<Turn>>();

function unsearched(turns: readonly Turn[], masker: Masker): readonly Turn[] {
  const known = searched.get(masker) ?? new WeakSet();
  searched.set(masker, known);
  return newest(turns).filter((turn) => !known.has(turn));
}

/** Texts are searched in turns with everybody else, and their secrets learned, so that building a prompt is quick. */
export async function readSecrets(
  turns: readonly Turn[],
  question: Question,
  masker: Masker,
  signal: AbortSignal,
): Promise<void> {
  const fresh = unsearched(turns, masker);
  const texts = fresh.flatMap(({ question, answer }) => [
    ...textsOf(question),
    ...(question.sent === undefined ? [] : [question.sent]),
    answer.text,
  ]);
  await masker.prepare([...texts, ...textsOf(question)], signal);
  if (!signal.aborted) for (const turn of fresh) searched.get(masker)?.add(turn);
}

/**
 * `buildChatPrompt` of what a model elsewhere may see: secrets are masked before they are counted, and the report
 * tells of those of the question and of what goes with it. Those of the history stay masked in any case.
 * @param asIs the user sends the secrets of this question
 */
export function buildMaskedPrompt(input: ChatPromptInput, masker: Masker, asIs: boolean): BuiltPrompt {
  const history = maskTurns(input.history, masker);
  const own = maskQuestion(input.question, masker);
  const rules = input.rules ?? [];
  const shownRules = keptRules.of(rules, masker, () => maskRules(rules, masker));
  const begun = input.begun === undefined ? {} : { begun: masker.mask(input.begun).text };
  const question = asIs ? input.question : own.question;
  const summary = input.summary === undefined ? {} : { summary: maskSummary(input.summary, masker) };
  const built = buildChatPrompt({ ...input, ...begun, ...summary, rules: shownRules, history, question });
  const { report } = built;
  const gone = new Set(report.rows.filter(({ fate }) => fate === 'left out').map(({ id }) => id));
  const found = own.found.filter(({ item }) => item === undefined || !gone.has(item));
  return found.length === 0 ? built : { ...built, report: { ...report, secrets: secretsOf(found, asIs) } };
}

interface Found {
  readonly mark: string;
  readonly kind: SecretRow['kind'];
  readonly label: string;
  /** Id of the item; nothing in the question itself. */
  readonly item?: string;
}

interface MaskedItem {
  readonly item: ContextItem;
  readonly found: readonly Found[];
}

function secretsOf(found: readonly Found[], asIs: boolean): NonNullable<ContextReport['secrets']> {
  const rows = new Map(found.map(({ kind, label }) => [`${kind} ${label}`, { kind, label }]));
  return {
    count: new Set(found.map(({ mark }) => mark)).size,
    rows: [...rows.values()].slice(0, MOST_ROWS),
    ...(rows.size > MOST_ROWS ? { others: rows.size - MOST_ROWS } : {}),
    ...(asIs ? { asIs } : {}),
  };
}

function maskQuestion(question: Question, masker: Masker) {
  const items = question.items.map((item) => maskItem(item, masker));
  const { text, secrets } = masker.mask(question.text);
  const found: Found[] = [
    ...items.flatMap((item) => item.found),
    ...secrets.map(({ mark, kind }) => ({ mark, kind, label: '' })),
  ];
  const note = found.length === 0 ? '' : `${ABOUT_MARKS}\n\n`;
  return { question: { ...question, text: note + text, items: items.map(({ item }) => item) }, found };
}

/** What was masked of things that do not change; anew when a new secret was found. */
class Kept<T extends object, M> {
  readonly #kept = new WeakMap<Masker, WeakMap<T, { readonly known: number; readonly masked: M }>>();

  of(thing: T, masker: Masker, mask: () => M): M {
    const things = this.#kept.get(masker) ?? new WeakMap();
    this.#kept.set(masker, things);
    const before = things.get(thing);
    if (before?.known === masker.known) return before.masked;
    const masked = mask();
    things.set(thing, { known: masker.known, masked });
    return masked;
  }
}

/** The same turn and item as long as they stay the same: their tokens are counted once. */
const keptItems = new Kept<ContextItem, MaskedItem>();
const keptTurns = new Kept<Turn, Turn>();
const keptSummaries = new Kept<Summary, Summary>();
const keptRules = new Kept<readonly Rule[], readonly Rule[]>();

function maskItem(item: ContextItem, masker: Masker): MaskedItem {
  return keptItems.of(item, masker, () => {
    const { text, secrets } = masker.mask(item.text);
    const files = item.files?.map((file) => ({ file, ...masker.mask(file.text) }));
    const found = [
      ...secrets.map(({ mark, kind, line }) => ({ mark, kind, label: lineLabel(item, line), item: item.id })),
      ...(files ?? []).flatMap(({ file, secrets }) =>
        secrets.map(({ mark, kind, line }) => {
          return { mark, kind, label: `${nameOf(file.path)}:${line}`, item: item.id };
        }),
      ),
    ];
    if (found.length === 0) return { item, found };
    const shown = files?.map(({ file, text }) => ({ ...file, text }));
    return { item: { ...item, text, ...(shown ? { files: shown } : {}) }, found };
  });
}

/** As they go into the prompt: the same objects, so that what is counted of them before is known then. */
export function maskItems(items: readonly ContextItem[], masker: Masker): readonly ContextItem[] {
  return items.map((item) => maskItem(item, masker).item);
}

/** Those that can be sent; the others keep their places. */
function maskTurns(turns: readonly Turn[], masker: Masker): readonly Turn[] {
  const sent = newest(turns);
  // All are learned before one is masked: an answer may speak of what an item of another turn holds.
  for (const { question } of unsearched(turns, masker))
    for (const text of textsOf(question)) masker.learn(text);
  return [...turns.slice(0, turns.length - sent.length), ...sent.map((turn) => maskTurn(turn, masker))];
}

function maskTurn(turn: Turn, masker: Masker): Turn {
  return keptTurns.of(turn, masker, () => {
    const { question, answer } = turn;
    const sent = masker.mask(question.sent ?? question.text).text;
    const text = masker.mask(answer.text).text;
    const items = question.items.map((item) => (item.pinned ? maskItem(item, masker).item : item));
    const same =
      sent === (question.sent ?? question.text) &&
      text === answer.text &&
      items.every((item, index) => item === question.items[index]);
    return same ? turn : { ...turn, question: { ...question, sent, items }, answer: { ...answer, text } };
  });
}

function maskSummary(summary: Summary, masker: Masker): Summary {
  return keptSummaries.of(summary, masker, () => {
    const { text } = masker.mask(summary.text);
    return text === summary.text ? summary : { ...summary, text };
  });
}

function newest(turns: readonly Turn[]): readonly Turn[] {
  let characters = 0;
  const first = turns.findLastIndex(({ question, answer }) => {
    characters += (question.sent ?? question.text).length + answer.text.length;
    return characters > REACH;
  });
  return turns.slice(first + 1);
}

function textsOf({ text, items }: Question): string[] {
  return [...items.flatMap(({ text, files }) => [text, ...(files ?? []).map((file) => file.text)]), text];
}

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

/** `config.py:12`; what is no place in a file has no lines. */
function lineLabel({ kind, place }: ContextItem, line: number): string {
  const inFile = ['file', 'selection', 'symbol', 'found'].includes(kind);
  const firstLine = (place.firstLine ?? 1) + line - 1;
  const { uri, path } = place;
  return placeLabel(inFile ? { uri, path, firstLine } : { uri, path }, nameOf(path));
}
