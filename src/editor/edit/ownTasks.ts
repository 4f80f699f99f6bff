import * as vscode from 'vscode';
import { type OwnTask, readTaskFile, type TaskFileFault } from '../../core/edit/taskFile.ts';
import { ownTaskTexts } from './texts.ts';

/** Where a project keeps its tasks. */
const PROJECT_FOLDER = '.tolmach/tasks';
const MOST_FILES = 50;
/** Characters of a request; more would leave no room for the code. */
const LONGEST = 16_000;

/** A file of the user's: a task, or why it is none. */
export interface TaskFile {
  readonly uri: vscode.Uri;
  readonly read: OwnTask | TaskFileFault;
}

/**
 * Tasks that users wrote as Markdown files: their own, and in trusted workspaces the project's. They are requests to
 * the model and nothing else: none can run anything.
 */
export class OwnTasks {
  readonly #profile: vscode.Uri;

  /** @param storage the extension's folder in the user's profile */
  constructor(storage: vscode.Uri) {
    this.#profile = vscode.Uri.joinPath(storage, 'tasks');
  }

  /** The project's before the user's own, by their names. */
  async list(): Promise<TaskFile[]> {
    const folders = [...projectFolders(), this.#profile];
    return (await Promise.all(folders.map(filesOf))).flat();
  }

  /** Opens a new task to write; a file comes to be when the user saves it. */
  async begin(): Promise<void> {
    const [project] = projectFolders();
    const places = [
      ...(project ? [{ label: ownTaskTexts.forProject, description: PROJECT_FOLDER, uri: project }] : []),
      { label: ownTaskTexts.forAll, description: '', uri: this.#profile },
    ];
    const place =
      places.length > 1
        ? await vscode.window.showQuickPick(places, { title: ownTaskTexts.where })
        : places[0];
    const name =
      place && (await vscode.window.showInputBox({ title: ownTaskTexts.name, validateInput: wrongName }));
    if (!place || !name?.trim()) return;
    const uri = vscode.Uri.joinPath(place.uri, `${name.trim()}.md`);
    if (await exists(uri)) {
      await vscode.window.showTextDocument(uri);
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(0, 0), ownTaskTexts.template(name.trim()));
    if (document.getText() === '') await vscode.workspace.applyEdit(change);
    await vscode.window.showTextDocument(document);
  }
}

/** Opens what is no task, at the line that makes it none. */
export async function showFault(uri: vscode.Uri, { line }: TaskFileFault): Promise<void> {
  const place = new vscode.Range(line - 1, 0, line - 1, 0);
  await vscode.window.showTextDocument(uri, { selection: place });
}

function projectFolders(): vscode.Uri[] {
  if (!vscode.workspace.isTrusted) return [];
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => vscode.Uri.joinPath(uri, PROJECT_FOLDER));
}

async function filesOf(folder: vscode.Uri): Promise<TaskFile[]> {
  const names = (await entriesOf(folder)).filter((name) => name.endsWith('.md')).sort(inRussian);
  const files = await Promise.all(
    names.slice(0, MOST_FILES).map((name) => read(vscode.Uri.joinPath(folder, name))),
  );
  return files.filter((file) => file !== undefined);
}

async function entriesOf(folder: vscode.Uri): Promise<string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    // Most projects have none.
    return [];
  }
}

async function read(uri: vscode.Uri): Promise<TaskFile | undefined> {
  try {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)).slice(0, LONGEST);
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/\.md$/, '');
    return { uri, read: readTaskFile(uri.toString(), name, text) };
  } catch {
    // Gone since it was listed.
    return undefined;
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

const wrongName = (name: string): string | undefined =>
  /[\\/:*?"<>|\p{Cc}]/u.test(name) ? ownTaskTexts.wrongName : undefined;

const inRussian = new Intl.Collator('ru').compare;
