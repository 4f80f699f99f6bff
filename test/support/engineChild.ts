import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sampling } from '../../src/core/model/modelCard.ts';
import type { Prompt } from '../../src/core/model/prompt.ts';
import type {
  FromEngine,
  GenerateRequest,
  LoadFacts,
  LoadSettings,
} from '../../src/models/local/protocol.ts';
import { SharedProcess } from '../../src/models/local/sharedProcess.ts';

export const WORKER = fileURLToPath(new URL('../../src/models/local/worker.ts', import.meta.url));

export const GREEDY: Sampling = {
  temperature: 0,
  topP: 1,
  topK: 0,
  repetitionPenalty: 1,
  presencePenalty: 0,
};

type End = Extract<FromEngine, { kind: 'end' }>;

export interface ChildAnswer extends Pick<End, 'finish' | 'usage' | 'pace'> {
  readonly text: string;
  /** When each piece of text came, and the end, by `performance.now()`. */
  readonly times: readonly number[];
  readonly ended: number;
}

export interface Asked {
  readonly answer: Promise<ChildAnswer>;
  abort(): void;
}

/**
 * The engine's process alone, which no other window finds, spoken to in its own protocol: without the patience and the
 * order of the adapter.
 */
export class EngineChild {
  readonly #worker: string;
  readonly #hearers = new Set<(message: FromEngine) => void>();
  #process: SharedProcess | undefined;
  #gone: Promise<void> | undefined;
  #folder: string | undefined;
  #lastId = 0;

  constructor(worker = WORKER) {
    this.#worker = worker;
  }

  /** Once it is loaded. */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('the engine is not there');
    return pid;
  }

  /** @throws the failure as the engine tells it */
  async load(file: string, settings: Partial<LoadSettings> = {}): Promise<LoadFacts> {
    const plain = { file, threads: 1, contextWindow: 8192, gpu: false };
    this.#folder = await mkdtemp(join(tmpdir(), 'tolmach-run-'));
    const options = { workerPath: this.#worker, keepWarm: 0, runtimeFolders: [this.#folder] };
    return new Promise<LoadFacts>((resolve, reject) => {
      this.#hearers.add((message) => {
        if (message.kind === 'loaded') resolve(message.facts);
        if (message.kind === 'loadFailed') reject(message.failure);
      });
      this.#gone = new Promise((gone) => {
        this.#process = new SharedProcess(options, { ...plain, ...settings }, '', {
          onMessage: (message) => {
            for (const hear of [...this.#hearers]) hear(message);
          },
          onExit: (error) => {
            for (const hear of [...this.#hearers]) hear({ kind: 'crashed', failure: error });
            reject(error);
            gone();
          },
          onLog: () => undefined,
        });
      });
    });
  }

  ask(prompt: Prompt, options: Partial<Omit<GenerateRequest, 'prompt'>> = {}): Asked {
    const id = ++this.#lastId;
    const request = {
      lane: 'chat',
      maxTokens: 2000,
      stop: [],
      sampling: GREEDY,
      ...options,
      prompt,
    } as const;
    const answer = new Promise<ChildAnswer>((resolve, reject) => {
      let text = '';
      const times: number[] = [];
      const hear = (message: FromEngine): void => {
        if (message.kind === 'crashed') reject(message.failure);
        if (!('id' in message) || message.id !== id) return;
        if (message.kind === 'text') {
          text += message.text;
          times.push(performance.now());
          return;
        }
        this.#hearers.delete(hear);
        if (message.kind === 'failed') reject(message.failure);
        else resolve({ ...message, text, times, ended: performance.now() });
      };
      this.#hearers.add(hear);
    });
    this.#process?.send({ kind: 'generate', id, request });
    return { answer, abort: () => this.#process?.send({ kind: 'abort', id }) };
  }

  async kill(): Promise<void> {
    this.#process?.leave(false);
    await this.#gone;
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What an engine's process finds of the machine, and how it went. */
export async function askForHardware(
  worker = WORKER,
): Promise<{ readonly hardware: unknown; readonly exitCode: number | null; readonly output: string }> {
  const child = fork(worker, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let output = '';
  let hardware: unknown;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.on('message', (message: FromEngine) => {
    if (message.kind === 'inspected') ({ hardware } = message);
  });
  child.send({ kind: 'inspect' });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { hardware, exitCode, output };
}

export function raw(text: string): Prompt {
  return { kind: 'raw', segments: [{ text }] };
}

/** One turn of the user, in ChatML. */
export function userTurn(text: string): Prompt {
  const start = { special: '<|im_start|>' };
  return {
    kind: 'raw',
    segments: [
      start,
      { text: `user\n${text}` },
      { special: '<|im_end|>' },
      { text: '\n' },
      start,
      { text: 'assistant\n' },
    ],
  };
}
