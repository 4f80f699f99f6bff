import type { ContextItem, ItemFile } from '../context/contextItem.ts';
import type { ContextReport } from '../context/report.ts';
import { type Answer, type Chat, isUnderWay, type Summary, type Turn } from './chat.ts';
import type { SearchNote } from './codeSearch.ts';
import {
  CODE_TROUBLES,
  CUT_REASONS,
  ERROR_KINDS,
  FATES,
  ITEM_KINDS,
  PART_KINDS,
  PHASES,
  REASONS,
  SECRET_KINDS,
  STATUSES,
  TROUBLES,
} from './storedWords.ts';

/** A chat file that cannot be read: not JSON, cut off, or not of a form that any version of Толмач wrote. */
export class DamagedChatError extends Error {
  override readonly name = 'DamagedChatError';
}

/** A chat file of a later version of Толмач: it is left alone, neither read nor set aside. */
export class NewerChatError extends Error {
  override readonly name = 'NewerChatError';
}

/** The revision stands at the head, where `revisionAtHead` finds it. */
export function serialiseChat({ version, revision, ...chat }: Chat): string {
  return `${JSON.stringify({ version, revision, ...chat })}\n`;
}

/**
 * The revision of a stored chat from its first characters: long chats are saved often, and need not be read whole only
 * to see who wrote them last. Nothing when it stands elsewhere.
 */
export function revisionAtHead(json: string): number | undefined {
  const [, digits] = /^\{"version":1,"revision":(\d{1,16}),/.exec(json) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Reads a stored chat. Everything is checked: the file may have been cut off by a full disk or edited by hand. An
 * answer that was under way counts as stopped, with what had arrived.
 * @throws DamagedChatError, NewerChatError
 */
export function parseChat(json: string): Chat {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new DamagedChatError('not JSON', { cause: error });
  }
  const chat = new Reader(value, 'chat');
  const version = chat.number('version');
  if (version > 1) throw new NewerChatError(`version ${version}`);
  if (version !== 1) throw new DamagedChatError(`version ${version}`);
  return {
    version: 1,
    id: chat.string('id'),
    title: chat.string('title'),
    titleGiven: chat.boolean('titleGiven'),
    created: chat.number('created'),
    changed: chat.number('changed'),
    revision: chat.number('revision'),
    turns: chat.list('turns').map(readTurn),
    ...defined('summary', readSummary(chat.optionalObject('summary'))),
  };
}

function readSummary(summary: Reader | undefined): Summary | undefined {
  return summary && { text: summary.string('text'), until: summary.string('until') };
}

function readTurn(turn: Reader): Turn {
  const question = turn.object('question');
  return {
    id: turn.string('id'),
    question: {
      text: question.string('text'),
      items: question.list('items').map(readItem),
      ...question.some(['sent'], 'string'),
    },
    answer: readAnswer(turn.object('answer')),
    ...turn.some(['pinned'], 'boolean'),
  };
}

function readItem(item: Reader): ContextItem {
  const place = item.object('place');
  return {
    id: item.string('id'),
    kind: item.word('kind', ITEM_KINDS) ?? 'selection',
    place: {
      uri: place.string('uri'),
      path: place.string('path'),
      ...place.some(['firstLine', 'lastLine'], 'number'),
    },
    language: item.string('language'),
    text: item.string('text'),
    ...defined('spots', item.optionalNumbers('spots')),
    ...defined('files', item.optionalList('files')?.map(readFile)),
    ...item.some(['pinned'], 'boolean'),
  };
}

function readFile(file: Reader): ItemFile {
  return { path: file.string('path'), language: file.string('language'), text: file.string('text') };
}

function readAnswer(answer: Reader): Answer {
  const status = answer.word('status', STATUSES) ?? 'stopped';
  const model = answer.optionalObject('model');
  const error = answer.optionalObject('error');
  const report = answer.optionalObject('report');
  const search = answer.optionalObject('search');
  return {
    text: answer.string('text'),
    reasoning: answer.string('reasoning'),
    status: isUnderWay({ status }) ? 'stopped' : status,
    startedAt: answer.number('startedAt'),
    elapsed: answer.number('elapsed'),
    ...(model ? { model: { ref: model.string('ref'), name: model.string('name') } } : {}),
    ...answer.some(['thought', 'tokensPerSecond'], 'number'),
    ...answer.some(['cut'], 'boolean'),
    ...(error ? { error: readError(error) } : {}),
    ...(report ? { report: readReport(report) } : {}),
    ...(search ? { search: readSearch(search) } : {}),
  };
}

function readSearch(search: Reader): SearchNote {
  return { names: search.strings('names'), ...defined('trouble', search.word('trouble', CODE_TROUBLES)) };
}

/** A kind that a later version added is shown as the plainest one. */
function readError(error: Reader): NonNullable<Answer['error']> {
  const details = error.object('details');
  return {
    kind: error.word('kind', ERROR_KINDS) ?? 'brokenStream',
    details: {
      ...details.some(['host', 'model', 'file', 'other', 'detail'], 'string'),
      ...details.some(['status', 'seconds', 'needed', 'granted'], 'number'),
      ...details.some(['empty'], 'boolean'),
      ...defined('reason', details.word('reason', REASONS)),
      ...defined('phase', details.word('phase', PHASES)),
      ...defined('trouble', details.word('trouble', TROUBLES)),
    },
  };
}

function readReport(report: Reader): ContextReport {
  const secrets = report.optionalObject('secrets');
  return {
    window: report.number('window'),
    reserve: report.number('reserve'),
    used: report.number('used'),
    exact: report.boolean('exact'),
    rows: report.list('rows').map((row) => ({
      id: row.string('id'),
      kind: row.word('kind', PART_KINDS) ?? 'found',
      label: row.string('label'),
      fate: row.word('fate', FATES) ?? 'shortened',
      tokens: row.number('tokens'),
      wholeTokens: row.number('wholeTokens'),
      ...defined('reason', row.word('reason', CUT_REASONS)),
      ...row.some(['pinned'], 'boolean'),
      ...row.some(['turn'], 'string'),
      ...row.some(['turns'], 'number'),
    })),
    ...(secrets ? { secrets: readSecrets(secrets) } : {}),
  };
}

function readSecrets(secrets: Reader): NonNullable<ContextReport['secrets']> {
  return {
    count: secrets.number('count'),
    rows: secrets.list('rows').map((row) => ({
      kind: row.word('kind', SECRET_KINDS) ?? 'token',
      label: row.string('label'),
    })),
    ...secrets.some(['others'], 'number'),
    ...secrets.some(['asIs'], 'boolean'),
  };
}

function defined<K extends string, V>(field: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [field]: value } as { readonly [key in K]: V });
}

interface Primitives {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
}

/** Reads fields of parsed JSON and names the one that is wrong. */
class Reader {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new DamagedChatError(`${path} is no object`);
    }
    this.#value = value as Readonly<Record<string, unknown>>;
    this.#path = path;
  }

  string(field: string): string {
    return this.#required(field, 'string');
  }

  number(field: string): number {
    return this.#required(field, 'number');
  }

  boolean(field: string): boolean {
    return this.#required(field, 'boolean');
  }

  /** Those of the fields that are there. */
  some<F extends string, K extends keyof Primitives>(
    fields: readonly F[],
    type: K,
  ): { readonly [field in F]?: Primitives[K] } {
    const found = fields.flatMap((field) => {
      const value = this.#optional(field, type);
      return value === undefined ? [] : [[field, value] as const];
    });
    return Object.fromEntries(found) as { readonly [field in F]?: Primitives[K] };
  }

  /** One of the words; nothing when the field is not there or holds a word of a later version. */
  word<W extends string>(field: string, words: Readonly<Record<W, true>>): W | undefined {
    const found = this.#optional(field, 'string');
    return found !== undefined && Object.hasOwn(words, found) ? (found as W) : undefined;
  }

  object(field: string): Reader {
    return new Reader(this.#value[field], `${this.#path}.${field}`);
  }

  optionalObject(field: string): Reader | undefined {
    return this.#value[field] === undefined ? undefined : this.object(field);
  }

  list(field: string): Reader[] {
    const value = this.#value[field];
    if (!Array.isArray(value)) throw new DamagedChatError(`${this.#path}.${field} is no list`);
    return value.map((item: unknown, index) => new Reader(item, `${this.#path}.${field}[${index}]`));
  }

  optionalList(field: string): Reader[] | undefined {
    return this.#value[field] === undefined ? undefined : this.list(field);
  }

  strings(field: string): string[] {
    const value = this.#value[field];
    if (Array.isArray(value) && value.every((one: unknown) => typeof one === 'string')) return value;
    throw new DamagedChatError(`${this.#path}.${field} is no list of texts`);
  }

  optionalNumbers(field: string): number[] | undefined {
    const value = this.#value[field];
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((one: unknown) => typeof one === 'number')) return value;
    throw new DamagedChatError(`${this.#path}.${field} is no list of numbers`);
  }

  #required<K extends keyof Primitives>(field: string, type: K): Primitives[K] {
    const value = this.#optional(field, type);
    if (value === undefined) throw new DamagedChatError(`${this.#path}.${field} is missing`);
    return value;
  }

  #optional<K extends keyof Primitives>(field: string, type: K): Primitives[K] | undefined {
    const value = this.#value[field];
    // JSON writes `null` for a number that is none.
    if (value === undefined || value === null) return undefined;
    if (typeof value !== type || value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      throw new DamagedChatError(`${this.#path}.${field} is no ${type}`);
    }
    return value as Primitives[K];
  }
}
