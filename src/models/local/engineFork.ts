import { type ChildProcess, fork, spawn } from 'node:child_process';

/**
 * Starts a process of the engine that ends with this one, however that ends. It can be talked to at once.
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
 * Starts one that nothing ties to this process.
 * @param log handle of an open file, which takes what it writes to its standard error
 * @throws the system's own errors when no process can be started
 */
export function spawnEngine(workerPath: string, options: string, log: number): ChildProcess {
  const child = spawn(process.execPath, [workerPath, options], {
    env: engineEnvironment(process.env),
    stdio: ['ignore', 'ignore', log],
    detached: true,
    windowsHide: true,
  });
  child.unref();
  return child;
}

/**
 * The child's environment. Electron's executable must run as plain Node; the editor's own variables would make the
 * child take itself for part of the editor; `NODE_OPTIONS` would give it the debugger's port.
 */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = ['NODE_OPTIONS', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE'];
  const kept = Object.entries(environment).filter(
    ([name]) => !name.startsWith('VSCODE_') && !own.includes(name),
  );
  const electron = process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
  return { ...Object.fromEntries(kept), ...electron };
}
