import type { SecretKind, SecretSpan } from '../core/privacy/secret.ts';
import { isLikely, isPlaceholder } from './likely.ts';

/** RFC 9110, section 11.4, in any language's way to write a header down; and the headers of GitLab and others. */
const HEADER =
  /(?:authorization|x-api-key|private-token|x-auth-token|api-key)["'`]?\]?\s{0,4}[:=,]\s{0,4}["'`]?(?:(?:bearer|basic|token|oauth|api-key)\s{1,4})?(?=[A-Za-z0-9])/gi;
const BEARER = /\bbearer\s{1,4}(?=[A-Za-z0-9._~+/-]{16})/gi;
const HEADER_VALUE = /[A-Za-z0-9._~+/=:-]{8,4000}/y;
/** `CREATE USER … IDENTIFIED BY '…'`, `WITH PASSWORD '…'` */
const SQL = /(?:identified\s{1,4}by|password)\s{1,4}'([^'\r\n]{4,128})(?=')/gi;
/** `curl -u user:password` */
const USER_OPTION = /\s(?:-u|--user)[\s=]{1,4}["']?[\w.@-]{1,64}:([^\s"']{4,128})/g;

/** `sshpass -p password`, `mysql -uroot -ppassword` */
const PASSWORD_OPTION =
  /(?:\bsshpass\s{1,4}-p\s{0,4}|\bmysql\w{0,8}\b[^\n]{0,80}?\s-p)["']?([^\s"']{4,128})/g;
/** A sentence that names one: «пароль Abc123», «пароль — Abc123». Capital and small letters and digits: not `sha256`. */
const SAID =
  /[Пп]арол[ьяею]\s{1,2}(?:[—–-]\s{1,2})?["'`«]?(?!(?:Base|Sha|Aes|Argon|Windows|Win|OAuth|Utf)[-\d])((?=[^\s"'`»]{0,60}\d)(?=[^\s"'`»]{0,60}[A-Z])(?=[^\s"'`»]{0,60}[a-z])[A-Za-z0-9!@#$%^&*_+=-]{6,64})(?![\w(.])/g;

/** Secrets that a header, a statement or a command's option says they are. */
export function findStated(text: string): SecretSpan[] {
  return [
    ...findHeaders(text, HEADER),
    ...findHeaders(text, BEARER),
    ...findLastGroup(text, SQL, 'password'),
    ...findLastGroup(text, USER_OPTION, 'password'),
    ...findLastGroup(text, PASSWORD_OPTION, 'password'),
    ...findLastGroup(text, SAID, 'password'),
  ];
}

function findHeaders(text: string, form: RegExp): SecretSpan[] {
  return Array.from(text.matchAll(form)).flatMap((match): SecretSpan[] => {
    const start = match.index + match[0].length;
    HEADER_VALUE.lastIndex = start;
    const value = HEADER_VALUE.exec(text)?.[0] ?? '';
    return isLikely(value, 'token') ? [{ start, end: start + value.length, kind: 'token' }] : [];
  });
}

function findLastGroup(text: string, form: RegExp, kind: SecretKind): SecretSpan[] {
  return Array.from(text.matchAll(form)).flatMap((match): SecretSpan[] => {
    const value = match[1] ?? '';
    const end = match.index + match[0].length;
    return isPlaceholder(value) ? [] : [{ start: end - value.length, end, kind }];
  });
}
