import * as vscode from 'vscode';
import type { ContextItem } from '../../core/context/contextItem.ts';
import { RULE_FILES, type Rule, ruleFolders } from '../../core/context/rule.ts';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { readText } from './readText.ts';

/** Characters of one rules file: more would leave no room for the question. */
const LONGEST = 32_000;
/** Files of a question whose folders are looked at. */
const MOST_FILES = 20;
const NONE: readonly Rule[] = [];

/**
 * The rules that a project's own files give (AGENTS.md, .github/copilot-instructions.md, .tolmach.md), for the folders
 * of the files that a question is about. Only in trusted workspaces: they tell the model what to do.
 */
export class ProjectRules {
  readonly #sources: SourceFiles;
  readonly #active: () => vscode.Uri | undefined;
  /** By address; undefined where there is no such file. */
  readonly #read = new Map<string, Promise<Rule | undefined>>();
  #watching: vscode.Disposable | undefined;
  #last = NONE;

  /** @param active the file that the user was in last */
  constructor(sources: SourceFiles, active: () => vscode.Uri | undefined) {
    this.#sources = sources;
    this.#active = active;
  }

  /** In a stable order: workspace folders as they are, in each from the outside in. The same array while nothing changed. */
  async for(items: readonly ContextItem[]): Promise<readonly Rule[]> {
    if (!vscode.workspace.isTrusted || !vscode.workspace.workspaceFolders) return NONE;
    this.#watch();
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

  dispose(): void {
    this.#watching?.dispose();
    this.#read.clear();
  }

  #candidates(items: readonly ContextItem[]): readonly vscode.Uri[] {
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
          .sort((one, other) => depthOf(one) - depthOf(other) || (one < other ? -1 : 1))
          .flatMap((path) => RULE_FILES.map((file) => vscode.Uri.joinPath(uri, path, file))),
      );
  }

  #rule(uri: vscode.Uri): Promise<Rule | undefined> {
    const id = uri.toString();
    const known = this.#read.get(id) ?? this.#readRule(uri);
    this.#read.set(id, known);
    return known;
  }

  async #readRule(uri: vscode.Uri): Promise<Rule | undefined> {
    const read = await readText(uri, this.#sources);
    if ('refused' in read || read.text.trim() === '') return undefined;
    return {
      id: uri.toString(),
      path: vscode.workspace.asRelativePath(uri),
      text: read.text.slice(0, LONGEST),
    };
  }

  #watch(): void {
    if (this.#watching) return;
    const names = RULE_FILES.map((file) => file.slice(file.lastIndexOf('/') + 1));
    const watcher = vscode.workspace.createFileSystemWatcher(`**/{${names.join(',')}}`);
    const changed = (uri: vscode.Uri): void => void this.#read.delete(uri.toString());
    this.#watching = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidChange(changed),
      watcher.onDidDelete(changed),
      // What is being written counts as it stands in the editor.
      vscode.workspace.onDidChangeTextDocument(({ document }) => changed(document.uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#read.clear()),
    );
  }
}

const depthOf = (path: string): number => (path === '' ? 0 : path.split('/').length);
