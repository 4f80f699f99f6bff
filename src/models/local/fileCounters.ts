import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TokenCounter } from '../../core/context/tokenCounter.ts';
import { BytePairTokenizer } from '../tokens/bytePairTokenizer.ts';
import type { PackedVocabulary } from './ggufVocabulary.ts';

/**
 * Counters that count exactly as the engine does with a file: nothing where its vocabulary is of another kind or cannot
 * be read. Each vocabulary is read once, in a thread, and again when the file is another.
 * @param threadPath the file that runs as the thread
 * @param log gets a line where a vocabulary cannot be used
 */
export function createFileCounters(
  threadPath: string,
  log: (line: string) => void,
): (path: string) => Promise<TokenCounter | undefined> {
  const known = new Map<string, { readonly version: string; readonly counter: Promise<Counter> }>();
  return async (path) => {
    try {
      const { size, mtimeMs } = await stat(path);
      const version = `${size} ${mtimeMs}`;
      const found = known.get(path);
      if (found?.version === version) return await found.counter;
      const counter = readCounter(threadPath, path, log);
      known.set(path, { version, counter });
      return await counter;
    } catch {
      // It is gone, or cannot be looked at: whoever asks it will say so.
      return undefined;
    }
  };
}

type Counter = TokenCounter | undefined;

async function readCounter(threadPath: string, path: string, log: (line: string) => void): Promise<Counter> {
  try {
    const { vocabulary, preTokenizer } = await readVocabulary(threadPath, path);
    return new BytePairTokenizer(vocabulary, preTokenizer);
  } catch (error) {
    log(`${basename(path)}: tokens are estimated: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

function readVocabulary(threadPath: string, path: string): Promise<PackedVocabulary> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(threadPath, { workerData: path, execArgv: [], name: 'tolmach-vocabulary' });
    thread.on('message', resolve);
    thread.on('error', reject);
    // After a message it is of no matter.
    thread.on('exit', (code) => reject(new Error(`the thread ended with code ${code}`)));
  });
}
