import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretKind, SecretSpan } from '../core/privacy/secret.ts';

/** What of secretlint's interface its rules use. Its own core runs them asynchronously, over files. */
interface Context {
  readonly createTranslator: (messages: unknown) => (id: string) => { readonly message: string };
  readonly report: (found: { readonly range: readonly [start: number, end: number] }) => void;
  readonly ignore: () => void;
}
interface Source {
  readonly content: string;
  readonly contentType: 'text';
  readonly ext: string;
  /** None: a rule reads the file that is named. */
  readonly filePath: undefined;
}
interface Rule {
  readonly meta: { readonly id: string };
  create(context: Context, options: object): { file?(source: Source): unknown };
}

const PREFIX = '@secretlint/secretlint-rule-';
/** `filter-comments`: a comment in a file must not bring its secrets out. `gcp`: looks at files alone. */
const NOT_USED = ['filter-comments', 'gcp'];
/** AWS's ids of keys come with their secrets, which are found with the option alone. */
const OPTIONS: Readonly<Record<string, object>> = { aws: { enableIDScanRule: true } };
const KINDS: Readonly<Record<string, SecretKind>> = {
  privatekey: 'privateKey',
  basicauth: 'connection',
  'database-connection-string': 'connection',
};

let found: SecretSpan[] = [];

const files = (rules as unknown as readonly Rule[])
  .map((rule) => ({ rule, name: rule.meta.id.replace(PREFIX, '') }))
  .filter(({ name }) => !NOT_USED.includes(name))
  .flatMap(({ rule, name }) => {
    const kind = KINDS[name] ?? 'token';
    const context: Context = {
      createTranslator: () => (message) => ({ message }),
      report: ({ range: [start, end] }) => void found.push({ start, end, kind }),
      ignore: () => {},
    };
    const { file } = rule.create(context, OPTIONS[name] ?? {});
    return file ? [file] : [];
  });

/**
 * What the rules of secretlint's recommended preset find: tokens of some twenty-five services, private keys, basic
 * authentication, connection strings.
 */
export function findByKeptRules(content: string): readonly SecretSpan[] {
  found = [];
  for (const file of files) file({ content, contentType: 'text', ext: '', filePath: undefined });
  return found;
}
