import { sameSnippets } from './snippets/chooseSnippets.ts';
import { type ChosenSnippets, type CodeSnippet, NO_SNIPPETS } from './snippets/snippet.ts';

/** A document as completions read it: single lines, so that a key costs the same in a file of any length. */
export interface SourceText {
  /** Tells documents apart; opaque. */
  readonly uri: string;
  /** For the prompt: relative to the workspace folder. */
  readonly path: string;
  /** The editor's language id. */
  readonly language: string;
  readonly lineCount: number;
  /** A line without its end. Lines count from 0. */
  line(index: number): string;
}

/** Where the text will be inserted. */
export interface Cursor {
  readonly line: number;
  /** The cursor's line up to the cursor, or as it would be with the suggestion widget's choice accepted. */
  readonly before: string;
  /** The rest of the cursor's line. */
  readonly after: string;
}

/** Bounds of a window, in characters. */
export interface WindowSize {
  /** Before the cursor when the window is laid. */
  readonly prefix: number;
  /** By how much the prefix may grow before the window is laid anew. */
  readonly slack: number;
  /** After the cursor. */
  readonly suffix: number;
}

/** Where a window begins; the same object while it stays there. */
export interface Anchor {
  readonly uri: string;
  readonly line: number;
}

/** What a completion is made from. Line ends are `\n`. */
export interface CompletionWindow {
  readonly anchor: Anchor;
  readonly path: string;
  readonly language: string;
  /** From the anchor to the cursor. */
  readonly prefix: string;
  /** Whole lines below the cursor as the prompt shows them: they may lag a little behind `below`. */
  readonly suffix: string;
  /** Whole lines below the cursor as they are. */
  readonly below: string;
  readonly cursor: Cursor;
  /** Of other files; the same while the anchor is. */
  readonly snippets: readonly CodeSnippet[];
}

interface AnchorState extends Anchor {
  /** The window's first characters: when they change, its place in a server's cache is lost anyway. */
  head: string;
  suffix: string;
  /** As it was when the window was laid: bounds that move would move the window. */
  readonly size: WindowSize;
  /** As they were when the window was laid: they stand before all of its text. */
  readonly besides: ChosenSnippets;
}

const SUFFIX_SHARE = 1 / 8;
/** Part of the prefix's share that is filled when the window is laid. */
const FILLED = 0.7;
/** Characters around the cursor that tell of what kind a text is. */
const SAMPLE = 4000;
/** Longer lines belong to generated files, where nothing can be completed. */
const LONGEST_LINE = 2000;
const DOCUMENTS = 16;
const HEAD = 200;
/** Milliseconds after which other snippets are worth reading the whole prompt anew. */
const RENEW_AFTER = 5 * 60_000;
/** How far the cursor may move into a frozen suffix. */
const SUFFIX_LAG = 400;

/** Window bounds for a prompt of at most `tokens` tokens, in a text that has so many characters a token. */
export function windowSize(tokens: number, charactersPerToken: number): WindowSize {
  const characters = Math.floor(tokens * charactersPerToken);
  const suffix = Math.floor(characters * SUFFIX_SHARE);
  const prefix = Math.floor((characters - suffix) * FILLED);
  return { prefix, slack: characters - suffix - prefix, suffix };
}

/**
 * Lays a window around the cursor so that successive prompts share their beginning with the model's prefix cache:
 * the window's start is anchored and jumps only when the text outgrew it, and the suffix is frozen while what stands
 * below still is a part of it.
 */
export class AnchoredWindows {
  /** The least recently used first. */
  readonly #anchors = new Map<string, AnchorState>();

  /**
   * The window for a cursor; nothing in a line that is too long to be written by hand.
   * @param sizeFor bounds for a text like this sample; asked when a window is laid
   * @param besides what a window that is laid now shows of other files
   */
  at(
    document: SourceText,
    cursor: Cursor,
    sizeFor: (sample: string) => WindowSize,
    besides: ChosenSnippets = NO_SNIPPETS,
  ): CompletionWindow | undefined {
    if (cursor.before.length + cursor.after.length > LONGEST_LINE) return undefined;
    const anchor = this.#anchor(document, cursor, sizeFor, besides);
    const below = linesBelow(document, cursor.line + 1, anchor.size.suffix);
    if (!isLaterPart(below, anchor.suffix)) anchor.suffix = below;
    const above = linesFrom(document, anchor.line, cursor.line);
    return {
      anchor,
      path: document.path,
      language: document.language,
      prefix: [...above, cursor.before].join('\n'),
      suffix: anchor.suffix,
      below,
      cursor,
      snippets: anchor.besides.snippets,
    };
  }

  /**
   * A window that shows nothing of other files, or what was worth showing long ago, is laid anew. For when nobody types:
   * its prompt has to be read from the beginning.
   */
  renew(uri: string, latest: ChosenSnippets): void {
    const shown = this.#anchors.get(uri)?.besides;
    if (!shown || sameSnippets(shown, latest)) return;
    const old = latest.gatheredAt - shown.gatheredAt >= RENEW_AFTER;
    if (old || shown.snippets.length === 0) this.#anchors.delete(uri);
  }

  /** The document was closed. */
  forget(uri: string): void {
    this.#anchors.delete(uri);
  }

  #anchor(
    document: SourceText,
    cursor: Cursor,
    sizeFor: (sample: string) => WindowSize,
    besides: ChosenSnippets,
  ): AnchorState {
    const known = this.#anchors.get(document.uri);
    const anchor =
      known && stillHolds(known, document, cursor) ? known : laid(known, document, cursor, sizeFor, besides);
    this.#anchors.delete(document.uri);
    this.#anchors.set(document.uri, anchor);
    for (const uri of this.#anchors.keys()) {
      if (this.#anchors.size <= DOCUMENTS) break;
      this.#anchors.delete(uri);
    }
    return anchor;
  }
}

function stillHolds(anchor: AnchorState, document: SourceText, cursor: Cursor): boolean {
  if (cursor.line < anchor.line || headAt(document, anchor.line) !== anchor.head) return false;
  const { size } = anchor;
  const first = firstLineWithin(document, cursor, size.prefix + size.slack);
  if (anchor.line < first) return false;
  // Moved up to the window's very beginning: little would be known of what stands before.
  return anchor.line === 0 || anchor.line <= firstLineWithin(document, cursor, size.prefix / 4);
}

function laid(
  known: AnchorState | undefined,
  document: SourceText,
  cursor: Cursor,
  sizeFor: (sample: string) => WindowSize,
  besides: ChosenSnippets,
): AnchorState {
  const size = sizeFor(sampleAt(document, cursor));
  const line = firstLineWithin(document, cursor, size.prefix);
  const head = headAt(document, line);
  if (known?.line !== line) return { uri: document.uri, line, head, suffix: '', size, besides };
  // It begins where it began, only its first lines are being written.
  known.head = head;
  return known;
}

function sampleAt(document: SourceText, cursor: Cursor): string {
  const first = firstLineWithin(document, cursor, SAMPLE);
  return `${linesFrom(document, first, cursor.line).join('\n')}${linesBelow(document, cursor.line, SAMPLE)}`;
}

/** The first line from which no more than `most` characters stand before the cursor; the cursor's line at least. */
function firstLineWithin(document: SourceText, cursor: Cursor, most: number): number {
  let characters = cursor.before.length;
  let line = cursor.line;
  while (line > 0) {
    characters += document.line(line - 1).length + 1;
    if (characters > most) break;
    line -= 1;
  }
  return line;
}

function headAt(document: SourceText, line: number): string {
  const next = line + 1 < document.lineCount ? document.line(line + 1) : '';
  return `${document.line(line)}\n${next}`.slice(0, HEAD);
}

function linesFrom(document: SourceText, first: number, end: number): string[] {
  return Array.from({ length: end - first }, (_, index) => document.line(first + index));
}

/** Whole lines of at most `most` characters. */
function linesBelow(document: SourceText, first: number, most: number): string {
  let text = '';
  for (let line = first; line < document.lineCount; line++) {
    const next = document.line(line);
    if (text.length + next.length + 1 > most) break;
    text += `${next}\n`;
  }
  return text;
}

/** `below` is what remains of `frozen` when the cursor has moved a little way down. */
function isLaterPart(below: string, frozen: string): boolean {
  const head = below.slice(0, HEAD);
  const at = frozen.indexOf(head);
  if (at < 0 || at >= SUFFIX_LAG) return false;
  return head.length === HEAD || frozen.length - at === head.length;
}
