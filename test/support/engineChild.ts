import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Sampling } from '../../src/core/model/modelCard.ts';
import type { Prompt } from '../../src/core/model/prompt.ts';
import type {
  FromEngine,
  GenerateRequest,
  LoadFacts,
  LoadSettings,
} from '../../src/models/local/protocol.ts';

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

/** The engine's child process alone, spoken to in its own protocol: without the patience and the order of its parent. */
export class EngineChild {
  readonly #process: ChildProcess;
  #lastId = 0;
  #output = '';

  constructor(worker = WORKER) {
    this.#process = fork(worker, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#process.setMaxListeners(0);
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error('the child did not start');
    return pid;
  }

  /** @throws the failure as the child tells it */
  async load(file: string, settings: Partial<LoadSettings> = {}): Promise<LoadFacts> {
    const answer = new Promise<LoadFacts>((resolve, reject) => {
      this.#process.on('message', (message: FromEngine) => {
        if (message.kind === 'loaded') resolve(message.facts);
        if (message.kind === 'loadFailed') reject(message.failure);
      });
    });
    const plain = { file, threads: 1, contextWindow: 8192, gpu: false };
    this.#process.send({ kind: 'load', settings: { ...plain, ...settings } });
    return answer;
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
        if (!('id' in message) || message.id !== id) return;
        if (message.kind === 'text') {
          text += message.text;
          times.push(performance.now());
          return;
        }
        this.#process.off('message', hear);
        if (message.kind === 'failed') reject(message.failure);
        else resolve({ ...message, text, times, ended: performance.now() });
      };
      this.#process.on('message', hear);
      this.#process.once('exit', () => reject(new Error('the child is gone')));
    });
    this.#process.send({ kind: 'generate', id, request });
    return { answer, abort: () => this.#process.send({ kind: 'abort', id }) };
  }

  /** What it finds of the machine, and how it went. */
  async inspect(): Promise<{
    readonly hardware: unknown;
    readonly exitCode: number | null;
    readonly output: string;
  }> {
    let hardware: unknown;
    this.#process.on('message', (message: FromEngine) => {
      if (message.kind === 'inspected') ({ hardware } = message);
    });
    this.#process.send({ kind: 'inspect' });
    const [exitCode] = (await once(this.#process, 'close')) as [number | null];
    return { hardware, exitCode, output: this.#output };
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }
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
