import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Answer, OpenAiServerOptions, RecordedRequest } from './openaiServer.ts';
import { startOpenAiServer } from './openaiServer.ts';

/** Options that can be sent to a thread. */
export interface ThreadOptions extends Pick<OpenAiServerOptions, 'dialect' | 'models' | 'window'> {
  readonly answer: Answer;
}

export interface ServerThread extends AsyncDisposable {
  readonly url: string;
  /**
   * Resolves when a client has closed the connection of a request that was not answered; milliseconds since 1970 by
   * the server's own clock.
   */
  nextClose(): Promise<number>;
}

/** A scripted server on a thread of its own, for measurements that its work would spoil. */
export async function startServerThread(options: ThreadOptions): Promise<ServerThread> {
  const worker = new Worker(new URL(import.meta.url), { workerData: options });
  const [url] = (await once(worker, 'message')) as [string];
  return {
    url,
    nextClose: async () => ((await once(worker, 'message')) as [number])[0],
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

async function serve(options: ThreadOptions): Promise<void> {
  const server = await startOpenAiServer({
    ...options,
    answer: (request) => {
      // An answer that goes out whole is of no interest.
      reportClose(request).catch(() => undefined);
      return options.answer;
    },
  });
  const reportClose = async (request: RecordedRequest): Promise<void> => {
    const closedAt = await server.closed(request);
    parentPort?.postMessage(performance.timeOrigin + closedAt);
  };
  parentPort?.postMessage(server.url);
}

if (!isMainThread && workerData) await serve(workerData as ThreadOptions);
