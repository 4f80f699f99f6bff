import { type ChildProcess, fork } from 'node:child_process';

/**
 * Starts the engine's process, which ends with this one, however that ends. It can be talked to at once.
 * @throws the system's own errors when no process can be started
 */
export function forkEngine(workerPath: string): ChildProcess {
  return fork(workerPath, [], {
    env: engineEnvironment(process.env),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/**
 * The child's environment. Electron's executable must run as plain Node; the editor's own variables would make the
 * child take itself for part of the editor; `NODE_OPTIONS` would give it the debugger's port.
 */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.startsWith('VSCODE_') && name !== 'NODE_OPTIONS',
  );
  const electron = process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
  return { ...Object.fromEntries(kept), ...electron };
}
