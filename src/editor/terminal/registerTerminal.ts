import * as vscode from 'vscode';
import type { ContextItem } from '../../core/context/contextItem.ts';
import type { TerminalRooms } from './proposeCommand.ts';

export interface TerminalPorts extends TerminalRooms {
  /** Opens the panel and asks there. */
  readonly ask: (question: string, items: readonly ContextItem[]) => Promise<void>;
  readonly showError: (error: unknown) => void;
}

/** Commands about the terminal; their code is loaded with the first of them. */
export function registerTerminal({ ask, showError, ...rooms }: TerminalPorts): vscode.Disposable {
  const command = (name: string, run: (given: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(name, (given: unknown) => run(given).catch(showError));
  return vscode.Disposable.from(
    command('tolmach.proposeCommand', async (wish) => {
      const { proposeCommand } = await import('./proposeCommand.ts');
      await proposeCommand(rooms, typeof wish === 'string' ? wish : undefined);
    }),
    command('tolmach.explainTerminal', async () => {
      const { explainSelection } = await import('./explainSelection.ts');
      await explainSelection(ask);
    }),
  );
}
