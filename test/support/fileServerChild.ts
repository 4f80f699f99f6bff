import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { startFileServer } from './fileServer.ts';

export interface FileServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly sha256: string;
}

/** A file server in a process of its own, which takes nothing from the thread that is measured. */
export async function startFileServerProcess(bytes: number): Promise<FileServerProcess> {
  const child: ChildProcess = fork(import.meta.filename, [String(bytes)]);
  const [{ url, sha256 }] = await once(child, 'message');
  return {
    url,
    sha256,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

if (import.meta.main) {
  const { url, sha256 } = await startFileServer(Number(process.argv[2]));
  process.send?.({ url, sha256 });
  process.on('disconnect', () => process.exit());
}
