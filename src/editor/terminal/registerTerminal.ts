import * as vscode from 'vscode';
import type { TerminalRooms } from './proposeCommand.ts';

/** Commands about the terminal; their code is loaded with the first of them. */
export function registerTerminal(
  rooms: TerminalRooms,
  showError: (error: unknown) => void,
): vscode.Disposable {
  return vscode.commands.registerCommand('tolmach.proposeCommand', async (wish?: unknown) => {
    try {
      const { proposeCommand } = await import('./proposeCommand.ts');
      await proposeCommand(rooms, typeof wish === 'string' ? wish : undefined);
    } catch (error) {
      showError(error);
    }
  });
}
