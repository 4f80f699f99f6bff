import { type ContextItem, type ItemKind, type Place, placeLabel } from './contextItem.ts';

/**
 * `text` in a fence that nothing inside can close: longer than any run of backticks in it.
 * @param info the fence's info string
 */
export function fenced(text: string, info: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${oneLine(info)}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

/** One line, without what could end it or a fence: paths come from the disk and may hold anything. */
const oneLine = (text: string): string => text.replace(/[\r\n`]+/g, ' ');

/** "файл src/a.ts, строки 3–10" */
export function describePlace(place: Place): string {
  const path = oneLine(place.path);
  if (place.firstLine === undefined) return `файл ${path}`;
  const lines = placeLabel({ ...place, path: '' }).slice(1);
  return `файл ${path}, ${lines.includes('–') ? 'строки' : 'строка'} ${lines}`;
}

/** What an item is that is no place in a file: its name is said as the reader sees it, with what the model must know. */
const ABOUT: Partial<Readonly<Record<ItemKind, (name: string) => string>>> = {
  folder: (name) => `папка ${name}`,
  problems: (name) => `${name} (сообщения редактора)`,
  changes: (name) => `${name} (рабочая папка относительно последнего коммита)`,
  terminal: (name) => `${name} (последний вывод)`,
  tabs: (name) => `${name} (файлы в редакторе)`,
};

/** "файл src/a.ts, строки 3–10", "папка src", "Терминал: bash (последний вывод)" */
export function describeItem({ kind, place }: Pick<ContextItem, 'kind' | 'place'>): string {
  return ABOUT[kind]?.(oneLine(place.path)) ?? describePlace(place);
}

/** An attached item for the prompt: what it is, then its text as data in a fence. */
export function renderItem(item: ContextItem, text: string): string {
  return `${capitalise(describeItem(item))}:\n${fenced(text, item.language)}`;
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
