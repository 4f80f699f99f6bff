import * as vscode from 'vscode';

/** What became of a file that was to get another name. */
export type Moved = 'moved' | 'missing' | 'taken';

/** The files of the chats, by name. Other windows use them too: a file may be gone at any moment, and that is no error. */
export class ChatFolder {
  readonly #folder: vscode.Uri;

  constructor(folder: vscode.Uri) {
    this.#folder = folder;
  }

  async names(ending: string): Promise<string[]> {
    const entries = await unlessMissing(() => vscode.workspace.fs.readDirectory(this.#folder));
    return (entries ?? [])
      .filter(([name, type]) => type === vscode.FileType.File && name.endsWith(ending))
      .map(([name]) => name);
  }

  read(name: string): Promise<Uint8Array | undefined> {
    return unlessMissing(() => vscode.workspace.fs.readFile(this.#file(name)));
  }

  /** Date.now() of the last change of what stands in it; another name does not count as a change. */
  async modified(name: string): Promise<number | undefined> {
    return (await unlessMissing(() => vscode.workspace.fs.stat(this.#file(name))))?.mtime;
  }

  async write(name: string, text: string): Promise<void> {
    await vscode.workspace.fs.createDirectory(this.#folder);
    await vscode.workspace.fs.writeFile(this.#file(name), new TextEncoder().encode(text));
  }

  async remove(name: string): Promise<void> {
    await unlessMissing(() => vscode.workspace.fs.delete(this.#file(name)));
  }

  /** Never overwrites: the file keeps its name where the other one is taken. */
  move(from: string, to: string): Promise<Moved> {
    return this.#rename(from, to, false);
  }

  /** `missing` also when another window was replacing the same file: the editor takes the old one away first. */
  replace(from: string, to: string): Promise<Moved> {
    return this.#rename(from, to, true);
  }

  async #rename(from: string, to: string, overwrite: boolean): Promise<Moved> {
    try {
      await vscode.workspace.fs.rename(this.#file(from), this.#file(to), { overwrite });
      return 'moved';
    } catch (error) {
      if (isFileError(error, 'FileNotFound')) return 'missing';
      if (isFileError(error, 'FileExists')) return 'taken';
      throw error;
    }
  }

  #file(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, name);
  }
}

async function unlessMissing<T>(work: () => Thenable<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isFileError(error, 'FileNotFound')) return undefined;
    throw error;
  }
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof vscode.FileSystemError && error.code === code;
}
