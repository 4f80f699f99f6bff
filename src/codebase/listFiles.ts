import { Worker } from 'node:worker_threads';
import type { SourceFiles } from '../core/context/sourceFiles.ts';
import type { ListAnswer, ListRequest } from './listThread.ts';

/** @param threadPath the built listThread.ts */
export function createSourceFiles(threadPath: string): SourceFiles {
  return {
    list: (root, folder, limit, signal) => list(threadPath, { root, folder, limit }, signal),
    decode: async (bytes) => {
      const { decode } = await import('./decode.ts');
      return decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  };
}

async function list(
  threadPath: string,
  request: ListRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  signal.throwIfAborted();
  const thread = new Worker(threadPath, { workerData: request, name: 'tolmach files' });
  try {
    return await new Promise<readonly string[]>((resolve, reject) => {
      const paths: string[] = [];
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      thread.on('message', (answer: ListAnswer) => {
        if ('paths' in answer) paths.push(...answer.paths);
        else if (answer.ended === 'whole') resolve(paths);
        else reject(new Error('the folder cannot be read'));
      });
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`the thread ended with ${code}`)));
    });
  } finally {
    void thread.terminate();
  }
}
