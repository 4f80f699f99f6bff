import type { SecretKind } from '../core/privacy/secret.ts';

/** Words for a value, not values. */
const WORDS =
  /^(?:pass|none|null|nil|undefined|true|false|string|text|hidden|required|optional|boolean|number|object|any|unknown|void|self|this|input|missing|invalid|wrong|empty|encrypted|redacted|masked|removed|anonymous|guest|user|username|root|admin|localhost|default|env|postgres|postgresql|mysql|mariadb|redis|mongo|mongodb|rabbitmq|minio|minioadmin|clickhouse|oracle|elastic|grafana|keycloak|changeit|test|testing|demo|develop|development|production|docker|basic|bearer|digest|oauth)$/i;
/** A value that speaks of what it stands for. */
const NAMED = /pass(?:word|wd|phrase)|pwd|secret|token|api[-_ ]?key|credential|парол|секрет|токен|ключ/i;
const EXAMPLE =
  /example|sample|placeholder|change[-_ ]?(?:me|it|this)|replace|your[-_ ]?|dummy|fake|insert[-_ ]|to[-_ ]?do|fixme|<[^>]*>|\{\{?[^}]*\}|\$\(|\$\w|%\w+%|%[sdrv@]|\*{3}|\.{3}|…|xxx|•|пример|замени|введите|ваш/i;

/** `hunter2secret`: a word of one's own with a digit in it, not `oauth2token` nor `secret2name`. */
const OWN_WORD = /^(?!oauth|user|test|demo)([a-z]{4,})\d[a-z]+$/;

/** The value stands for a secret and is none: `changeme`, `<token>`, `${PASSWORD}`, `****`. */
export function isPlaceholder(value: string): boolean {
  if (value.length < 4 || /^\[.*\]$/s.test(value) || /^(.)\1*$/s.test(value) || WORDS.test(value))
    return true;
  // A key is long: that three letters of it make a word means nothing.
  if (value.length > 48) return /^(?:[xX*.]|your)/.test(value) && EXAMPLE.test(value);
  return EXAMPLE.test(value) || (NAMED.test(value) && !hasOwnPart(value));
}

function hasOwnPart(value: string): boolean {
  const [, word] = OWN_WORD.exec(value) ?? [];
  return /\d{2}|[!@#$%^&*]/.test(value) || (word !== undefined && !NAMED.test(word));
}

/** Fewest characters and bits a character of a token; ids and words of a program have fewer. */
const TOKEN = { length: 16, entropy: 3.2 };
/** A password that is a word alone may be any word, unless it is long. */
const PASSWORD = { length: 5, word: 8 };
/** A path, an address, a version, a name of a message: `auth.password.required`, `/reset`, `current-password`. */
const NO_VALUE =
  /^(?:[./~#:]|https?:|urn:|[\^~>=v]*\d+(?:\.\d+)+|[a-z]+(?:[._/:-][a-z]+)+$|[A-Z]+(?:_[A-Z]+)+$)/;
/** The name of a type, a digest or an encoding: `varchar255`, `sha256`. */
const FORMAT = /^(?:n?varchar|char|u?int|float|utf|base|sha|md|aes|bcrypt|scrypt|argon)-?\d{1,4}[a-z]{0,2}$/i;
/** `accountNumber`, `SourceToken`: a name. */
const NAME = /^[\p{Ll}\p{Lu}]\p{Ll}+(?:\p{Lu}\p{Ll}*)+$/u;
/** `base64.decodebytes` */
const CHAIN = /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]{0,40})+[?!]*/;

/** Whether a value, by its looks, is what its name says it is. */
export function isLikely(value: string, kind: SecretKind): boolean {
  const is = (form: RegExp): boolean => form.test(value);
  if ([/\s/, NO_VALUE, FORMAT, NAME].some(is) || isPlaceholder(value)) return false;
  if (kind === 'token')
    return (
      value.length >= TOKEN.length && /\d/.test(value.replace(CHAIN, '')) && entropyOf(value) >= TOKEN.entropy
    );
  if (/^\d+$/.test(value)) return value.length > PASSWORD.length;
  if (/^(?:\p{Ll}+|\p{Lu}?\p{Ll}+|\p{Lu}+)$/u.test(value)) return value.length >= PASSWORD.word;
  return value.length >= PASSWORD.length;
}

/** Shannon's entropy in bits a character. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const letter of value) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
