import * as vscode from 'vscode';
import type { CodeQuestion, CodeSearch, CodeTrouble } from '../../core/chat/codeSearch.ts';
import { languageId } from '../../core/code/languageName.ts';
import type { ContextItem } from '../../core/context/contextItem.ts';
import { Emitter } from '../../core/events.ts';
import { CodebaseError, type IndexState, type Snippet } from '../../core/retrieval/codebase.ts';
import type { CodeIndex, IndexedCode } from '../../core/retrieval/codeIndex.ts';
import { itemId } from '../convert.ts';
import type { Log } from '../log.ts';
import type { CodeSettings } from '../settings.ts';
import { followWorkspace } from '../workspaceFeed.ts';
import { QueryFiles } from './queryFiles.ts';

export interface CodeRooms {
  /** Makes an index that reads nothing yet. */
  readonly open: (code: IndexedCode) => Promise<CodeIndex>;
  /** Where the index lies; there is none without a workspace. */
  readonly storage: vscode.Uri | undefined;
  readonly settings: () => CodeSettings;
  readonly log: Log;
}

/** Who asks for an index that is just being built waits for it so long. Milliseconds. */
const WAIT_FOR_INDEX = 5000;

/**
 * The index of the folders that are open here: there is one only where the workspace is trusted, has a folder on the
 * disk, and the user has not turned it off. It follows the folders, the settings and the disk.
 */
export class WorkspaceCode implements CodeSearch {
  readonly #rooms: CodeRooms;
  readonly #changed = new Emitter<void>();
  readonly #files = new QueryFiles();
  readonly #following: vscode.Disposable[];
  #index: CodeIndex | undefined;
  #opening: Promise<CodeIndex> | undefined;
  #feed: vscode.Disposable | undefined;
  /** The user deleted it: it is not built again unasked. */
  #deleted = false;
  #paused = false;
  #closed = false;

  constructor(rooms: CodeRooms) {
    this.#rooms = rooms;
    this.#following = [
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.start()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.follow()),
      this.#files,
    ];
  }

  readonly onDidChange = this.#changed.on;

  get state(): IndexState | undefined {
    return this.#index?.state;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get trouble(): CodeTrouble | undefined {
    const forbidden = this.forbidden;
    if (forbidden) return forbidden;
    if (this.#deleted) return 'turnedOff';
    const { activity, error } = this.state ?? {};
    if (error) return error.kind === 'disposed' ? 'crashed' : error.kind;
    return activity === 'ready' || activity === 'reading' || activity === 'paused' ? undefined : 'building';
  }

  /** Why there is to be no index here, whatever the state of one. */
  get forbidden(): Extract<CodeTrouble, 'noFolder' | 'untrusted' | 'turnedOff'> | undefined {
    if (!this.#rooms.storage || folders().length === 0) return 'noFolder';
    if (!vscode.workspace.isTrusted) return 'untrusted';
    return this.#rooms.settings().index ? undefined : 'turnedOff';
  }

  async find(question: CodeQuestion, limit: number, signal: AbortSignal): Promise<readonly ContextItem[]> {
    const index = await this.#open();
    await this.#built(index, signal);
    const snippets = await index.search({ ...question, ...this.#files.now() }, limit, signal);
    return snippets.map(itemOf);
  }

  /** Begins to read the folders, where that is allowed and wanted. */
  start(): void {
    if (this.forbidden || this.#deleted || this.#closed) return;
    this.#open()
      .then((index) => index.start())
      .catch((error: unknown) => this.#rooms.log.line(`index: ${String(error)}`));
  }

  /** Folders or settings changed. */
  follow(): void {
    if (this.forbidden) void this.#close();
    else if (this.#index) this.#index.configure(this.#code());
    else this.start();
    this.#changed.fire();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#index?.pause();
    else this.#index?.resume();
    this.#changed.fire();
  }

  /** Reads everything anew into an empty index. */
  async rebuild(): Promise<void> {
    const index = await this.#open();
    await index.clear();
    index.restart();
  }

  /** Deletes the index from the disk; it is built again when the user asks about the code. */
  async remove(): Promise<void> {
    this.#deleted = true;
    const index = this.#index;
    if (index) await index.clear();
    else await this.#deleteFile();
    await this.#close();
    this.#changed.fire();
  }

  async dispose(): Promise<void> {
    this.#closed = true;
    for (const one of this.#following) one.dispose();
    this.#changed.dispose();
    await this.#close();
  }

  #code(): IndexedCode {
    const { storage } = this.#rooms;
    if (!storage) throw new CodebaseError('disposed');
    return {
      database: vscode.Uri.joinPath(storage, 'codebase', 'index.sqlite').fsPath,
      folders: folders(),
      exclude: this.#rooms.settings().exclude,
    };
  }

  #open(): Promise<CodeIndex> {
    if (this.forbidden || this.#closed) return Promise.reject(new CodebaseError('disposed'));
    this.#deleted = false;
    this.#opening ??= this.#make().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #make(): Promise<CodeIndex> {
    const index = await this.#rooms.open(this.#code());
    this.#index = index;
    if (this.#paused) index.pause();
    index.onDidChangeState(() => this.#changed.fire());
    this.#feed = followWorkspace({
      changed: (paths) => index.changed(paths),
      rescan: () => index.rescan(),
    });
    return index;
  }

  async #close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    this.#feed?.dispose();
    this.#feed = undefined;
    this.#index = undefined;
    const index = await opening?.catch(() => undefined);
    await index?.dispose();
  }

  async #deleteFile(): Promise<void> {
    const { storage } = this.#rooms;
    if (!storage) return;
    const folder = vscode.Uri.joinPath(storage, 'codebase');
    // Not there: nothing to delete.
    await vscode.workspace.fs.delete(folder, { recursive: true }).then(undefined, () => undefined);
  }

  /** Until all files are in the index, for a while: the first question comes soon after the first start. */
  async #built(index: CodeIndex, signal: AbortSignal): Promise<void> {
    index.start();
    if (!this.#building(index)) return;
    const over = AbortSignal.any([signal, AbortSignal.timeout(WAIT_FOR_INDEX)]);
    await new Promise<void>((resolve) => {
      const heard = index.onDidChangeState(() => {
        if (!this.#building(index)) end();
      });
      const end = (): void => {
        heard.dispose();
        over.removeEventListener('abort', end);
        resolve();
      };
      over.addEventListener('abort', end);
      if (over.aborted) end();
    });
    signal.throwIfAborted();
  }

  #building({ state }: CodeIndex): boolean {
    return state.activity === 'idle' || (state.activity === 'scanning' && !this.#paused);
  }
}

/** Absolute paths of the workspace's folders that lie on this machine's disk. */
function folders(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
}

function itemOf({ folder, path, startLine, endLine, text }: Snippet): ContextItem {
  const uri = vscode.Uri.joinPath(vscode.Uri.file(folder), path);
  const place = {
    uri: uri.toString(),
    path: vscode.workspace.asRelativePath(uri),
    firstLine: startLine,
    lastLine: endLine,
  };
  return {
    id: itemId(place),
    kind: 'found',
    place,
    language: languageId(/\.(\w+)$/.exec(path)?.[1] ?? ''),
    text,
  };
}
