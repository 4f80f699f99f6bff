import { inOtherLayout } from '../text/keyboardLayout.ts';
import { PLACES_COMMANDS } from './whereCommand.ts';

/** What can be started by a word behind a slash, by its names: the first is the one that is shown. */
const NAMES = {
  explain: ['объяснить', 'explain'],
  findErrors: ['ошибки', 'errors', 'bugs'],
  fix: ['исправить', 'fix'],
  refactor: ['рефакторинг', 'refactor'],
  simplify: ['упростить', 'simplify'],
  speedUp: ['ускорить', 'optimize', 'speed'],
  document: ['документировать', 'doc', 'document'],
  addTypes: ['типы', 'types'],
  writeTests: ['тесты', 'tests', 'test'],
  translateComments: ['перевести', 'translate'],
  commit: ['коммит', 'commit'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SlashCommand = keyof typeof NAMES;

export interface Slashed {
  readonly command: SlashCommand;
  /** The rest of the line: what is wished besides. */
  readonly wish: string;
}

/** A row of the list behind a slash. */
export interface SlashRow {
  readonly name: string;
  readonly hint: string;
  /** All that names it, in lower case: other names, and what the keys of each write in the other layout. */
  readonly forms: readonly string[];
}

/** Where keys of the other layout were pressed, the slash is a full stop and letters are signs. */
const COMMAND = /^\s*([/.])(\S+)(?:\s+([\s\S]*))?$/;

/** The command that a question begins with; any other word behind a slash is a question like all. */
export function slashed(question: string): Slashed | undefined {
  const [, slash, word = '', wish = ''] = COMMAND.exec(question) ?? [];
  const meant = [...(slash === '/' ? [word] : []), inOtherLayout(word)].map((one) => one.toLowerCase());
  for (const [command, names] of Object.entries(NAMES)) {
    if (names.some((name) => meant.includes(name)))
      return { command: command as SlashCommand, wish: wish.trim() };
  }
  return undefined;
}

/** The rows of the list behind a slash. @param hints what each does */
export function slashRows(hints: Readonly<Record<SlashCommand | 'places', string>>): readonly SlashRow[] {
  const rows = Object.entries(NAMES).map(([command, names]) => ({
    ...{ name: names[0], hint: hints[command as SlashCommand] },
    forms: names.flatMap((name) => [name, inOtherLayout(name)]),
  }));
  return [...rows, { name: PLACES_COMMANDS[0] ?? '', hint: hints.places, forms: PLACES_COMMANDS }];
}
