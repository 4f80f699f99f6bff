import type { SecretSpan } from '../core/privacy/secret.ts';

/** RFC 3986, section 3.2.1: the userinfo of an address. A password may hold an unescaped `@`. */
const USER_INFO = /:\/\/[^\s:/?#@"'`<>]{0,128}:([^\s/?#"'`<>]{1,256})@[^\s@]/g;
/** `Password=…;` of a connection string: ADO.NET, ODBC, libpq. A value may be quoted. */
const KEYWORD = /(?:^|[;"'\s?&(])(?:password|pwd|accountkey|sharedaccesskey|пароль)\s?=\s?/gi;
const VALUE = /[^;"'&\s<>\\,()]{1,256}/y;
/** An argument of a call: `connect(host=host, password=settings.password)`. */
const NAMES = /^[A-Za-z_]+(?:\.[A-Za-z_]+)*$/;
/** Another keyword of the same string. */
const NEIGHBOUR =
  /(?:^|[;"'\s?&(])(?:server|data source|host|hostaddr|user id|uid|user|username|database|dbname|initial catalog|port|accountname|endpoint|defaultendpointsprotocol|srvr|ref|usr)\s?=/i;
/** How far another keyword may be. */
const REACH = 300;

/** Passwords in addresses (`postgres://user:password@host`) and in connection strings. */
export function findInAddresses(text: string): SecretSpan[] {
  return [...findUserInfo(text), ...findKeywords(text)];
}

function findUserInfo(text: string): SecretSpan[] {
  return Array.from(text.matchAll(USER_INFO), (match): SecretSpan => {
    const password = match[1] ?? '';
    const start = match.index + match[0].length - 2 - password.length;
    return { start, end: start + password.length, kind: 'connection' };
  });
}

function findKeywords(text: string): SecretSpan[] {
  return Array.from(text.matchAll(KEYWORD)).flatMap((match): SecretSpan[] => {
    const start = match.index + match[0].length;
    VALUE.lastIndex = start;
    const [value] = VALUE.exec(text) ?? [];
    if (value === undefined || NAMES.test(value)) return [];
    const end = start + value.length;
    const before = lineBefore(text, match.index + 1);
    const after = text.slice(end, end + REACH).split('\n', 1)[0] ?? '';
    return NEIGHBOUR.test(before) || NEIGHBOUR.test(after) ? [{ start, end, kind: 'connection' }] : [];
  });
}

function lineBefore(text: string, at: number): string {
  return text.slice(Math.max(text.lastIndexOf('\n', at - 1) + 1, at - REACH), at);
}

/** Of an address that a rule found whole, the password: the rest of it the model may need. */
export function narrowedToPassword(text: string, span: SecretSpan): SecretSpan {
  if (span.kind !== 'connection') return span;
  const [inner] = findUserInfo(text.slice(span.start, span.end));
  return inner ? { ...span, start: span.start + inner.start, end: span.start + inner.end } : span;
}
