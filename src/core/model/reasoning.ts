/** A stretch of a model's output, told apart. */
export interface OutputPart {
  readonly kind: 'text' | 'reasoning';
  readonly text: string;
}

/**
 * Where an output begins.
 * `answer`: with the answer, unless it opens with `<think>`; text is delivered as it comes.
 * `reasoning`: inside reasoning, because the model's template has opened it.
 * `unsure`: either; text is held back until `</think>` or the end tells, for answers that become code.
 * `verbatim`: tags mean nothing, as in a raw continuation.
 */
export type OutputStart = 'answer' | 'reasoning' | 'unsure' | 'verbatim';

const OPEN = '<think>';
const CLOSE = '</think>';
/** A closing tag nobody opened counts only alone on its line: a sentence may well speak of the tag. */
const ORPHAN = /\n[ \t]*<\/think>[ \t]*\n/;
/** The end of a text that may yet become such a line. */
const ORPHAN_BEGINNING = /\n[ \t]*(?:<(?:\/(?:t(?:h(?:i(?:n(?:k(?:>[ \t]*)?)?)?)?)?)?)?)?$/;

/**
 * Tells reasoning from the answer where a server leaves both in one text: `<think>…</think>` before the answer, or
 * only `</think>` when the template had opened it. Tags may be split between pieces anywhere. A character (a
 * surrogate pair) is never split in what is delivered.
 *
 * An orphan `</think>` behind text that was already delivered as the answer cannot call it back: the tag is dropped,
 * and `sawOrphan` tells the caller to begin the same model's next output with `reasoning`.
 */
export class ReasoningSplitter {
  readonly #start: OutputStart;
  /** `leading`: blank space so far; `behind`: blank space behind a closing tag; `body`: no tag means anything. */
  #state: OutputStart | 'leading' | 'behind' | 'body';
  #held = '';
  #opened = false;
  #sawOrphan = false;
  /** Delivered as reasoning though nothing but `start` said so. */
  #assumed = '';
  /** The end of what was delivered as text, to see a tag that is split between pieces. */
  #tail = '';

  constructor(start: OutputStart) {
    this.#start = start;
    this.#state = start === 'verbatim' ? start : 'leading';
  }

  /** The output closed a reasoning that it had not opened. */
  get sawOrphan(): boolean {
    return this.#sawOrphan;
  }

  push(piece: string): OutputPart[] {
    this.#held += piece;
    return this.#advance();
  }

  /** The server has delivered reasoning apart: what comes here is the answer alone. */
  separated(): OutputPart[] {
    if (this.#state === 'verbatim' || this.#state === 'body') return [];
    this.#state = 'behind';
    return this.#advance();
  }

  /**
   * What was held back. `complete`: the model ended by itself; an output that was taken for reasoning throughout and
   * never closed was an answer after all.
   */
  end(complete: boolean): OutputPart[] {
    const rest = this.#held;
    this.#held = '';
    if (this.#state !== 'reasoning') return part('text', rest);
    return complete && !this.#opened ? part('text', this.#assumed + rest) : part('reasoning', rest);
  }

  #advance(): OutputPart[] {
    switch (this.#state) {
      case 'leading':
        return this.#leading();
      case 'reasoning':
        return this.#reasoning();
      case 'unsure':
        return this.#unsure();
      case 'answer':
        return this.#answer();
      case 'behind':
        return this.#behind();
      case 'body':
      case 'verbatim':
        return this.#deliver('text', this.#held.length);
    }
  }

  /** Blank space, and perhaps a tag, before anything else. */
  #leading(): OutputPart[] {
    const trimmed = this.#held.trimStart();
    if (trimmed.startsWith(CLOSE)) return this.#close(this.#held.length - trimmed.length + CLOSE.length);
    if (trimmed.startsWith(OPEN)) {
      this.#opened = true;
      this.#held = trimmed.slice(OPEN.length);
      this.#state = 'reasoning';
      return this.#advance();
    }
    if (OPEN.startsWith(trimmed) || CLOSE.startsWith(trimmed)) return [];
    this.#state = this.#start;
    return this.#advance();
  }

  #reasoning(): OutputPart[] {
    const end = this.#held.indexOf(CLOSE);
    if (end >= 0) {
      this.#sawOrphan = !this.#opened;
      return [...this.#deliver('reasoning', end), ...this.#close(CLOSE.length)];
    }
    const parts = this.#deliver('reasoning', this.#held.length - overlap(this.#held, CLOSE));
    if (!this.#opened) this.#assumed += parts.map(({ text }) => text).join('');
    return parts;
  }

  #unsure(): OutputPart[] {
    const orphan = this.#held.includes(OPEN) ? undefined : ORPHAN.exec(this.#held);
    if (!orphan) return [];
    this.#sawOrphan = true;
    return [...this.#deliver('reasoning', orphan.index), ...this.#close(orphan[0].length)];
  }

  #answer(): OutputPart[] {
    if ((this.#tail + this.#held).includes(OPEN)) {
      // The answer speaks of the tags themselves.
      this.#state = 'body';
      return this.#advance();
    }
    const orphan = ORPHAN.exec(this.#held);
    if (!orphan) {
      return this.#deliver('text', ORPHAN_BEGINNING.exec(this.#held)?.index ?? this.#held.length);
    }
    this.#sawOrphan = true;
    return [...this.#deliver('text', orphan.index), ...this.#close(orphan[0].length)];
  }

  /** Reasoning ends, and with it `length` characters of what is held. */
  #close(length: number): OutputPart[] {
    this.#held = this.#held.slice(length);
    this.#state = 'behind';
    return this.#advance();
  }

  #behind(): OutputPart[] {
    this.#held = this.#held.trimStart();
    if (this.#held === '') return [];
    this.#state = 'body';
    return this.#advance();
  }

  #deliver(kind: OutputPart['kind'], length: number): OutputPart[] {
    const end = isHighSurrogate(this.#held, length - 1) ? length - 1 : length;
    const text = this.#held.slice(0, end);
    this.#held = this.#held.slice(end);
    if (kind === 'text') this.#tail = (this.#tail + text).slice(1 - OPEN.length);
    return part(kind, text);
  }
}

function part(kind: OutputPart['kind'], text: string): OutputPart[] {
  return text ? [{ kind, text }] : [];
}

/** Length of the longest end of `text` that `tag` begins with. */
function overlap(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}

function isHighSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}
