import * as vscode from 'vscode';
import type { Place } from '../../core/context/contextItem.ts';
import { RULE_FILES, type Rule, ruleFolders } from '../../core/context/rule.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { readText } from './readText.ts';

/** Characters of one rules file: more would leave no room for the question. */
const LONGEST = 32_000;
/** Files of a question whose folders are looked at. */
const MOST_FILES = 20;
/** Folders of one workspace folder that are looked into. */
const MOST_FOLDERS = 60;
const NONE: readonly Rule[] = [];

/**
 * The rules that a project's own files give (AGENTS.md, .github/copilot-instructions.md, .tolmach.md), for the folders
 * of the files that a question is about. Only in trusted workspaces: they tell the model what to do.
 */
export class ProjectRules {
  readonly #sources: SourceFiles;
  readonly #active: () => vscode.Uri | undefined;
  /** By address, as it was read last. */
  readonly #read = new Map<string, { readonly stamp: string; readonly rule: Rule | undefined }>();
  #last = NONE;

  /** @param active the file that the user was in last, where a question may be about it */
  constructor(sources: SourceFiles, active: () => vscode.Uri | undefined = () => undefined) {
    this.#sources = sources;
    this.#active = active;
  }

  /** In a stable order: workspace folders as they are, in each from the outside in. The same array while nothing changed. */
  async for(items: readonly { readonly place: Place }[]): Promise<readonly Rule[]> {
    if (!vscode.workspace.isTrusted || !vscode.workspace.workspaceFolders) return NONE;
    const found = await Promise.all(this.#candidates(items).map((uri) => this.#rule(uri)));
    const rules: Rule[] = [];
    for (const rule of found) {
      // One file under two names, as a link often is, is read once.
      if (rule && !rules.some(({ text }) => text === rule.text)) rules.push(rule);
    }
    const same = rules.length === this.#last.length && rules.every((rule, at) => rule === this.#last[at]);
    if (!same) this.#last = rules;
    return this.#last;
  }

  /** Opens a file of the last rules; nothing else. */
  async open(id: string): Promise<void> {
    if (!this.#last.some((rule) => rule.id === id)) return;
    await vscode.window.showTextDocument(vscode.Uri.parse(id, true), { preview: true });
  }

  #candidates(items: readonly { readonly place: Place }[]): readonly vscode.Uri[] {
    const active = this.#active();
    const about = [
      ...(active ? [active] : []),
      ...items
        .slice(0, MOST_FILES)
        .flatMap(({ place }) => (place.uri === '' ? [] : [vscode.Uri.parse(place.uri)])),
    ];
    const folders = new Map<vscode.WorkspaceFolder, Set<string>>();
    for (const uri of about) {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      if (!folder) continue;
      const within = uri.path.slice(folder.uri.path.length).replace(/^\//, '');
      const known = folders.get(folder) ?? new Set<string>();
      folders.set(folder, known);
      for (const path of ruleFolders(within)) known.add(path);
    }
    // A question about nothing in particular is about the project.
    const first = vscode.workspace.workspaceFolders?.[0];
    if (folders.size === 0 && first) folders.set(first, new Set(['']));
    return [...folders]
      .sort(([one], [other]) => one.index - other.index)
      .flatMap(([{ uri }, paths]) =>
        [...paths]
          .slice(0, MOST_FOLDERS)
          .sort((one, other) => depthOf(one) - depthOf(other) || (one < other ? -1 : 1))
          .flatMap((path) => RULE_FILES.map((file) => vscode.Uri.joinPath(uri, path, file))),
      );
  }

  /** Read again only when it changed: a watcher of the disk misses changes in folders that are new. */
  async #rule(uri: vscode.Uri): Promise<Rule | undefined> {
    const id = uri.toString();
    const stamp = await stampOf(uri);
    const known = this.#read.get(id);
    if (known?.stamp === stamp) return known.rule;
    const read = await readText(uri, this.#sources);
    const text = 'text' in read ? read.text.slice(0, LONGEST) : '';
    const rule = text.trim() === '' ? undefined : { id, path: vscode.workspace.asRelativePath(uri), text };
    this.#read.set(id, { stamp, rule });
    return rule;
  }
}

/** Changes with the file: of an open one with what is written in the editor. */
async function stampOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (open) return `open ${open.version}`;
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    return `${mtime} ${size}`;
  } catch {
    return 'none';
  }
}

const depthOf = (path: string): number => (path === '' ? 0 : path.split('/').length);
