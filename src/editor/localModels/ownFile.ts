import * as vscode from 'vscode';
import type { ModelError } from '../../core/model/modelError.ts';
import type { LibraryFile, ModelLibrary } from '../../core/model/modelLibrary.ts';
import type { ModelRegistry } from '../../core/model/modelRegistry.ts';
import { type Settings, writeSetting } from '../settings.ts';
import { errorCard } from '../texts.ts';
import { amount } from './amounts/texts.ts';
import { askTexts, fileTexts } from './texts.ts';

export interface FileRooms {
  readonly library: Pick<ModelLibrary, 'files' | 'refresh' | 'delete'>;
  readonly registry: Pick<ModelRegistry, 'refresh'>;
  readonly settings: () => Settings;
  /** The folder in force: the setting, or its default. */
  readonly modelsFolder: () => string;
  /** Why a file can be no model here; nothing when it can. */
  readonly checkFile: (path: string) => Promise<ModelError | undefined>;
}

/** Asks for a GGUF file and chooses it. It is used where it lies: a copy would cost gigabytes. */
export async function pickModelFile(rooms: FileRooms): Promise<void> {
  const { library, registry, settings, modelsFolder, checkFile } = rooms;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: fileTexts.title,
      openLabel: fileTexts.use,
      filters: { [fileTexts.filter]: ['gguf'] },
      defaultUri: vscode.Uri.file(modelsFolder()),
    })) ?? [];
  if (!file) return;
  const path = file.fsPath;
  const name = nameOf(file);
  const refusal = await refusalOf(path, name, library.files(), checkFile);
  if (refusal) {
    const answer = await vscode.window.showErrorMessage(refusal, fileTexts.another);
    if (answer) await pickModelFile(rooms);
    return;
  }
  const { files } = settings().local;
  const inFolder = vscode.Uri.joinPath(file, '..').fsPath === vscode.Uri.file(modelsFolder()).fsPath;
  if (!inFolder && !files.includes(path)) await writeSetting('local.files', [...files, path]);
  await writeSetting('chatModel', `local/${name}`);
  await Promise.all([library.refresh(), registry.refresh({ anew: true })]);
}

const nameOf = (file: vscode.Uri): string => file.path.split('/').at(-1) ?? '';

async function refusalOf(
  path: string,
  name: string,
  known: readonly LibraryFile[],
  checkFile: FileRooms['checkFile'],
): Promise<string | undefined> {
  // A model's id is its file's name: two of one name could not be told apart.
  const other = known.find((one) => one.id === name && one.path !== path);
  if (other) return fileTexts.nameTaken(name, other.path);
  const error = await checkFile(path);
  if (!error) return undefined;
  const { title, body } = errorCard(error);
  return `${title}. ${body}`;
}

/** Takes a file out of the list; one that lies in the models folder is removed from the disk, after a question. */
export async function removeFile(
  { library, registry, settings }: FileRooms,
  { id, path, bytes, foreign }: LibraryFile,
): Promise<void> {
  if (foreign) {
    await writeSetting(
      'local.files',
      settings().local.files.filter((one) => one !== path),
    );
  } else {
    const { title, detail, yes } = askTexts.remove;
    const answer = await vscode.window.showWarningMessage(
      title(id, amount(bytes)),
      { modal: true, detail: detail(path) },
      yes,
    );
    if (answer !== yes) return;
    try {
      await library.delete(id);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(askTexts.notRemoved(id, reason));
    }
  }
  await Promise.all([library.refresh(), registry.refresh({ anew: true })]);
}

/** Asks for another folder to keep models in. Says whether one was chosen. */
export async function chooseModelsFolder(modelsFolder: string): Promise<boolean> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: fileTexts.folder,
      openLabel: fileTexts.chooseFolder,
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: vscode.Uri.file(modelsFolder),
    })) ?? [];
  if (!folder) return false;
  await writeSetting('local.modelsFolder', folder.fsPath);
  return true;
}
