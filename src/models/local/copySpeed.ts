import { Worker } from 'node:worker_threads';

/** Bytes that each thread copies at a time: with its copy, beyond what caches of one core hold. */
const BUFFER = 48 * 1024 * 1024;
/** Milliseconds that are measured. */
const DURATION = 50;
/** Milliseconds after which a thread that does not answer is done without. */
const PATIENCE = 5000;

/**
 * Copies between two buffers, both touched before, from the moment at which every thread is ready. It is source text,
 * so that no bundle has to carry one more file.
 */
const COPIER = `
const { parentPort, workerData: { ready, threads, size, duration } } = require('node:worker_threads');
const from = new Uint8Array(size).fill(1);
const to = new Uint8Array(size).fill(2);
const count = new Int32Array(ready);
Atomics.add(count, 0, 1);
Atomics.notify(count, 0);
for (let seen; (seen = Atomics.load(count, 0)) < threads; ) Atomics.wait(count, 0, seen, 1000);
const started = performance.now();
let copies = 0;
let passed = 0;
do {
  to.set(from);
  copies++;
  passed = performance.now() - started;
} while (passed < duration);
parentPort.postMessage((copies * size * 1000) / passed);
`;

/**
 * How many bytes a second this machine's memory gives to as many threads as there are cores, all copying at once;
 * 0 when it cannot be measured. Takes about 150 ms and 96 MB a thread.
 */
export async function measureCopySpeed(threads: number): Promise<number> {
  const ready = new SharedArrayBuffer(4);
  const workerData = { ready, threads, size: BUFFER, duration: DURATION };
  const workers = Array.from({ length: threads }, () => new Worker(COPIER, { eval: true, workerData }));
  const patience = AbortSignal.timeout(PATIENCE);
  try {
    const speeds = await Promise.all(workers.map((worker) => answer(worker, patience)));
    return speeds.reduce((sum, speed) => sum + speed, 0);
  } catch {
    return 0;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function answer(worker: Worker, patience: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread is gone')));
    patience.addEventListener('abort', () => reject(patience.reason), { once: true });
  });
}
