import * as vscode from 'vscode';
import type { SourceFiles } from '../../core/context/sourceFiles.ts';
import { isSecret } from '../convert.ts';
import { Turn } from '../turn.ts';

/** Files of all folders together that are looked through by name. */
const MOST_FILES = 20_000;
/** Without a list of this machine's file system the editor is asked, which hands over each as an object. */
const MOST_ASKED = 2000;
/** Milliseconds after which the list is read again behind the one that is there. */
const FRESH = 20_000;

/** A file or a folder of the workspace. Thousands are compared and few are shown: only those get an address. */
export interface WorkspacePath {
  readonly folder: vscode.WorkspaceFolder;
  /** Within the folder, with forward slashes. */
  readonly path: string;
}

export interface WorkspaceNames {
  readonly files: readonly WorkspacePath[];
  /** Those that hold files, without the workspace's own. */
  readonly folders: readonly WorkspacePath[];
}

const NONE: WorkspaceNames = { files: [], folders: [] };

/** The names of the workspace's own files, for the list that is typed into. Read when it is first asked for. */
export class WorkspaceFiles {
  readonly #sources: SourceFiles;
  readonly #subscriptions: vscode.Disposable;
  #names: WorkspaceNames | undefined;
  #readAt = 0;
  #reading: Promise<void> | undefined;
  readonly #abort = new AbortController();

  constructor(sources: SourceFiles) {
    this.#sources = sources;
    const stale = (): void => {
      this.#readAt = 0;
    };
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidCreateFiles(stale),
      vscode.workspace.onDidDeleteFiles(stale),
      vscode.workspace.onDidRenameFiles(stale),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#names = undefined;
        stale();
      }),
    );
  }

  /** What is known by now, at once; nothing while it is read for the first time. */
  known(): WorkspaceNames | undefined {
    if (performance.now() - this.#readAt > FRESH || this.#readAt === 0) void this.#read();
    return this.#names;
  }

  async all(): Promise<WorkspaceNames> {
    const known = this.known();
    if (known) return known;
    await this.#read();
    return this.#names ?? NONE;
  }

  /** As they are now: nothing that was made meanwhile is missing. */
  async anew(): Promise<WorkspaceNames> {
    await this.#read();
    return this.#names ?? NONE;
  }

  dispose(): void {
    this.#abort.abort();
    this.#subscriptions.dispose();
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readFolders().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readFolders(): Promise<void> {
    this.#readAt = performance.now();
    const files: WorkspacePath[] = [];
    const folders: WorkspacePath[] = [];
    const turn = new Turn();
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      if (files.length >= MOST_FILES) break;
      // A folder that cannot be read has no files to offer.
      const paths = await this.#paths(folder, MOST_FILES - files.length).catch(() => []);
      const known = new Set<string>();
      for (const path of paths) {
        files.push({ folder, path });
        for (const above of foldersAbove(path, known)) folders.push({ folder, path: above });
        if (turn.over) await turn.next();
      }
    }
    if (!this.#abort.signal.aborted) this.#names = { files, folders };
  }

  async #paths(folder: vscode.WorkspaceFolder, limit: number): Promise<readonly string[]> {
    const { uri } = folder;
    if (uri.scheme === 'file') return this.#sources.list(uri.fsPath, uri.fsPath, limit, this.#abort.signal);
    const found = await vscode.workspace.findFiles(
      new vscode.RelativePattern(folder, '**/*'),
      '**/{.git,node_modules}/**',
      Math.min(limit, MOST_ASKED),
    );
    const start = uri.path.length + (uri.path.endsWith('/') ? 0 : 1);
    return found.filter((file) => !isSecret(file)).map((file) => file.path.slice(start));
  }
}

/** The folders that a file is in and that are not among `known` yet; they are then. */
function foldersAbove(path: string, known: Set<string>): readonly string[] {
  const fresh: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end);
    if (known.has(folder)) break;
    known.add(folder);
    fresh.push(folder);
  }
  return fresh;
}
