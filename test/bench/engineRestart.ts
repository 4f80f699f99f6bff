import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalEngine } from '../../src/models/local/localEngine.ts';
import type { GenerateRequest } from '../../src/models/local/protocol.ts';
import type { WantedModel } from '../../src/models/local/runningModel.ts';
import { buildRandomModel } from '../support/gguf/randomModel.ts';

/**
 * How long after a kill -9 in the middle of an answer the next request has its first text, beside the time that the
 * first request of all takes, loading included: a model of random weights in the shapes of a 0.5B one. Both in turns;
 * the median of the differences, because other work on the machine slows both alike.
 */

const WORKER = fileURLToPath(new URL('../../src/models/local/worker.ts', import.meta.url));
const ROUNDS = 5;
/** Milliseconds that a restart may take beside that. */
const TARGET = 1000;

export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'tolmach-bench-'));
  try {
    const file = join(folder, 'random.gguf');
    await buildRandomModel(file, 'half');
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await killedOnce(file));
    const beyond = median(rounds.map(({ first, again }) => again - first));
    return {
      firstMilliseconds: Math.round(median(rounds.map(({ first }) => first))),
      againMilliseconds: Math.round(median(rounds.map(({ again }) => again))),
      beyondLoading: { milliseconds: Math.round(beyond), target: TARGET, met: beyond <= TARGET },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds to the first text of all, and from the kill to the first text of the next answer. */
async function killedOnce(file: string): Promise<{ readonly first: number; readonly again: number }> {
  // Of its own each time: an engine that the last round has left warm would not have to load.
  const meeting = await mkdtemp(join(tmpdir(), 'tolmach-run-'));
  const engine = new LocalEngine({
    workerPath: WORKER,
    keepWarm: 0,
    runtimeFolders: [meeting],
    unloadAfterMinutes: () => 0,
    freeMemory: () => Number.POSITIVE_INFINITY,
    inUse: () => [],
    log: (line) => console.error(line),
  });
  const settings = { file, threads: 0, contextWindow: 8192, gpu: false };
  const wanted: WantedModel = { settings, version: '', memory: 0 };
  try {
    const begun = performance.now();
    let killed = 0;
    const dying = firstText(engine, wanted, () => {
      killed = performance.now();
      for (const pid of engine.pids) process.kill(pid, 'SIGKILL');
      return 'go on';
    });
    await dying.catch(() => undefined);
    await firstText(engine, wanted, () => 'leave');
    return { first: killed - begun, again: performance.now() - killed };
  } finally {
    engine.dispose();
    await rm(meeting, { recursive: true, force: true });
  }
}

async function firstText(
  engine: LocalEngine,
  wanted: WantedModel,
  came: () => 'leave' | 'go on',
): Promise<void> {
  const request: GenerateRequest = {
    lane: 'chat',
    prompt: { kind: 'raw', segments: [{ text: 'function sum(items) {' }] },
    maxTokens: 100_000,
    stop: [],
    sampling: { temperature: 0, topP: 1, topK: 0, repetitionPenalty: 1, presencePenalty: 0 },
  };
  let first = true;
  for await (const { kind } of engine.generate(wanted, request, new AbortController().signal)) {
    if (kind === 'text' && first && came() === 'leave') return;
    first = false;
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
