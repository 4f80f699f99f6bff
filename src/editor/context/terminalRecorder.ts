import * as vscode from 'vscode';

/** Characters of one terminal's last output that are kept, in memory alone. */
const MOST_CHARACTERS = 64_000;

interface Recorded {
  readonly command: string;
  readonly pieces: string[];
  length: number;
  exitCode: number | undefined;
}

/** What one command of a terminal has written, as it came. */
export interface TerminalRecord {
  readonly command: string;
  /** With the terminal's escape sequences; its end when it was long. */
  readonly output: string;
  /** Undefined while it runs, and where the shell does not tell. */
  readonly exitCode: number | undefined;
}

/**
 * Remembers the last commands of the terminals, for a question about them. Terminals whose shell does not tell the
 * editor of its commands are not heard. Nothing is written anywhere.
 */
export class TerminalRecorder {
  readonly #records = new Map<vscode.Terminal, Recorded[]>();
  readonly #subscriptions: vscode.Disposable;
  #last: vscode.Terminal | undefined;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
        this.#last = terminal;
        void this.#record(terminal, execution);
      }),
      vscode.window.onDidEndTerminalShellExecution(({ terminal, execution, exitCode }) => {
        const record = this.#records
          .get(terminal)
          ?.findLast(({ command }) => command === execution.commandLine.value);
        if (record) record.exitCode = exitCode;
      }),
      vscode.window.onDidCloseTerminal((terminal) => {
        this.#records.delete(terminal);
        if (this.#last === terminal) this.#last = undefined;
      }),
    );
  }

  /** The terminal that the user means: the one in front, else the one that wrote last. */
  get terminal(): vscode.Terminal | undefined {
    const { activeTerminal, terminals } = vscode.window;
    if (activeTerminal && this.#records.has(activeTerminal)) return activeTerminal;
    return this.#last ?? activeTerminal ?? terminals.at(-1);
  }

  /** The last commands of a terminal, oldest first. */
  records(terminal: vscode.Terminal): readonly TerminalRecord[] {
    return (this.#records.get(terminal) ?? []).map(({ command, pieces, exitCode }) => ({
      command,
      output: pieces.join('').slice(-MOST_CHARACTERS),
      exitCode,
    }));
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#records.clear();
  }

  async #record(terminal: vscode.Terminal, execution: vscode.TerminalShellExecution): Promise<void> {
    const record: Recorded = {
      command: execution.commandLine.value,
      pieces: [],
      length: 0,
      exitCode: undefined,
    };
    const records = this.#records.get(terminal) ?? [];
    this.#records.set(terminal, records);
    records.push(record);
    for await (const piece of execution.read()) {
      record.pieces.push(piece.slice(-MOST_CHARACTERS));
      record.length += Math.min(piece.length, MOST_CHARACTERS);
      shorten(records);
    }
  }
}

/** Old commands go first, then the beginning of the last one's output. */
function shorten(records: Recorded[]): void {
  let total = records.reduce((sum, { length }) => sum + length, 0);
  while (records.length > 1 && total > MOST_CHARACTERS) total -= records.shift()?.length ?? 0;
  const [only] = records;
  if (!only) return;
  while (only.pieces.length > 1 && only.length - (only.pieces[0]?.length ?? 0) >= MOST_CHARACTERS)
    only.length -= only.pieces.shift()?.length ?? 0;
}
