import * as vscode from 'vscode';
import type { ItemFile } from '../../core/context/contextItem.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { languageOf } from './fileItem.ts';
import { readText } from './readText.ts';
import { contextTexts } from './texts.ts';

/** Files of a folder or of tabs that are read; of the others the path alone goes in. */
const MOST_READ = 40;
/** Characters of all of them together: several windows full. */
const MOST_TOGETHER = 400_000;
/** Paths that are listed. */
const MOST_LISTED = 400;
const AT_ONCE = 8;

/** The first of the files, as many as together make sense. What cannot be read is left out: its path is listed. */
export async function readFiles(
  uris: readonly vscode.Uri[],
  sources: SourceFiles,
): Promise<readonly ItemFile[]> {
  const read: ItemFile[] = [];
  let characters = 0;
  const wanted = uris.slice(0, MOST_READ);
  for (let at = 0; at < wanted.length && characters < MOST_TOGETHER; at += AT_ONCE) {
    const some = await Promise.all(wanted.slice(at, at + AT_ONCE).map((uri) => one(uri, sources)));
    for (const file of some) {
      if (!file || characters >= MOST_TOGETHER) continue;
      read.push(file);
      characters += file.text.length;
    }
  }
  return read;
}

async function one(uri: vscode.Uri, sources: SourceFiles): Promise<ItemFile | undefined> {
  const read = await readText(uri, sources);
  if ('refused' in read) return undefined;
  return { path: vscode.workspace.asRelativePath(uri), language: languageOf(uri), text: read.text };
}

/** One path a line, with a last line that says how many there are besides. */
export function listed(paths: readonly string[]): string {
  const more = paths.length - MOST_LISTED;
  return [...paths.slice(0, MOST_LISTED), ...(more > 0 ? [contextTexts.moreFiles(more)] : [])].join('\n');
}
