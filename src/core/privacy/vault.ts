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

/** Shorter secrets are hidden where they were found, but not wherever the same letters stand. */
const SHORTEST_LITERAL = 6;
/** More secrets than a project has; each is looked for in every text. */
const MOST_LITERALS = 256;

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
  readonly #literals: KnownSecret[] = [];

  /**
   * @param tagOf 4 to 12 small Latin letters and digits, from which the secret cannot be guessed; another one for
   *   another attempt
   */
  constructor(tagOf: (secret: string, attempt: number) => string) {
    this.#tagOf = tagOf;
  }

  /** Grows with every new secret: what was masked before may hold one of them. */
  get size(): number {
    return this.#known.size;
  }

  /** Secrets that are hidden wherever they stand: an answer that was given back with them may speak of them. */
  get literals(): readonly KnownSecret[] {
    return this.#literals;
  }

  /** Of what kind a secret is, is decided when it is first seen. */
  mark(secret: string, kind: SecretKind): string {
    return (this.#known.get(secret) ?? this.#add(secret, kind)).mark;
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
    const many = this.#literals.length >= MOST_LITERALS;
    if (!many && secret.length >= SHORTEST_LITERAL && !secret.includes('\n')) this.#literals.push(known);
    return known;
  }
}
