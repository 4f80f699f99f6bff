import * as vscode from 'vscode';
import { ModelError } from '../../core/model/modelError.ts';
import type { ModelSource } from '../../core/model/modelSource.ts';
import { commandLine } from '../../core/terminal/commandLine.ts';
import { commandPrompt, type TerminalPlace } from '../../core/terminal/commandPrompt.ts';
import type { Settings } from '../settings.ts';
import { terminalTexts } from './texts.ts';

export interface TerminalRooms {
  readonly models: Pick<ModelSource, 'open'>;
  readonly settings: () => Settings;
}

/**
 * Puts a command that does what is wished into the terminal. It is run by the user's Enter alone.
 * @param given the wish, where a key or another command says it; else it is asked for
 * @throws ModelError
 */
export async function proposeCommand(rooms: TerminalRooms, given?: string): Promise<void> {
  const { ask: prompt, example: placeHolder } = terminalTexts;
  const wish = given ?? (await vscode.window.showInputBox({ prompt, placeHolder }));
  if (!wish?.trim()) return;
  const terminal = vscode.window.activeTerminal ?? vscode.window.createTerminal();
  const place = placeOf(terminal);
  const answer = await answerTo(wish, place, rooms);
  if (answer === undefined) return;
  const line = commandLine(answer, place.shell);
  if (line === undefined) return void vscode.window.showInformationMessage(terminalTexts.noCommand);
  if (terminal.exitStatus) return void vscode.window.showInformationMessage(terminalTexts.closed);
  terminal.show();
  terminal.sendText(line, false);
}

/** Nothing when it was stopped. */
async function answerTo(
  wish: string,
  place: TerminalPlace,
  { models, settings }: TerminalRooms,
): Promise<string | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: terminalTexts.thinking,
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_, token) => {
    const controller = new AbortController();
    const { signal } = controller;
    token.onCancellationRequested(() => controller.abort());
    try {
      const open = await models.open('chat', signal);
      if (!open) throw new ModelError('notFound');
      const { card } = open.model;
      const window = Math.min(settings().contextWindow, card.window);
      const { prompt, maxTokens } = commandPrompt(wish, place, card, open.counter, window);
      let answer = '';
      for await (const delta of open.model.generate(prompt, { maxTokens, signal, purpose: 'chat' }))
        if (delta.kind === 'text') answer += delta.text;
      return signal.aborted ? undefined : answer;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
}

const SYSTEMS: Readonly<Record<string, string>> = { win32: 'Windows', darwin: 'macOS', linux: 'Linux' };

function placeOf(terminal: vscode.Terminal): TerminalPlace {
  const { shell = shellName(vscode.env.shell) } = terminal.state;
  const folder = terminal.shellIntegration?.cwd ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return { shell, system: SYSTEMS[process.platform] ?? process.platform, folder: folder?.fsPath ?? '' };
}

/** `/usr/bin/zsh`, `C:\…\pwsh.exe` */
function shellName(path: string): string {
  return (
    path
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.exe$/i, '') || 'sh'
  );
}
