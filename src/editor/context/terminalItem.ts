import * as vscode from 'vscode';
import { readableOutput } from '../../core/text/terminalOutput.ts';
import { plainText } from '../convert.ts';
import { type Attached, attached, refused } from './attached.ts';
import type { TerminalRecord, TerminalRecorder } from './terminalRecorder.ts';
import { contextTexts } from './texts.ts';

/** Commands whose output goes in: what was run before is another matter. */
const LAST_COMMANDS = 3;

/** The end of what a terminal shows: its last commands with their output. */
export function terminalItem(recorder: TerminalRecorder): Attached {
  const { terminal } = recorder;
  if (!terminal) return refused(contextTexts.kinds.terminal, 'noTerminal');
  const records = recorder.records(terminal).slice(-LAST_COMMANDS);
  const text = records.map(asShown).join('\n\n');
  if (text === '') return refused(contextTexts.terminalOf(terminal.name), 'noTerminal');
  return item(terminal.name, text);
}

/**
 * What is selected in the terminal. The editor tells it by way of the clipboard alone, which gets back what it held.
 */
export async function terminalSelectionItem(): Promise<Attached> {
  const name = vscode.window.activeTerminal?.name ?? '';
  const kept = await vscode.env.clipboard.readText();
  try {
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    const text = readableOutput(await vscode.env.clipboard.readText());
    return text === '' ? refused(contextTexts.terminalOf(name), 'noTerminal') : item(name, text);
  } finally {
    await vscode.env.clipboard.writeText(kept);
  }
}

function item(name: string, text: string): Attached {
  return attached({
    // Each is another moment of the terminal.
    id: `terminal:${crypto.randomUUID()}`,
    kind: 'terminal',
    place: { uri: '', path: contextTexts.terminalOf(name) },
    language: '',
    text: plainText(text),
  });
}

function asShown({ command, output, exitCode }: TerminalRecord): string {
  const text = readableOutput(output);
  const code = exitCode ? [contextTexts.exitCode(exitCode)] : [];
  return [contextTexts.command(command), ...(text === '' ? [] : [text]), ...code].join('\n');
}
