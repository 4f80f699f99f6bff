/** Tells a model what marks are. */
export const ABOUT_MARKS =
  'Вместо секретов в тексте стоят метки вида ⟨секрет …⟩. Если метка нужна в коде, повтори её без изменений.';

/** What a secret is, as far as its mark and the report name it. */
export type SecretKind =
  | 'privateKey'
  | 'password'
  /** A key or token of a service. */
  | 'token'
  /** The password in an address or a connection string; the rest of it is no secret and stays. */
  | 'connection';

/** A secret in a text. Offsets in UTF-16 units, `end` not included. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: SecretKind;
  /** The text ends in it: it is being typed, and may go on. */
  readonly open?: boolean;
}

/**
 * Finds secrets. Promises: the same text gives the same spans, in any order, and they may overlap; the time grows
 * linearly with the text, whatever it holds; a mark is never found.
 * @param text a piece of some thousand characters, whole lines where it can be
 */
export interface SecretFinder {
  find(text: string): readonly SecretSpan[];
}

/** One secret that does not leave: what is told of it. Never the secret itself. */
export interface HiddenSecret {
  readonly kind: SecretKind;
  /** What stands in its place. */
  readonly mark: string;
  /** Line of its beginning, from 1, in the text that was masked. */
  readonly line: number;
}
