import * as vscode from 'vscode';

/**
 * Makes the editor ask for ghost text once more where it stands. What it was given by itself it asks for by key; what it
 * was given by key it would not ask for twice, unless there is another provider: one that has nothing comes for as long
 * as that takes. Hiding the text and asking anew would do as well, but be seen.
 * @param wasInvoked what stands there was asked for by key
 */
export async function askAgain(wasInvoked: boolean): Promise<void> {
  const another = wasInvoked
    ? vscode.languages.registerInlineCompletionItemProvider(
        { pattern: '**' },
        { provideInlineCompletionItems: () => undefined },
      )
    : undefined;
  try {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  } finally {
    another?.dispose();
  }
}
