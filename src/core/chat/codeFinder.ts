import type { ContextItem } from '../context/contextItem.ts';
import type { TokenCounter } from '../context/tokenCounter.ts';
import type { OpenModel } from '../model/modelSource.ts';
import { CodebaseError } from '../retrieval/codebase.ts';
import { aboutProject } from './aboutProject.ts';
import type { Question } from './chat.ts';
import type { CodeSearch, CodeTrouble, SearchNote } from './codeSearch.ts';
import { GuessedNames } from './guessedNames.ts';

export interface CodeFinderPorts {
  readonly search: CodeSearch;
  /** `tolmach.context.auto` */
  readonly auto: () => boolean;
  /** Date.now() */
  readonly now: () => number;
}

/** How much of the window what is found may take, and how many pieces; who did not ask for it gets less. */
const ASKED = { share: 0.4, pieces: 12 };
const UNASKED = { share: 0.2, pieces: 5 };
/** Nobody waits for what was not asked for: milliseconds. */
const UNASKED_PATIENCE = 250;
const MOST_PLACES = 15;
/** Characters. */
const LONG_FILE = 10_000;
/** Path, fence and number around a piece, in tokens. */
const AROUND = 24;

export interface Circumstances {
  /** The model that will answer; it is asked for names first when the user wants the code to be searched. */
  readonly open: OpenModel;
  /** Tokens. */
  readonly window: number;
  /** What the conversation shows the model already. */
  readonly shown: readonly ContextItem[];
}

export interface Searched {
  /** The best first. */
  readonly found: readonly ContextItem[];
  readonly note?: SearchNote;
}

const NOTHING: Searched = { found: [] };

/** Puts what the code of the workspace says beside a question. A search that fails never stands in its way. */
export class CodeFinder {
  readonly #ports: CodeFinderPorts;
  readonly #names: GuessedNames;

  constructor(ports: CodeFinderPorts) {
    this.#ports = ports;
    this.#names = new GuessedNames(ports.now);
  }

  /** Whether a question is to be searched for: the user asked for it, or it speaks of the project. */
  wants(question: Question): 'asked' | 'unasked' | undefined {
    const { items, text } = question;
    // Asked again: what was found stands beside it.
    if (items.some(({ kind }) => kind === 'found')) return undefined;
    if (items.some(({ kind }) => kind === 'codebase')) return 'asked';
    const { auto, search } = this.#ports;
    const unasked = items.length === 0 && auto() && search.trouble === undefined && aboutProject(text);
    return unasked ? 'unasked' : undefined;
  }

  /** @throws the signal's reason when it aborts */
  async find(question: Question, circumstances: Circumstances, signal: AbortSignal): Promise<Searched> {
    const wish = this.wants(question);
    if (wish === undefined) return NOTHING;
    return wish === 'asked'
      ? this.#asked(question, circumstances, signal)
      : this.#unasked(question, circumstances, signal);
  }

  /**
   * What would be found now, without asking the model or waiting for an index.
   * @throws the signal's reason when it aborts
   */
  async preview(question: Question, circumstances: Circumstances, signal: AbortSignal): Promise<Searched> {
    const wish = this.#ports.search.trouble === undefined ? this.wants(question) : undefined;
    if (wish === undefined || question.text.trim() === '') return NOTHING;
    if (wish === 'unasked') return this.#unasked(question, circumstances, signal);
    const { found } = await this.#search(question.text, [], ASKED.pieces, signal);
    return { found: chosen(found, question, circumstances, ASKED.share) };
  }

  /**
   * Places for words, the best first. The model, if one answers at once, only guesses names.
   * @throws the signal's reason when it aborts
   */
  async places(wanted: string, open: OpenModel | undefined, signal: AbortSignal): Promise<Searched> {
    if (wanted === '') return { found: [], note: { names: [], trouble: 'nothing' } };
    const names = await this.#names.of(wanted, open, signal);
    return noted(await this.#search(wanted, names, MOST_PLACES, signal), names);
  }

  async #asked(question: Question, circumstances: Circumstances, signal: AbortSignal): Promise<Searched> {
    const names = await this.#names.of(question.text, circumstances.open, signal);
    const { found, note } = noted(await this.#search(question.text, names, ASKED.pieces, signal), names);
    return { found: chosen(found, question, circumstances, ASKED.share), ...(note && { note }) };
  }

  async #unasked(question: Question, circumstances: Circumstances, signal: AbortSignal): Promise<Searched> {
    const about = aboutProject(question.text);
    if (!about) return NOTHING;
    const late = AbortSignal.any([signal, AbortSignal.timeout(UNASKED_PATIENCE)]);
    const { found } = await this.#search(question.text, [], UNASKED.pieces, late).catch(() => NOTHING);
    signal.throwIfAborted();
    // A name is either there or not; where only words point to the project, the rank must do.
    const sure = about.ours ? found : found.filter((item) => holds(item, about.names));
    return { found: chosen(sure, question, circumstances, UNASKED.share) };
  }

  async #search(
    text: string,
    identifiers: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<{ readonly found: readonly ContextItem[]; readonly trouble?: CodeTrouble }> {
    const { search } = this.#ports;
    try {
      const found = await search.find({ text, identifiers }, limit, signal);
      const trouble = search.trouble ?? (found.length === 0 ? 'nothing' : undefined);
      return { found, ...(trouble && { trouble }) };
    } catch (error) {
      signal.throwIfAborted();
      const kind = error instanceof CodebaseError && error.kind !== 'disposed' ? error.kind : 'crashed';
      return { found: [], trouble: search.trouble ?? kind };
    }
  }
}

/** The question with these pieces of code beside what was attached to it. */
export function withFound({ unwanted, ...question }: Question, { found }: Searched): Question {
  return { ...question, items: [...question.items, ...found] };
}

export function withoutFound(question: Question): Question {
  return { ...question, items: question.items.filter(({ kind }) => kind !== 'found') };
}

function noted(
  { found, trouble }: { readonly found: readonly ContextItem[]; readonly trouble?: CodeTrouble },
  names: readonly string[],
): Searched {
  return { found, ...((trouble || names.length > 0) && { note: { names, ...(trouble && { trouble }) } }) };
}

/** What fits its share of the window and is not shown already, in the order of its rank. */
function chosen(
  found: readonly ContextItem[],
  { items, unwanted = [] }: Question,
  { open: { counter }, window, shown }: Circumstances,
  share: number,
): ContextItem[] {
  let room = window * share;
  return found.filter((item) => {
    if (unwanted.includes(item.id) || items.some(({ id }) => id === item.id)) return false;
    if ([...items, ...shown].some((other) => covers(other, item))) return false;
    const tokens = tokensOf(item, counter) + AROUND;
    if (tokens > room) return false;
    room -= tokens;
    return true;
  });
}

const sizes = new WeakMap<TokenCounter, WeakMap<ContextItem, number>>();

function tokensOf(item: ContextItem, counter: TokenCounter): number {
  const known = sizes.get(counter) ?? new WeakMap<ContextItem, number>();
  sizes.set(counter, known);
  const size = known.get(item) ?? counter.count(item.text);
  known.set(item, size);
  return size;
}

/** `item` stands in `other`: the same file, all its lines, as they are now. A long file may be shortened just there. */
function covers(other: ContextItem, item: ContextItem): boolean {
  const { place, text } = other;
  return place.uri === item.place.uri && text.length <= LONG_FILE && text.includes(item.text);
}

function holds({ text, place }: ContextItem, names: readonly string[]): boolean {
  const where = `${place.path}\n${text}`.toLowerCase();
  return names.some((name) => where.includes(name));
}
