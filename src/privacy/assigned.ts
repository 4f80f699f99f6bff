import type { SecretKind, SecretSpan } from '../core/privacy/secret.ts';
import { isLikely, isPlaceholder } from './likely.ts';
import { standsAmongSettings } from './settings.ts';

/** The end of a name whose value is a password, or a key of some service. */
const PASSWORD_NAME = 'password|passwd|passphrase|passcode|pwd|pass|парол[ья]';
const TOKEN_NAME =
  'secret|token|api[_-]?key|(?:access|secret|private|auth)[_-]?key|credentials?|токен|секрет|ключ(?:api|доступа)';
const NAME = `(?:(${PASSWORD_NAME})|(?:${TOKEN_NAME}))`;
/**
 * What may stand between the name and its value: `"password": `, `password: str = `, `password string = `, ` => `,
 * `setPassword(`; quotes may be escaped.
 */
const BETWEEN = String.raw`\d{0,3}\\{0,2}["'\x60]?\]?(?:\s{0,4}:\s{0,4}[\w<>&'\[\].|?]{1,24}(?=\s{0,4}=)|\s{1,4}string(?=\s{0,4}=))?\s{0,8}(:=|===?|=>|=|:|,(?=\s?["'])|\()\s{0,8}`;
const QUOTED = new RegExp(String.raw`${NAME}${BETWEEN}[bfru@$&]{0,2}(\\{0,2}["'\x60])`, 'gi');
/** `PASSWORD=value` of environments, `password: value` of YAML and properties, `--password=value` of commands. */
const BARE = new RegExp(
  String.raw`${NAME}\d{0,3}["'\x60]?(?:\s{0,4}[:=]\s{0,4}(?:&[\w-]{1,40}\s)?|(?<=--[\w-]{0,20})\s)(?=[^\s"'\x60(){}\[\]<>,;]{6})`,
  'gi',
);
const ELEMENT = new RegExp(String.raw`<[\w.:-]{0,40}${NAME}>([^<>\s]{4,256})<`, 'gi');

const BARE_VALUE = /[^\s"'`(){}[\]<>,;]{6,400}/y;
const LONGEST_VALUE = 400;

/** Passwords and tokens that are known by the name they are given to. */
export function findAssigned(text: string): SecretSpan[] {
  return [...findQuoted(text), ...findBare(text), ...findElements(text)];
}

const kindOf = (passwordName: string | undefined): SecretKind => (passwordName ? 'password' : 'token');

function findQuoted(text: string): SecretSpan[] {
  return Array.from(text.matchAll(QUOTED)).flatMap((match): SecretSpan[] => {
    if (!beginsName(text, match) || (match[2] === '(' && !isSetter(text, match.index))) return [];
    const start = match.index + match[0].length;
    const end = endOfString(text, start, match[3] ?? '"');
    const kind = kindOf(match[1]);
    if (end === undefined || !isLikely(text.slice(start, end), kind)) return [];
    // `'password', 'repository'` may be a list of words, `'Password', 'a1b2c3'` hardly.
    if (match[2] === ',' && !/\d/.test(text.slice(start, end))) return [];
    return [{ start, end, kind, open: end === text.length }];
  });
}

/** `pass` is also the end of `bypass` and `compass`. */
function beginsName(text: string, match: RegExpExecArray): boolean {
  const [, name = ''] = match;
  if (!/^(?:pass|pwd)$/i.test(name)) return true;
  const before = text[match.index - 1] ?? '';
  return !/\p{L}/u.test(before) || (/\p{Ll}/u.test(before) && /^P/.test(name));
}

/** `setPassword("…")`, `.withToken("…")`: other calls are given a name or an account. */
function isSetter(text: string, at: number): boolean {
  return /(?:set|with)[A-Za-z_]{0,30}$/i.test(text.slice(Math.max(0, at - 40), at));
}

/** Where the string ends; one that is still being written ends with the text. */
function endOfString(text: string, start: number, quote: string): number | undefined {
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  for (let at = start; at < limit; at++) {
    const letter = text[at];
    if (text.startsWith(quote, at)) return at;
    if (letter === '\\') at++;
    else if (letter === '\n' || letter === '\r') return undefined;
  }
  return limit === text.length ? limit : undefined;
}

function findElements(text: string): SecretSpan[] {
  return Array.from(text.matchAll(ELEMENT)).flatMap((match): SecretSpan[] => {
    const value = match[2] ?? '';
    const end = match.index + match[0].length - 1;
    const kind = kindOf(match[1]);
    return isLikely(value, kind) ? [{ start: end - value.length, end, kind }] : [];
  });
}

function findBare(text: string): SecretSpan[] {
  return Array.from(text.matchAll(BARE)).flatMap((match): SecretSpan[] => {
    if (!beginsName(text, match)) return [];
    const start = match.index + match[0].length;
    const lead = lineBefore(text, match.index) + match[0];
    BARE_VALUE.lastIndex = start;
    const value = bareValue(BARE_VALUE.exec(text)?.[0] ?? '', lead);
    const end = start + value.length;
    const kind = kindOf(match[1]);
    const after = lineAfter(text, end);
    const isSecret =
      isBareValue(value, lead, after, kind) ||
      (kind === 'password' && isWordOfSettings(value, lead, after, text, match.index));
    return isSecret ? [{ start, end, kind }] : [];
  });
}

/** `PASSWORD=hunter` of an environment: the name is all capitals, and the value touches the sign. */
const ENVIRONMENT = /^\s*(?:(?:export|set|-|ENV|ARG)\s+)?[A-Z][A-Z0-9_]*=$/;
/** A chain of names: code, not a value. */
const EXPRESSION = /^[\p{L}_$@][\p{L}\p{N}_$]*(?:(?:\.|::|->|\?\.)[\p{L}_$][\p{L}\p{N}_$]*)*!?$/u;
/** The only thing on its line, as in YAML and properties. */
const LINE_LEAD = /^\s*(?:- )?["']?[\p{L}\p{N}_.-]+["']?\s*[:=]\s*(?:&[\w-]+\s)?$/u;
const LINE_REST = /^\s*(?:#.*)?$/;
/** A place in a vault, a rule of a form: `vault:db#key`, `required|min:8`. */
const REFERENCE =
  /^(?:(?:vault|ssm|secretsmanager|arn|op|env|file|ref|keyring|sops):|(?:required|nullable|sometimes|string|min|max)[|:])/i;
/** A tag or an alias, behind YAML's colon: `!vault`, `*default`. */
const TAG = /^(?:!{1,2}[a-z][\w./:-]*|\*[\w-]+)$/i;
/** In a sentence, and in a command. */
const SENTENCE = /(?:пароль|токен|секрет)\s*[:=]\s*$/i;
const OPTION = /(?:^|\s)--[\w-]+[= ]$/;

/** Without what ends a sentence, or goes on with a query. */
function bareValue(value: string, lead: string): string {
  const [first = ''] = value.split(/&\w{1,40}=/, 1);
  return SENTENCE.test(lead) ? first.replace(/[.:!?»]+$/, '') : first;
}

function isBareValue(value: string, lead: string, after: string, kind: SecretKind): boolean {
  if (value.length < 6 || /^[()[\]{}]/.test(after)) return false;
  if (ENVIRONMENT.test(lead)) return !isPlaceholder(value);
  if (REFERENCE.test(value) || (/:\s+$/.test(lead) && TAG.test(value))) return false;
  if (!isLikely(value, kind) || !/\p{L}/u.test(value)) return false;
  if (!EXPRESSION.test(value)) return true;
  if (kind === 'token' && isFirmToken(value)) return true;
  // It could be a name: only where no name of a program can stand.
  const alone = LINE_LEAD.test(lead) && LINE_REST.test(after);
  return /\d/.test(value) && (alone || SENTENCE.test(lead) || OPTION.test(lead));
}

/** As YAML and properties write it: a statement of a program has blanks on both sides of its sign. */
const SETTING = /^\s*(?:- )?[\p{L}\p{N}_.-]+(?::\s+|=)$/u;

/** A password that is a word alone, like the name of a type: only among settings that say where and as whom to log in. */
function isWordOfSettings(value: string, lead: string, after: string, text: string, at: number): boolean {
  if (!/^\p{L}+$/u.test(value) || !SETTING.test(lead) || !LINE_REST.test(after)) return false;
  return isLikely(value, 'password') && standsAmongSettings(text, at, value);
}

/** No name of a program has so many digits. */
function isFirmToken(value: string): boolean {
  return value.length >= 20 && value.replace(/\D/g, '').length >= 4 && /^[A-Za-z0-9_]+$/.test(value);
}

function lineBefore(text: string, end: number): string {
  return text.slice(Math.max(text.lastIndexOf('\n', end - 1) + 1, end - 120), end);
}

function lineAfter(text: string, start: number): string {
  const lineEnd = text.indexOf('\n', start);
  return text.slice(start, Math.min(lineEnd < 0 ? text.length : lineEnd, start + 120)).replace(/\r$/, '');
}
