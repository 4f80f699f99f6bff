import * as vscode from 'vscode';
import type { FromPanel, ToPanel } from '../../core/chat/protocol.ts';
import { Emitter } from '../../core/events.ts';
import { readMessage } from './panelMessage.ts';

/** The panel's frame: its page under a strict policy, and messages both ways. The panel may come and go. */
export class ChatView implements vscode.WebviewViewProvider {
  readonly #id: string;
  readonly #panelFolder: vscode.Uri;
  readonly #messages = new Emitter<FromPanel>();
  readonly #sight = new Emitter<void>();
  #view: vscode.WebviewView | undefined;

  /** @param id the view's name in package.json */
  constructor(id: string, extension: vscode.Uri) {
    this.#id = id;
    this.#panelFolder = vscode.Uri.joinPath(extension, 'dist', 'panel');
  }

  readonly onMessage = this.#messages.on;
  /** It is seen, or no longer. */
  readonly onDidChangeSight = this.#sight.on;

  readonly visible = (): boolean => this.#view?.visible ?? false;

  /** Drops the message when the panel is not open: it asks for the whole state when it opens. */
  readonly post = (message: ToPanel): void => {
    void this.#view?.webview.postMessage(message);
  };

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    view.webview.options = { enableScripts: true, localResourceRoots: [this.#panelFolder] };
    view.webview.html = this.#page(view.webview);
    view.webview.onDidReceiveMessage((value: unknown) => {
      const message = readMessage(value);
      if (message) this.#messages.fire(message);
    });
    view.onDidChangeVisibility(() => this.#sight.fire());
    view.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
      this.#sight.fire();
    });
    this.#sight.fire();
  }

  /** Opens the panel and puts the cursor into it. */
  async show(): Promise<void> {
    await vscode.commands.executeCommand(`${this.#id}.focus`);
  }

  #page(webview: vscode.Webview): string {
    const address = (file: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#panelFolder, file)).toString();
    const nonce = crypto.randomUUID();
    const policy = [
      `default-src 'none'`,
      `script-src 'nonce-${nonce}'`,
      `style-src ${webview.cspSource}`,
      `font-src ${webview.cspSource}`,
    ].join('; ');
    return `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address('panel.css')}">
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${address('panel.js')}"></script>
</body>
</html>`;
  }
}
