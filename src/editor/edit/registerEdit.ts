import * as vscode from 'vscode';
import { registerCodeActions } from './codeActions.ts';
import { EDIT_COMMANDS, type EditRooms } from './editCommands.ts';
import type { EditorEdits } from './editorEdits.ts';

/** The tasks on code and the reviews of what they propose; their code is read when the first of them is run. */
export function registerEdit(rooms: EditRooms): vscode.Disposable {
  let loading: Promise<EditorEdits> | undefined;
  const edits = (): Promise<EditorEdits> => {
    loading ??= import('./editorEdits.ts').then(({ createEdits }) => createEdits(rooms));
    return loading;
  };
  const registered = EDIT_COMMANDS.map((name) =>
    vscode.commands.registerCommand(name, async (uri?: unknown, hunk?: unknown) => {
      try {
        const chosen = uri instanceof vscode.Uri ? uri : undefined;
        await (await edits()).run(name, chosen, typeof hunk === 'number' ? hunk : undefined);
      } catch (error) {
        rooms.showError(error);
      }
    }),
  );
  return vscode.Disposable.from(...registered, registerCodeActions(), {
    dispose: () => void loading?.then((loaded) => loaded.dispose()),
  });
}
