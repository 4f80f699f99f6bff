import type { ContextItem } from '../context/contextItem.ts';
import type { ContextReport } from '../context/report.ts';
import type { ModelErrorKind } from '../model/modelError.ts';
import { type Answer, type Chat, isUnderWay, type Turn } from './chat.ts';
import type { AnswerStatus } from './protocol.ts';

/** A chat file that cannot be read: not JSON, cut off, or not of a form that any version of Толмач wrote. */
export class DamagedChatError extends Error {
  override readonly name = 'DamagedChatError';
}

/** A chat file of a later version of Толмач: it is left alone, neither read nor set aside. */
export class NewerChatError extends Error {
  override readonly name = 'NewerChatError';
}

export function serialiseChat(chat: Chat): string {
  return `${JSON.stringify(chat)}\n`;
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
  return {
    version: 1,
    id: chat.string('id'),
    title: chat.string('title'),
    titleGiven: chat.boolean('titleGiven'),
    created: chat.number('created'),
    changed: chat.number('changed'),
    revision: chat.number('revision'),
    turns: chat.list('turns').map(readTurn),
  };
}

function readTurn(turn: Reader): Turn {
  const question = turn.object('question');
  const sent = question.optional('sent', 'string');
  return {
    id: turn.string('id'),
    question: {
      text: question.string('text'),
      items: question.list('items').map(readItem),
      ...(sent === undefined ? {} : { sent }),
    },
    answer: readAnswer(turn.object('answer')),
  };
}

function readItem(item: Reader): ContextItem {
  const place = item.object('place');
  const firstLine = place.optional('firstLine', 'number');
  const lastLine = place.optional('lastLine', 'number');
  return {
    id: item.string('id'),
    kind: item.string('kind') === 'file' ? 'file' : 'selection',
    place: {
      uri: place.string('uri'),
      path: place.string('path'),
      ...(firstLine === undefined ? {} : { firstLine }),
      ...(lastLine === undefined ? {} : { lastLine }),
    },
    language: item.string('language'),
    text: item.string('text'),
  };
}

const STATUSES: readonly AnswerStatus[] = [
  'waiting',
  'loading',
  'thinking',
  'writing',
  'done',
  'stopped',
  'failed',
];

function readAnswer(answer: Reader): Answer {
  const found = answer.string('status');
  const status = STATUSES.find((one) => one === found) ?? 'stopped';
  const model = answer.optionalObject('model');
  const error = answer.optionalObject('error');
  const report = answer.optionalObject('report');
  const thought = answer.optional('thought', 'number');
  const tokensPerSecond = answer.optional('tokensPerSecond', 'number');
  const cut = answer.optional('cut', 'boolean');
  return {
    text: answer.string('text'),
    reasoning: answer.string('reasoning'),
    status: isUnderWay({ status }) ? 'stopped' : status,
    startedAt: answer.number('startedAt'),
    elapsed: answer.number('elapsed'),
    ...(model ? { model: { ref: model.string('ref'), name: model.string('name') } } : {}),
    ...(thought === undefined ? {} : { thought }),
    ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
    ...(cut ? { cut } : {}),
    ...(error
      ? { error: { kind: error.string('kind') as ModelErrorKind, details: error.object('details').value } }
      : {}),
    ...(report ? { report: readReport(report) } : {}),
  };
}

/** Only shown, never computed with: its numbers are checked, its words taken as they are. */
function readReport(report: Reader): ContextReport {
  return {
    window: report.number('window'),
    reserve: report.number('reserve'),
    used: report.number('used'),
    exact: report.boolean('exact'),
    rows: report.list('rows').map((row) => {
      row.string('kind');
      row.string('fate');
      row.number('tokens');
      return row.value as unknown as ContextReport['rows'][number];
    }),
  };
}

type Primitives = { readonly string: string; readonly number: number; readonly boolean: boolean };

/** Reads fields of parsed JSON and names the one that is wrong. */
class Reader {
  readonly value: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new DamagedChatError(`${path} is no object`);
    }
    this.value = value as Readonly<Record<string, unknown>>;
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

  optional<K extends keyof Primitives>(field: string, type: K): Primitives[K] | undefined {
    const value = this.value[field];
    if (value === undefined) return undefined;
    if (typeof value !== type) throw new DamagedChatError(`${this.#path}.${field} is no ${type}`);
    return value as Primitives[K];
  }

  object(field: string): Reader {
    return new Reader(this.value[field], `${this.#path}.${field}`);
  }

  optionalObject(field: string): Reader | undefined {
    return this.value[field] === undefined ? undefined : this.object(field);
  }

  list(field: string): Reader[] {
    const value = this.value[field];
    if (!Array.isArray(value)) throw new DamagedChatError(`${this.#path}.${field} is no list`);
    return value.map((item: unknown, index) => new Reader(item, `${this.#path}.${field}[${index}]`));
  }

  #required<K extends keyof Primitives>(field: string, type: K): Primitives[K] {
    const value = this.optional(field, type);
    if (value === undefined) throw new DamagedChatError(`${this.#path}.${field} is missing`);
    return value;
  }
}
