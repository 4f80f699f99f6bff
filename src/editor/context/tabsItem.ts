import * as vscode from 'vscode';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { isSecret } from '../convert.ts';
import { type Attached, attached, refused } from './attached.ts';
import { listed, readFiles } from './severalFiles.ts';
import { contextTexts } from './texts.ts';

/** Tabs that are looked at: who has more does not mean them all. */
const MOST_TABS = 500;

/** The files in the editor's tabs, those that are seen first. */
export async function tabsItem(sources: SourceFiles): Promise<Attached> {
  const uris = openTabs();
  const name = contextTexts.kinds.tabs;
  if (uris.length === 0) return refused(name, 'empty');
  const files = await readFiles(uris, sources);
  if (files.length === 0) return refused(name, 'empty');
  return attached({
    id: 'tabs',
    kind: 'tabs',
    place: { uri: '', path: name },
    language: '',
    text: listed(uris.map((uri) => vscode.workspace.asRelativePath(uri))),
    files,
  });
}

/** Files of the tabs, each once: first those in front, then the others in the order of the tabs. */
export function openTabs(): readonly vscode.Uri[] {
  const found = new Map<string, vscode.Uri>();
  const groups = vscode.window.tabGroups.all;
  const add = (tab: vscode.Tab | undefined): void => {
    const uri = tab && tabFile(tab);
    if (uri && !isSecret(uri) && found.size < MOST_TABS) found.set(uri.toString(), uri);
  };
  add(vscode.window.tabGroups.activeTabGroup.activeTab);
  for (const { activeTab } of groups) add(activeTab);
  for (const { tabs } of groups) for (const tab of tabs.slice(0, MOST_TABS)) add(tab);
  return [...found.values()];
}

function tabFile({ input }: vscode.Tab): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText) return input.uri;
  if (input instanceof vscode.TabInputTextDiff) return onDisk(input.modified);
  return input instanceof vscode.TabInputNotebook ? input.uri : undefined;
}

/** The old side of a diff, a proposal or git's own copy are no files of the user's. */
const onDisk = (uri: vscode.Uri): vscode.Uri | undefined =>
  ['file', 'vscode-remote', 'vscode-vfs'].includes(uri.scheme) ? uri : undefined;
