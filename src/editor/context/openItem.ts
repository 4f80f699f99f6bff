import * as vscode from 'vscode';
import type { ContextItem } from '../../core/context/contextItem.ts';
import { revealPlace } from '../convert.ts';

const SCHEME = 'tolmach-item';
/** Texts that are kept for documents that may still be open. */
const MOST_KEPT = 20;

/** Shows what an attached item holds: a place in the editor, a folder in the explorer, any other text as it was read. */
export class ItemOpener {
  readonly #texts = new Map<string, string>();
  #provider: vscode.Disposable | undefined;

  async open(item: ContextItem): Promise<void> {
    switch (item.kind) {
      case 'file':
      case 'selection':
      case 'symbol':
      case 'found':
        return revealPlace(item.place);
      case 'folder':
        await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.parse(item.place.uri, true));
        return;
      case 'codebase':
        return;
      default:
        return this.#show(item);
    }
  }

  dispose(): void {
    this.#provider?.dispose();
    this.#texts.clear();
  }

  async #show({ id, place, language, text }: ContextItem): Promise<void> {
    this.#provider ??= vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.query) ?? '',
    });
    this.#texts.set(id, text);
    for (const old of [...this.#texts.keys()].slice(0, -MOST_KEPT)) this.#texts.delete(old);
    const path = `/${place.path.replace(/[/\\]/g, ' ')}`;
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: SCHEME, path, query: id }),
    );
    if (language !== '') await vscode.languages.setTextDocumentLanguage(document, language);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
