import type { EngineHardware } from '../../core/model/machine.ts';
import { forkEngine } from './engineFork.ts';
import type { FromEngine } from './protocol.ts';

/** Milliseconds. */
const PATIENCE = 10_000;
const KEPT_OUTPUT = 4000;

/**
 * What the engine can compute with, asked of a process of its own. Nothing when there is no engine, when it failed or
 * does not answer in ten seconds, or after an abort. Never throws.
 * @param log gets the reason of a failure
 */
export async function inspectEngine(
  workerPath: string,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<EngineHardware | undefined> {
  if (signal.aborted) return undefined;
  const complain = (what: string): void => log(`engine: its hardware is not known: ${what}`);
  try {
    const child = forkEngine(workerPath);
    return await new Promise<EngineHardware | undefined>((resolve) => {
      let output = '';
      const end = (hardware: EngineHardware | undefined, problem?: string): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        child.removeAllListeners('close');
        child.kill('SIGKILL');
        if (problem !== undefined) complain(problem);
        resolve(hardware);
      };
      const aborted = (): void => end(undefined);
      const timer = setTimeout(() => end(undefined, `no answer in ${PATIENCE} ms`), PATIENCE);
      signal.addEventListener('abort', aborted, { once: true });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-KEPT_OUTPUT);
      });
      child.on('message', (message: FromEngine) => {
        if (message.kind === 'inspected') end(message.hardware);
      });
      child.on('error', (error) => end(undefined, error.message));
      child.on('close', (code, by) => end(undefined, `${by ?? `exit code ${code}`} ${reasonIn(output)}`));
      child.send({ kind: 'inspect' });
    });
  } catch (error) {
    complain(String(error));
    return undefined;
  }
}

/** The line that names the error, of all that Node writes when a program fails. */
function reasonIn(output: string): string {
  const lines = output.trim().split('\n');
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '').slice(0, 300);
}
