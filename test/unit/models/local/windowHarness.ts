import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ModelErrorDetails } from '../../../../src/core/model/modelError.ts';
import type { ModelChange } from '../../../../src/core/model/modelSource.ts';
import type { Lane, LoadSettings } from '../../../../src/models/local/protocol.ts';
import type { FromWindow, ToWindow, WindowOptions } from '../../../support/engineWindow.ts';
import { FAKE_WORKER, wantedModel } from './engineHarness.ts';

const WINDOW = fileURLToPath(new URL('../../../support/engineWindow.ts', import.meta.url));

export interface WindowAnswer {
  readonly text: string;
  /** `stop`, `length`, `aborted`, or the kind of the error. */
  readonly finish: string;
  readonly details?: ModelErrorDetails;
}

/** An answer in a window. */
export interface Asking {
  /** Its first text is there. */
  readonly begun: Promise<void>;
  readonly answer: Promise<WindowAnswer>;
  /** Characters so far. */
  length(): number;
  abort(): void;
}

/** Windows of one user: real processes that meet in a folder of their own. */
export class TestWindows {
  readonly folder: string;
  readonly #windows: TestWindow[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<TestWindows> {
    return new TestWindows(await mkdtemp(join(tmpdir(), 'tolmach-run-')));
  }

  open(options: Partial<WindowOptions> = {}): TestWindow {
    const window = new TestWindow({
      workerPath: FAKE_WORKER,
      runtimeFolders: [this.folder],
      keepWarm: 0,
      ...options,
    });
    this.#windows.push(window);
    return window;
  }

  /** Process ids of all engines that were started for these windows and live. */
  async engines(): Promise<readonly number[]> {
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,stat=,args=']);
    const lines = stdout
      .split('\n')
      .filter((line) => line.includes(`${this.folder}/`) && / \{"socket"/.test(line));
    return lines.filter((line) => !/^\s*\d+ Z/.test(line)).map((line) => Number.parseInt(line, 10));
  }

  /** Waits until no engine is left. */
  noEngine(seconds = 20): Promise<void> {
    return this.onlyEngine(undefined, seconds);
  }

  /** Waits until this engine, or none, is left. */
  async onlyEngine(pid: number | undefined, seconds = 20): Promise<void> {
    let left: readonly number[] = [];
    for (let attempt = 0; attempt < seconds * 20; attempt++) {
      left = await this.engines();
      if (String(left) === String(pid ?? '')) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`engines ${left.join(', ')} are there`);
  }

  /** What stands in the folders where windows meet. */
  async files(): Promise<readonly string[]> {
    const names = await readdir(this.folder, { recursive: true });
    return names.map((name) => name.replace(/^tolmach-\d+\/?/, '')).filter((name) => name !== '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const window of this.#windows) await window.kill();
    await this.noEngine();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export class TestWindow {
  readonly states: ModelChange[] = [];
  readonly logged: string[] = [];
  /** Of the engine that was told of last. */
  engine: number | undefined;
  readonly #process: ChildProcess;
  #lastId = 0;

  constructor(options: WindowOptions) {
    this.#process = fork(WINDOW, [JSON.stringify(options)], { execArgv: [] });
    this.#process.setMaxListeners(0);
    this.#hear((message) => {
      if (message.kind === 'log') this.logged.push(message.line);
      if (message.kind !== 'state') return;
      this.states.push(message.change);
      this.engine = message.pids[0] ?? this.engine;
    });
  }

  ask(file: string, question: string, settings: Partial<LoadSettings> = {}, lane: Lane = 'chat'): Asking {
    const id = ++this.#lastId;
    let text = '';
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const answer = new Promise<WindowAnswer>((resolve) => {
      this.#process.once('exit', () => resolve({ text, finish: 'killed' }));
      this.#hear((message) => {
        if (!('id' in message) || message.id !== id) return;
        if (message.kind === 'text') {
          text += message.text;
          begin();
        } else if (message.kind === 'end') resolve({ text, finish: message.finish });
        else resolve({ text, finish: message.why, details: message.details });
      });
    });
    this.#tell({ kind: 'ask', id, settings: { ...wantedModel(file).settings, ...settings }, question, lane });
    return { begun, answer, length: () => text.length, abort: () => this.#tell({ kind: 'abort', id }) };
  }

  /** Waits until a model of this window is so. */
  async until(state: (change: ModelChange) => boolean): Promise<void> {
    if (this.states.some(state)) return;
    await new Promise<void>((resolve) => {
      this.#hear((message) => {
        if (message.kind === 'state' && state(message.change)) resolve();
      });
    });
  }

  /** Resolves when the window says that it is done. */
  async free(kind: 'unload' | 'retire', file: string): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      this.#hear((message) => {
        if (message.kind === 'gone') resolve();
      });
    });
    this.#tell({ kind, file });
    await gone;
  }

  /** As the editor closes it. Returns its exit code. */
  async close(): Promise<number | null> {
    const exit = once(this.#process, 'exit');
    this.#tell({ kind: 'dispose' });
    // After what it was told.
    setTimeout(() => this.#process.disconnect(), 50);
    const [code] = await exit;
    return code;
  }

  /** As the system does. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  #hear(hear: (message: FromWindow) => void): void {
    this.#process.on('message', hear);
  }

  #tell(message: ToWindow): void {
    this.#process.send(message);
  }
}
