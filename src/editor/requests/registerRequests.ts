import * as vscode from 'vscode';
import type { Prompt } from '../../core/model/prompt.ts';
import type { SentRequests } from '../../core/model/sentRequests.ts';
import { promptText, requestsText } from './requestText.ts';
import { requestTexts } from './texts.ts';

const SCHEME = 'tolmach-request';
/** Texts that are kept for documents that may still be open. */
const MOST_KEPT = 5;

export interface Requests extends vscode.Disposable {
  /** Opens a prompt as a document that cannot be changed. */
  showPrompt(prompt: Prompt): Promise<void>;
}

/** Shows what goes, and what went, to the models: to the letter, and in memory only. */
export function registerRequests(sent: SentRequests): Requests {
  const texts = new Map<string, string>();
  let shown = 0;
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => texts.get(uri.query) ?? '',
  });
  const show = async (name: string, text: string): Promise<void> => {
    // Another address each time: a document that is open keeps what it shows.
    const query = String(++shown);
    texts.set(query, text);
    for (const old of [...texts.keys()].slice(0, -MOST_KEPT)) texts.delete(old);
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  };
  const command = vscode.commands.registerCommand('tolmach.showRequests', () =>
    show(requestTexts.sentName, requestsText(sent.list())),
  );
  return {
    showPrompt: (prompt) => show(requestTexts.promptName, promptText(prompt)),
    dispose: () => {
      provider.dispose();
      command.dispose();
      texts.clear();
    },
  };
}
