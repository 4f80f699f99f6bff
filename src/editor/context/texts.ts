import type { MentionKind } from '../../core/chat/protocol.ts';
import { counted } from '../counted.ts';

/** Why something was not attached. */
export type RefusalReason =
  | 'tooLarge'
  | 'binary'
  | 'secret'
  | 'unreadable'
  | 'empty'
  | 'noGit'
  | 'noChanges'
  | 'noProblems'
  | 'noTerminal'
  | 'gone';

export const refusalTexts: Readonly<Record<RefusalReason, string>> = {
  tooLarge: 'слишком велик, больше 2\u00a0МБ',
  binary: 'не\u00a0текст',
  secret: 'может содержать пароли и\u00a0ключи',
  unreadable: 'не\u00a0читается',
  empty: 'нет файлов с\u00a0текстом',
  noGit: 'здесь нет репозитория git',
  noChanges: 'изменений нет',
  noProblems: 'проблем нет',
  noTerminal: 'вывода ещё не\u00a0было',
  gone: 'этого больше нет',
};

export const files = (n: number): string => counted(n, ['файл', 'файла', 'файлов']);

export const contextTexts = {
  notAttached: {
    title: 'Добавлено не\u00a0всё',
    body: (refused: readonly string[], more: number): string =>
      `Не\u00a0вошло: ${refused.join('; ')}${more > 0 ? `; и\u00a0ещё ${more}` : ''}.`,
  },
  kinds: {
    file: 'Файл',
    selection: 'Выделение',
    symbol: 'Символ',
    problems: 'Проблемы',
    changes: 'Изменения git',
    terminal: 'Терминал',
    tabs: 'Открытые вкладки',
    folder: 'Папка',
    codebase: 'Кодовая база',
  } satisfies Readonly<Record<MentionKind, string>>,
  /** What the same kinds are called by those who think in English: typing these finds them, too. */
  kindNames: {
    file: 'file',
    selection: 'selection',
    symbol: 'symbol',
    problems: 'problems errors',
    changes: 'git changes diff',
    terminal: 'terminal',
    tabs: 'tabs open',
    folder: 'folder',
    codebase: 'codebase',
  } satisfies Readonly<Record<MentionKind, string>>,
  otherFile: 'Другой файл',
  pick: 'выбрать',
  nothing: 'Ничего не\u00a0нашлось',
  lines: (first: number, last: number): string =>
    first === last ? `строка ${first}` : `строки ${first}–${last}`,
  noSelection: 'ничего не\u00a0выделено',
  noFolder: 'папка не\u00a0открыта',
  problemsHere: (n: number): string => `${n} в\u00a0этом файле`,
  problemsAll: (n: number): string => `${n} во\u00a0всех файлах`,
  noTabs: 'открытых файлов нет',
  noTerminal: 'терминал не\u00a0открыт',
  silentTerminal: 'вывода ещё не\u00a0было',
  searchIn: (n: number): string => `искать по\u00a0${counted(n, ['файлу', 'файлам', 'файлам'])}`,
  searchSoon: 'индекс строится',
  problemsOf: (name: string): string => `Проблемы: ${name}`,
  terminalOf: (name: string): string => `Терминал: ${name}`,
  changesOf: (name: string): string => `Изменения git: ${name}`,
  severities: ['ошибка', 'предупреждение', 'сведения', 'совет'],
  moreProblems: (n: number): string => `… и\u00a0ещё проблем: ${n}`,
  moreFiles: (n: number): string => `… и\u00a0ещё файлов: ${n}`,
  staged: '# В индексе',
  unstaged: '# Не в индексе',
  untracked: '# Новые файлы, которых нет в git',
  command: (line: string): string => `$ ${line}`,
  exitCode: (code: number): string => `[код завершения ${code}]`,
  rootFolder: 'вся папка',
} as const;
