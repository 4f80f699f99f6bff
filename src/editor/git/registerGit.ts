import * as vscode from 'vscode';
import type { CommitMessages, CommitRooms } from './commitMessages.ts';

export interface GitRooms extends CommitRooms {
  readonly showError: (error: unknown) => void;
}

/** Commands of the source control view; their code is loaded with the first of them. */
export function registerGit({ showError, ...rooms }: GitRooms): vscode.Disposable {
  let messages: CommitMessages | undefined;
  const write = async (source?: { readonly rootUri?: unknown }): Promise<void> => {
    try {
      const { CommitMessages } = await import('./commitMessages.ts');
      messages ??= new CommitMessages(rooms);
      const root = source?.rootUri;
      await messages.write(root instanceof vscode.Uri ? root : undefined);
    } catch (error) {
      showError(error);
    }
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('tolmach.writeCommitMessage', write),
    vscode.commands.registerCommand('tolmach.stopCommitMessage', () => messages?.stop()),
    { dispose: () => messages?.stop() },
  );
}
