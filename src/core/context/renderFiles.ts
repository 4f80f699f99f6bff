import type { ContextItem, ItemFile } from './contextItem.ts';
import { describePlace, fenced, renderItem } from './render.ts';

/** A file of a folder or of open tabs, as it goes into the prompt. */
export interface ShownFile {
  readonly file: ItemFile;
  readonly text: string;
}

/** A folder or the open tabs: the list of their files, then the texts of those that are shown. */
export function renderFiles(item: ContextItem, list: string, files: readonly ShownFile[]): string {
  return [renderItem(item, list), ...files.map(renderFile)].join('\n\n');
}

export function renderFile({ file: { path, language }, text }: ShownFile): string {
  return `Файл ${describePlace({ uri: '', path }).slice('файл '.length)}:\n${fenced(text, language)}`;
}
