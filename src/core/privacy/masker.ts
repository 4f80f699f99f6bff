import { stretchesOf } from './pieces.ts';
import { findPrivateKeys } from './privateKeys.ts';
import type { HiddenSecret, SecretFinder, SecretSpan } from './secret.ts';
import { MemoOfTexts } from './textMemo.ts';
import { Unmasker } from './unmasker.ts';
import { MARK, type SecretVault } from './vault.ts';

export interface Masked {
  /** The very text when it holds no secret. */
  readonly text: string;
  /** In the order of the text. */
  readonly secrets: readonly HiddenSecret[];
}

export interface MaskerRooms {
  readonly finder: SecretFinder;
  readonly vault: SecretVault;
  /** Lets others run: a text of megabytes is searched in turns. */
  readonly pause: () => Promise<void>;
}

/** Characters that are searched at a stretch: some two milliseconds. */
const AT_ONCE = 65_536;
/** Of the known secrets the newest are looked for in a new text: more than a project has. */
const MOST_LITERALS = 256;
/** So many known secrets are looked for in the time in which a text is searched for new ones. */
const LITERALS_AT_ONCE = 16;
/** Characters of texts whose secrets are remembered. */
const REMEMBERED = 4_000_000;

/**
 * Puts marks in the place of secrets, and secrets in the place of marks. Deterministic: the same text gives the same
 * marks, until a new secret is found that stands in it too. What was searched once is not searched again: of a text
 * that grows at its end only the end is.
 */
export class Masker {
  readonly #rooms: MaskerRooms;
  readonly #found = new MemoOfTexts<readonly SecretSpan[]>(REMEMBERED);
  readonly #standing = new MemoOfTexts<{ readonly of: number; readonly spans: readonly SecretSpan[] }>(
    REMEMBERED,
  );
  readonly #masked = new MemoOfTexts<Masked & { readonly known: number }>(REMEMBERED);

  constructor(rooms: MaskerRooms) {
    this.#rooms = rooms;
  }

  /** Grows when a secret is found that was not known. */
  get known(): number {
    return this.#rooms.vault.size;
  }

  /** Searches texts in turns with everybody else, and learns their secrets, so that `mask` is quick then. */
  async prepare(texts: readonly string[], signal: AbortSignal): Promise<void> {
    // All are learned before one is masked: what is a secret in one text is one in the others.
    for (const text of texts) this.#learn(text, findPrivateKeys(text));
    await this.#inTurns(texts, signal, 1, (piece) => this.#learn(piece, this.#find(piece)));
    const effort = 1 + Math.min(this.#rooms.vault.literals.length, MOST_LITERALS) / LITERALS_AT_ONCE;
    await this.#inTurns(texts, signal, effort, (piece) => this.#literals(piece));
  }

  async #inTurns(
    texts: readonly string[],
    signal: AbortSignal,
    effort: number,
    search: (piece: string) => unknown,
  ): Promise<void> {
    let searched = 0;
    for (const text of texts) {
      for (const { start, end } of stretchesOf(text)) {
        if (signal.aborted) return;
        search(text.slice(start, end));
        searched += (end - start) * effort;
        if (searched < AT_ONCE) continue;
        searched = 0;
        await this.#rooms.pause();
      }
    }
  }

  /** Learns what is secret in a text without masking it. */
  learn(text: string): void {
    this.#learn(text, this.#spans(text));
  }

  #learn(text: string, spans: readonly SecretSpan[]): void {
    for (const { start, end, kind, open } of spans)
      this.#rooms.vault.mark(text.slice(start, end), kind, !open);
  }

  mask(text: string): Masked {
    const before = this.#masked.get(text);
    if (before?.known === this.known) return before;
    const found = this.#spans(text);
    this.#learn(text, found);
    const masked = { ...this.#replace(text, found), known: this.known };
    this.#masked.set(text, masked);
    return masked;
  }

  /** `text` with every mark that is known turned back into its secret. */
  unmask(text: string): string {
    return text.replace(MARK, (mark, tag: string) => this.#rooms.vault.secretOf(tag) ?? mark);
  }

  /** Turns marks back in a text that comes in pieces. */
  unmasker(): Unmasker {
    return new Unmasker((text) => this.unmask(text));
  }

  #replace(text: string, found: readonly SecretSpan[]): Masked {
    const { vault } = this.#rooms;
    const literals = this.#everywhere(text, (piece) => this.#literals(piece));
    const spans = literals.length === 0 ? found : merged([...found, ...literals]);
    if (spans.length === 0) return { text, secrets: [] };
    const secrets: HiddenSecret[] = [];
    let result = '';
    let line = 1;
    let at = 0;
    for (const { start, end, kind, open } of spans) {
      const mark = vault.mark(text.slice(start, end), kind, !open);
      const between = text.slice(at, start);
      line += lineEnds(between);
      secrets.push({ kind, mark, line });
      result += between + mark;
      line += lineEnds(text.slice(start, end));
      at = end;
    }
    return { text: result + text.slice(at), secrets };
  }

  #spans(text: string): SecretSpan[] {
    return merged([...findPrivateKeys(text), ...this.#everywhere(text, (piece) => this.#find(piece))]);
  }

  #everywhere(text: string, search: (piece: string) => readonly SecretSpan[]): SecretSpan[] {
    const spans: SecretSpan[] = [];
    for (const stretch of stretchesOf(text)) {
      for (const span of search(text.slice(stretch.start, stretch.end)))
        spans.push({ ...span, start: stretch.start + span.start, end: stretch.start + span.end });
    }
    return spans;
  }

  #find(piece: string): readonly SecretSpan[] {
    const known = this.#found.get(piece);
    if (known) return known;
    const spans = merged(this.#rooms.finder.find(piece).filter(({ start, end }) => end > start));
    this.#found.set(piece, spans);
    return spans;
  }

  /** Known secrets that stand in a piece by themselves, without what told of them first. */
  #literals(piece: string): readonly SecretSpan[] {
    const { literals } = this.#rooms.vault;
    const known = this.#standing.get(piece);
    if (known?.of === literals.length) return known.spans;
    const spans = known ? [...known.spans] : [];
    // Those that came since it was last looked at.
    const first = Math.max(known?.of ?? 0, literals.length - MOST_LITERALS);
    for (const { secret, kind } of literals.slice(first)) {
      for (let at = piece.indexOf(secret); at >= 0; at = piece.indexOf(secret, at + secret.length)) {
        const end = at + secret.length;
        if (!isWithinWord(piece, at, end)) spans.push({ start: at, end, kind });
      }
    }
    this.#standing.set(piece, { of: literals.length, spans });
    return spans;
  }
}

const WORD = /[\p{L}\p{N}_]/u;

/** The letters are a part of something longer. */
function isWithinWord(text: string, start: number, end: number): boolean {
  const joins = (at: number): boolean =>
    at > 0 && at < text.length && WORD.test(text[at - 1] ?? '') && WORD.test(text[at] ?? '');
  return joins(start) || joins(end);
}

/** In order, what overlaps joined; of two kinds the one that was given first. */
function merged(spans: readonly SecretSpan[]): SecretSpan[] {
  const result: SecretSpan[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last && span.start < last.end) result.splice(-1, 1, { ...last, end: Math.max(last.end, span.end) });
    else result.push(span);
  }
  return result;
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
