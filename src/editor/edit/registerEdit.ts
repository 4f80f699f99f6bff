import * as vscode from 'vscode';
import { refactor } from '../../core/edit/tasks/refactor.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import type { Settings } from '../settings.ts';
import { EditorTasks } from './editorTasks.ts';
import { type Ask, explainCode } from './explain.ts';
import { Reviews } from './reviews.ts';

export interface EditRooms {
  readonly models: ModelSource;
  readonly settings: () => Settings;
  /** Opens the panel and asks there. */
  readonly ask: Ask;
  readonly showError: (error: unknown) => void;
}

/** The right-click tasks and the review of what they propose. */
export function registerEdit({ models, settings, ask, showError }: EditRooms): vscode.Disposable {
  const reviews = new Reviews();
  const tasks = new EditorTasks({ models, settings, reviews });
  const commands: Readonly<Record<string, (uri?: vscode.Uri) => Promise<void>>> = {
    'tolmach.explain': () => explainCode(ask),
    'tolmach.refactor': () => tasks.run(refactor),
    'tolmach.acceptEdit': (uri) => reviews.accept(uri),
    'tolmach.dismissEdit': (uri) => reviews.dismiss(uri),
  };
  const registered = Object.entries(commands).map(([name, command]) =>
    vscode.commands.registerCommand(name, async (uri?: unknown) => {
      try {
        await command(uri instanceof vscode.Uri ? uri : undefined);
      } catch (error) {
        showError(error);
      }
    }),
  );
  return vscode.Disposable.from(reviews, ...registered);
}
