import type { EditTask, Keeps } from './task.ts';

/** A task that a user wrote down. */
export interface OwnTask {
  readonly name: string;
  readonly task: EditTask;
  /** The editor's language ids that it is for; empty: all. */
  readonly languages: readonly string[];
}

/** Why a file is no task. */
export interface TaskFileFault {
  readonly kind: 'unclosed' | 'noRequest' | 'unknownKey' | 'unknownValue';
  /** From 1. */
  readonly line: number;
  /** The key or the value that is not known. */
  readonly word: string;
}

const LONGEST_NAME = 80;
const BORDER = /^---\s*$/;
const ENTRY = /^([A-Za-z]+)\s*:\s*(.*?)\s*$/;
/** As in YAML. */
const COMMENT = /(?:^|\s)#.*$/;
const ANSWERS = ['review', 'panel'] as const;
const KEEPS = ['nothing', 'definitions', 'words', 'code'] as const satisfies readonly Keeps[];

/** What the lines between the borders say. */
interface Head {
  name?: string;
  answer?: (typeof ANSWERS)[number];
  keeps?: Keeps;
  languages?: readonly string[];
}

/** What a key's value says; nothing when it is none of those that there are. */
const READERS = new Map<string, (value: string) => Head | undefined>([
  ['name', (value) => (value === '' ? {} : { name: value })],
  ['answer', (value) => oneOf(ANSWERS, value, (answer) => ({ answer }))],
  ['keeps', (value) => oneOf(KEEPS, value, (keeps) => ({ keeps }))],
  ['languages', (value) => ({ languages: value.split(',').flatMap((one) => one.trim() || []) })],
]);

function oneOf<T extends string>(all: readonly T[], value: string, say: (one: T) => Head): Head | undefined {
  const found = all.find((one) => one === value);
  return found && say(found);
}

/**
 * Reads a task: its request, before which lines between two `---` may say `name`, `answer` (review, panel), `keeps`
 * (nothing, definitions, words, code) and `languages` (ids, with commas between).
 * @param id tells this file's task from all others
 * @param fallbackName its name where the file gives none
 */
export function readTaskFile(id: string, fallbackName: string, text: string): OwnTask | TaskFileFault {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const headed = BORDER.test(lines[0] ?? '');
  const end = headed ? lines.findIndex((line, at) => at > 0 && BORDER.test(line)) : -1;
  if (headed && end < 0) return { kind: 'unclosed', line: 1, word: '' };
  const head = readHead(lines.slice(1, Math.max(1, end)));
  if ('line' in head) return head;
  const request = lines
    .slice(end + 1)
    .join('\n')
    .trim();
  if (request === '') return { kind: 'noRequest', line: lines.length, word: '' };
  const { name = fallbackName, answer = 'review', keeps = 'definitions', languages = [] } = head;
  return {
    name: name.slice(0, LONGEST_NAME),
    languages,
    task: { id: `own:${id}`, request, answer, keeps },
  };
}

function readHead(lines: readonly string[]): Head | TaskFileFault {
  const head: Head = {};
  for (const [at, whole] of lines.entries()) {
    const line = whole.replace(COMMENT, '');
    if (line.trim() === '') continue;
    const [, key = '', value = ''] = ENTRY.exec(line) ?? [];
    const place = { line: at + 2 };
    const read = READERS.get(key);
    if (!read) return { kind: 'unknownKey', ...place, word: key || line.trim() };
    const said = read(value);
    if (!said) return { kind: 'unknownValue', ...place, word: value };
    Object.assign(head, said);
  }
  return head;
}
