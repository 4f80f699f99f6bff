import * as vscode from 'vscode';
import { logTexts } from './texts.ts';

/** The journal «Толмач». It never holds prompts, code, answers or keys. */
export interface Log {
  readonly line: (text: string) => void;
  show(): void;
  dispose(): void;
}

export function createLog(): Log {
  let channel: vscode.LogOutputChannel | undefined;
  const open = (): vscode.LogOutputChannel => {
    channel ??= vscode.window.createOutputChannel(logTexts.name, { log: true });
    return channel;
  };
  return {
    line: (text) => open().info(text),
    show: () => open().show(),
    dispose: () => channel?.dispose(),
  };
}
