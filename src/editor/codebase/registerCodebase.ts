import * as vscode from 'vscode';
import { statusLine } from './statusLine.ts';
import { type CodeRooms, WorkspaceCode } from './workspaceCode.ts';

/** The editor's own start comes first. Milliseconds. */
const START_AFTER = 4000;

export interface RegisteredCodebase extends vscode.Disposable {
  readonly code: WorkspaceCode;
  /** For the status bar's tooltip. */
  readonly line: () => string | undefined;
  readonly onDidChange: WorkspaceCode['onDidChange'];
  /** Resolves when the index is closed. */
  close(): Promise<void>;
}

/** The index of the workspace's code, and what the user can do with it. */
export function registerCodebase(rooms: CodeRooms): RegisteredCodebase {
  const code = new WorkspaceCode(rooms);
  const start = setTimeout(() => code.start(), START_AFTER);
  const manage = vscode.commands.registerCommand('tolmach.manageIndex', async () => {
    const { manageIndex } = await import('./manageIndex.ts');
    await manageIndex(code);
  });
  return {
    code,
    line: () => statusLine(code),
    onDidChange: code.onDidChange,
    close: () => code.dispose(),
    dispose: () => {
      clearTimeout(start);
      manage.dispose();
      void code.dispose();
    },
  };
}
