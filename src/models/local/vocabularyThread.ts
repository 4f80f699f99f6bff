import { parentPort, workerData } from 'node:worker_threads';
import { readGgufVocabulary } from './ggufVocabulary.ts';

/** Entry of the thread that reads the vocabulary of one file, whose path it is given, and ends. */

const packed = await readGgufVocabulary(String(workerData));
parentPort?.postMessage(packed, [packed.vocabulary.buffer]);
