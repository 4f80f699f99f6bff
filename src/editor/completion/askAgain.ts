import * as vscode from 'vscode';

/**
 * Makes the editor ask for ghost text once more where it stands. What it was given by key it would not ask for twice,
 * unless there are other providers than there were: one that has nothing is there for as long as that takes, so both
 * this question is asked and the user's next one. Hiding the text and asking anew would do as well, but be seen.
 */
export async function askAgain(): Promise<void> {
  const another = vscode.languages.registerInlineCompletionItemProvider(
    { pattern: '**' },
    { provideInlineCompletionItems: () => undefined },
  );
  try {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  } finally {
    another.dispose();
  }
}
