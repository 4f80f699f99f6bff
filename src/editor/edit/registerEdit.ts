import * as vscode from 'vscode';
import type { ApplyCode, RunCommand } from '../editPorts.ts';
import { registerCodeActions } from './codeActions.ts';
import { registerDefinitionLenses } from './definitionLenses.ts';
import { EDIT_COMMANDS, type EditRooms, type EditTarget } from './editCommands.ts';
import type { EditorEdits } from './editorEdits.ts';
import { registerProblemHover } from './problems.ts';

/** The tasks on code and the reviews of what they propose; their code is read when the first of them is run. */
export function registerEdit(
  rooms: EditRooms,
): vscode.Disposable & { readonly applyCode: ApplyCode; readonly runCommand: RunCommand } {
  let loading: Promise<EditorEdits> | undefined;
  const edits = (): Promise<EditorEdits> => {
    loading ??= import('./editorEdits.ts').then(({ createEdits }) => createEdits(rooms));
    return loading;
  };
  const registered = EDIT_COMMANDS.map((name) =>
    vscode.commands.registerCommand(name, async (...given: unknown[]) => {
      try {
        await (await edits()).run(name, readTarget(given));
      } catch (error) {
        rooms.showError(error);
      }
    }),
  );
  const registrations = vscode.Disposable.from(
    ...registered,
    registerCodeActions(),
    registerProblemHover(),
    registerDefinitionLenses(() => rooms.settings().codeLens),
    { dispose: () => void loading?.then((loaded) => loaded.dispose()) },
  );
  return {
    applyCode: async (block) => (await edits()).applyCode(block),
    runCommand: async (command, at) => {
      try {
        await (await edits()).runCommand(command, at);
      } catch (error) {
        rooms.showError(error);
      }
    },
    dispose: () => registrations.dispose(),
  };
}

/** Menus hand over the document; links and lenses besides a line and a character, or a hunk's id. */
function readTarget([uri, first, second]: readonly unknown[]): EditTarget {
  return {
    uri: typeof uri === 'string' ? vscode.Uri.parse(uri, true) : uri instanceof vscode.Uri ? uri : undefined,
    first: typeof first === 'number' ? first : undefined,
    second: typeof second === 'number' ? second : undefined,
  };
}
