import { LONGEST_MARK } from './vault.ts';

const WORD = 'секрет';
const OPENING = /[⟨〈<]/;
const CLOSED = /[⟩〉>\n]/;

/** Turns marks back into secrets in a text that comes in pieces: what may be the beginning of a mark waits. */
export class Unmasker {
  readonly #unmask: (text: string) => string;
  #held = '';

  constructor(unmask: (text: string) => string) {
    this.#unmask = unmask;
  }

  /** What can be given out now; empty when all of it has to wait. */
  push(piece: string): string {
    const text = this.#held + piece;
    const at = openMark(text);
    this.#held = text.slice(at);
    return this.#unmask(text.slice(0, at));
  }

  /** The rest: no more comes. */
  flush(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#unmask(rest);
  }
}

/** Where a mark begins that may go on; the text's end when there is none. */
function openMark(text: string): number {
  for (let at = text.length - 1; at >= Math.max(0, text.length - LONGEST_MARK); at--) {
    const letter = text[at] ?? '';
    if (CLOSED.test(letter)) break;
    if (OPENING.test(letter) && mayGoOn(text.slice(at + 1))) return at;
  }
  return text.length;
}

function mayGoOn(inside: string): boolean {
  const word = inside.replace(/^\s/, '');
  return word.length <= WORD.length ? WORD.startsWith(word) : word.startsWith(WORD);
}
