/**
 * Types a trace as a person would, calls the provider by the editor's rules, and measures what the person sees.
 *
 * The rules: text that is shown and typed through shrinks and stays; a key cancels the call before it; a call comes
 * 50 ms after its key; its result counts when its token is alive and the document as it was.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Cancellation, Document, type Editor, type Item, type Position } from './editor.ts';
import type { Trace } from './traces.ts';

const DEBOUNCE = 50;
/** Milliseconds before the first key, where nothing else is said, and behind the last. */
const OPENING = 300;
const AFTER = 2000;
/** Only in a silence this long can shown text be read. */
const PAUSE = 400;
const AUTOMATIC = 1;

/** What the user saw at one key. Milliseconds. */
interface Seen {
  readonly at: number;
  readonly place: number;
  readonly silence: number;
  readonly removes: number;
  shownAt?: number;
  text?: string;
  flickered: boolean;
}

export interface Typed {
  readonly keys: number;
  readonly pauses: number;
  readonly withText: number;
  /** The first line that was shown is true. */
  readonly right: number;
  readonly flicker: number;
  /** When text was accepted, by this process's clock. */
  readonly acceptances: readonly number[];
  /** From a pause's key to the text, where there was one. */
  readonly waits: readonly number[];
  /** When a pause's key was pressed and its text came, where there was one, by this process's clock. */
  readonly sights: readonly { readonly key: number; readonly text: number }[];
  /** How long the provider held the thread at each call. */
  readonly blocks: readonly number[];
  /** How late the typist itself was: a busy machine, or a provider that blocks. */
  readonly lateness: readonly number[];
}

/**
 * @param accepts true text is accepted, with Tab, as soon as it is shown at a pause
 * @param opening milliseconds from the opening of the file to the first key
 */
export async function type(
  trace: Trace,
  editor: Editor,
  accepts: boolean,
  opening = OPENING,
): Promise<Typed> {
  const document = new Document(`/project/${trace.path}`, trace.language, trace.head, trace.tail);
  editor.open(document);
  await wait(opening);
  const desk = new Desk(trace, editor, document);
  const started = performance.now();
  let spared = 0;
  for (const [index, key] of trace.keys.entries()) {
    if (desk.isWritten(key.types, key.removes)) continue;
    const due = started + key.at - spared;
    await wait(Math.max(0, due - performance.now()));
    desk.lateness.push(performance.now() - due);
    const next = trace.keys[index + 1];
    const silence = next ? next.at - key.at : AFTER;
    desk.press(key.removes, key.types, silence);
    if (accepts && silence >= PAUSE) {
      await wait(Math.min(silence, PAUSE));
      const before = desk.place;
      if (desk.accept()) spared += timeOf(trace, before, desk.place);
    }
  }
  await wait(AFTER);
  return desk.sum();
}

/** Milliseconds that typing these characters would have taken. */
function timeOf(trace: Trace, from: number, to: number): number {
  let place = trace.head.length;
  let first: number | undefined;
  let last = 0;
  for (const { at, types, removes } of trace.keys) {
    place += types.length - removes;
    if (place <= from) continue;
    if (place > to) break;
    first ??= at;
    last = at;
  }
  return first === undefined ? 0 : last - first;
}

class Desk {
  readonly lateness: number[] = [];
  /** Offset of the cursor in the whole file. */
  place: number;
  readonly #trace: Trace;
  readonly #editor: Editor;
  readonly #document: Document;
  readonly #seen: Seen[] = [];
  readonly #blocks: number[] = [];
  #call = new Cancellation();
  #shown: string | undefined;
  readonly #acceptances: number[] = [];
  /** Text that was accepted and that the trace is still to type. */
  #ahead = '';

  constructor(trace: Trace, editor: Editor, document: Document) {
    this.#trace = trace;
    this.#editor = editor;
    this.#document = document;
    this.place = trace.head.length;
  }

  /** What the trace types next stands there already: it was accepted. */
  isWritten(types: string, removes: number): boolean {
    if (this.#ahead === '') return false;
    // Slips are not made in text that is there.
    if (removes > 0 || !this.#ahead.startsWith(types)) return types.length <= 1;
    this.#ahead = this.#ahead.slice(types.length);
    return true;
  }

  press(removes: number, types: string, silence: number): void {
    this.#document.edit(removes, types);
    this.place += types.length - removes;
    const now = performance.now();
    const seen: Seen = { at: now, place: this.place, silence, removes, flickered: false };
    this.#seen.push(seen);
    const typedThrough = this.#shown !== undefined && types !== '' && this.#shown.startsWith(types);
    const left = typedThrough ? (this.#shown?.slice(types.length) ?? '') : '';
    this.#shown = left === '' ? undefined : left;
    if (this.#shown !== undefined) this.#see(seen, this.#shown);
    this.#editor.moved(this.#document);
    void this.#ask(seen);
  }

  /** Takes what is shown when it is true; the editor then asks again. */
  accept(): boolean {
    const text = this.#shown;
    const { whole } = this.#trace;
    if (text === undefined || !whole.startsWith(text, this.place)) return false;
    // What was taken beyond the typed lines would stand there twice.
    if (this.place + text.length > whole.length - this.#trace.tail.length) return false;
    this.#acceptances.push(performance.now());
    this.press(0, text, 0);
    this.#ahead += text;
    return true;
  }

  sum(): Typed {
    const { whole } = this.#trace;
    this.#call.cancel();
    const pauses = this.#seen.filter(({ silence, removes }) => silence >= PAUSE && removes === 0);
    const isRight = ({ text, place }: Seen): boolean => {
      const [line = ''] = (text ?? '').split('\n', 1);
      return text !== undefined && whole.startsWith(line || text.slice(0, 40), place);
    };
    return {
      keys: this.#seen.length,
      pauses: pauses.length,
      withText: pauses.filter(({ text }) => text !== undefined).length,
      right: pauses.filter(isRight).length,
      flicker: this.#seen.filter(({ flickered }) => flickered).length,
      acceptances: this.#acceptances,
      waits: pauses.flatMap(({ shownAt, at }) => (shownAt === undefined ? [] : [shownAt - at])),
      sights: pauses.flatMap(({ shownAt, at }) =>
        shownAt === undefined ? [] : [{ key: at, text: shownAt }],
      ),
      blocks: this.#blocks,
      lateness: this.lateness,
    };
  }

  #see(seen: Seen, text: string): void {
    seen.shownAt ??= performance.now();
    seen.text = text;
  }

  async #ask(seen: Seen): Promise<void> {
    this.#call.cancel();
    const call = new Cancellation();
    this.#call = call;
    const { cursor, version } = this.#document;
    await wait(DEBOUNCE);
    if (call.token.isCancellationRequested) return;
    const began = performance.now();
    const context = { triggerKind: AUTOMATIC, selectedCompletionInfo: undefined };
    const answer = this.#editor.provider.provideInlineCompletionItems(
      this.#document,
      cursor,
      context,
      call.token,
    );
    this.#blocks.push(performance.now() - began);
    const items = await answer;
    if (call.token.isCancellationRequested || this.#document.version !== version) return;
    const before = this.#shown;
    this.#shown = textAt(items?.[0], this.#document, cursor);
    seen.flickered ||= before !== undefined && before !== this.#shown;
    if (this.#shown !== undefined) this.#see(seen, this.#shown);
  }
}

/** What the editor would draw at the cursor. */
function textAt(item: Item | undefined, document: Document, cursor: Position): string | undefined {
  if (!item) return undefined;
  const before = document.lineAt(cursor.line).text.slice(item.range.start.character, cursor.character);
  const text = item.insertText.startsWith(before) ? item.insertText.slice(before.length) : '';
  return text === '' ? undefined : text;
}
