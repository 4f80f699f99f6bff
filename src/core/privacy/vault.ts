import type { SecretKind } from './secret.ts';

/** Short, so that a model copies it without a slip. Russian: the model speaks it. */
const NOUNS: Readonly<Record<SecretKind, string>> = {
  privateKey: 'закрытый ключ',
  password: 'пароль',
  token: 'токен',
  connection: 'пароль подключения',
};

const markOf = (tag: string, kind: SecretKind): string => `⟨секрет ${tag}: ${NOUNS[kind]}⟩`;

/** A mark as models write it: other brackets and a lost noun do not matter, the tag does. */
export const MARK = /[⟨〈<]\s?секрет\s+([a-z0-9]{4,12})(?:\s?:[^⟩〉>\n]{0,40})?[⟩〉>]/g;

/** No mark is longer. */
export const LONGEST_MARK = 72;

/** Shorter secrets are hidden where they were found, but not wherever the same letters stand; nor shorter words. */
const SHORTEST_LITERAL = 6;
const SHORTEST_WORD = 8;
const WORD = /^(?:\p{Ll}+|\p{Lu}?\p{Ll}+|\p{Lu}+)$/u;

export interface KnownSecret {
  readonly secret: string;
  readonly kind: SecretKind;
  readonly mark: string;
}

/**
 * The secrets that were found since the window was opened, and the mark of each. In memory alone.
 *
 * A mark depends on nothing but the secret and the installation: after a restart the same secret gets the same mark,
 * so that a stored chat stays true, and its prefix in the model's cache.
 */
export class SecretVault {
  readonly #tagOf: (secret: string, attempt: number) => string;
  readonly #known = new Map<string, KnownSecret>();
  readonly #byTag = new Map<string, string>();
  readonly #whole = new Set<string>();
  readonly #literals: KnownSecret[] = [];

  /**
   * @param tagOf 4 to 12 small Latin letters and digits, from which the secret cannot be guessed; another one for
   *   another attempt
   */
  constructor(tagOf: (secret: string, attempt: number) => string) {
    this.#tagOf = tagOf;
  }

  /** Grows with everything that is learned: what was masked before may hold it. */
  get size(): number {
    return this.#known.size + this.#literals.length;
  }

  /** The oldest first: secrets that are hidden wherever they stand: an answer that was given back with them may speak of them. */
  get literals(): readonly KnownSecret[] {
    return this.#literals;
  }

  /**
   * Of what kind a secret is, is decided when it is first seen.
   * @param whole false when it may go on: what is being typed is hidden, and not looked for anywhere else
   */
  mark(secret: string, kind: SecretKind, whole = true): string {
    const known = this.#known.get(secret) ?? this.#add(secret, kind);
    if (whole && !this.#whole.has(secret)) this.#addLiteral(known);
    return known.mark;
  }

  /** The secret of a tag; nothing when this window has never seen it. */
  secretOf(tag: string): string | undefined {
    return this.#byTag.get(tag);
  }

  #add(secret: string, kind: SecretKind): KnownSecret {
    let tag = this.#tagOf(secret, 0);
    for (let attempt = 1; this.#byTag.has(tag); attempt++) tag = this.#tagOf(secret, attempt);
    const known = { secret, kind, mark: markOf(tag, kind) };
    this.#known.set(secret, known);
    this.#byTag.set(tag, secret);
    return known;
  }

  #addLiteral(known: KnownSecret): void {
    const { secret } = known;
    this.#whole.add(secret);
    const least = WORD.test(secret) ? SHORTEST_WORD : SHORTEST_LITERAL;
    if (secret.length >= least && !secret.includes('\n')) this.#literals.push(known);
  }
}
