/** Other programs: run to their end, and ended with all their children. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a program may take to end by itself. */
const PATIENCE_MS = 3000;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What it writes is shown as it comes instead of being kept. */
  readonly show?: boolean;
}

/**
 * Runs a program without standard input and returns what it wrote on both streams.
 * @throws an Error with the command and its output when it cannot start or ends with another code than 0
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (data) => (output += data));
  child.stderr?.on('data', (data) => (output += data));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) {
    throw new Error(`${[command, ...args].join(' ')} ended with ${code ?? signal}\n${output}`.trimEnd());
  }
  return output;
}

/**
 * The environment for a program that is no part of this npm run: what npm and an outer editor export for their own
 * children is left out, how to reach the package registry stays.
 */
export function cleanEnvironment(environment = process.env): NodeJS.ProcessEnv {
  const foreign =
    /^(VSCODE_|ELECTRON_|npm_(?!config_(registry|cafile|cache|userconfig|proxy|https_proxy|noproxy)$))/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}

/** Ends a process that was started with `detached`, and every process of its group. */
export async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  if (await groupEnds(pid, PATIENCE_MS)) return;
  signalGroup(pid, 'SIGKILL');
  await groupEnds(pid, PATIENCE_MS);
}

async function groupEnds(pid: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (groupLives(pid)) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (groupLives(pid)) process.kill(-pid, signal);
}

function groupLives(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
