import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  Delta,
  GenerateOptions,
  LanguageModel,
  Usage,
} from '../../../../src/core/model/languageModel.ts';
import type { ModelCard } from '../../../../src/core/model/modelCard.ts';
import type { ModelChange, ModelState } from '../../../../src/core/model/modelSource.ts';
import type { Prompt } from '../../../../src/core/model/prompt.ts';
import type { EngineClock } from '../../../../src/models/local/engineFailures.ts';
import { type EngineOptions, LocalEngine } from '../../../../src/models/local/localEngine.ts';
import { LocalModel } from '../../../../src/models/local/localModel.ts';
import type { WantedModel } from '../../../../src/models/local/runningModel.ts';

export const WORKER = new URL('../../../../src/models/local/worker.ts', import.meta.url).pathname;

/** Speaks the protocol, computes nothing: see there what it does. */
export const FAKE_WORKER = fileURLToPath(new URL('../../../support/fakeEngine.ts', import.meta.url));

/** A folder whose name has Cyrillic letters and a space, as a user's may. */
export async function modelsFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'толмач модели '));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export const CARD: ModelCard = {
  id: 'модель.gguf',
  name: 'Модель',
  window: 8192,
  windowKnown: true,
  template: 'chatml',
  tokenizer: 'qwen2.5',
  sampling: { temperature: 0.7, topP: 0.8, topK: 70, repetitionPenalty: 1.05, presencePenalty: 0 },
  reasoning: false,
  fillInMiddle: false,
  rawCompletions: true,
};

export interface TestEngine {
  readonly engine: LocalEngine;
  /** As they came, loading once each time. */
  readonly states: readonly ModelState[];
  /** Of `states`, with the file's name. */
  readonly told: readonly ModelChange[];
  readonly logged: readonly string[];
  model(file: string, card?: Partial<ModelCard>, wanted?: Partial<WantedModel>): LanguageModel;
}

/** A model as the tests want it: on one thread, so that tests can run side by side. */
export function wantedModel(file: string, wanted: Partial<WantedModel> = {}): WantedModel {
  const settings = { file, threads: 1, contextWindow: 8192, gpu: false };
  return { settings, version: 'first', memory: 1, ...wanted };
}

/** Where the windows of one test file meet, and no others. */
const runtimeFolder = mkdtempSync(join(tmpdir(), 'tolmach-run-'));
process.on('exit', () => rmSync(runtimeFolder, { recursive: true, force: true }));

/** A window's engine, which goes with it at once. */
export function testEngine(options: Partial<Omit<EngineOptions, 'log'>> = {}): TestEngine {
  const logged: string[] = [];
  const engine = new LocalEngine({
    workerPath: WORKER,
    unloadAfterMinutes: () => 0,
    freeMemory: () => 1e9,
    inUse: () => [],
    keepWarm: 0,
    runtimeFolders: [runtimeFolder],
    ...options,
    log: (line) => logged.push(line),
  });
  const told: ModelChange[] = [];
  const states: ModelState[] = [];
  engine.onDidChangeState((change) => {
    told.push(change);
    if (states.at(-1) !== change.state) states.push(change.state);
  });
  const model: TestEngine['model'] = (file, card = {}, wanted = {}) =>
    new LocalModel({ ...CARD, ...card }, engine, async () => wantedModel(file, wanted));
  return { engine, states, told, logged, model };
}

/** A clock whose pauses pass at once; they are kept. */
export class QuickClock implements EngineClock {
  time = 0;
  readonly pauses: number[] = [];

  now(): number {
    return this.time;
  }

  async wait(milliseconds: number): Promise<void> {
    this.pauses.push(milliseconds);
    this.time += milliseconds;
  }
}

export interface Answer {
  readonly text: string;
  readonly pieces: readonly string[];
  readonly finish: string;
  readonly usage: Usage;
}

export interface Ask extends Partial<GenerateOptions> {
  /** Called with all the text so far. */
  readonly onText?: (text: string) => unknown;
}

export async function ask(model: LanguageModel, prompt: Prompt | string, options: Ask = {}): Promise<Answer> {
  const { onText, ...generate } = options;
  const full = typeof prompt === 'string' ? question(prompt) : prompt;
  const defaults = { maxTokens: 2000, signal: new AbortController().signal, purpose: 'chat' } as const;
  const pieces: string[] = [];
  let text = '';
  let end: Extract<Delta, { kind: 'end' }> | undefined;
  for await (const delta of model.generate(full, { ...defaults, ...generate })) {
    if (end) throw new Error('something came after the end');
    if (delta.kind === 'end') {
      end = delta;
    } else if (delta.kind === 'text') {
      pieces.push(delta.text);
      text += delta.text;
      onText?.(text);
    }
  }
  if (!end) throw new Error('there was no end');
  return { text, pieces, finish: end.finish, usage: end.usage };
}

export function question(text: string, system = 'Ты помощник.'): Prompt {
  return {
    kind: 'chat',
    messages: [
      { role: 'system', text: system },
      { role: 'user', text },
    ],
  };
}

/** Code before the cursor, as the `prefill` form of completions sends it. */
export function prefill(code: string): Prompt {
  const open = (role: string, text: string) => [{ special: '<|im_start|>' }, { text: `${role}\n${text}` }];
  return {
    kind: 'raw',
    segments: [
      ...open('user', 'Продолжи код.'),
      { special: '<|im_end|>' },
      { text: '\n' },
      ...open('assistant', `\`\`\`ts\n${code}`),
    ],
  };
}

/** Runs `use` with an engine that is disposed of in the end; it leaves no process. */
export async function withEngine(
  options: Parameters<typeof testEngine>[0],
  use: (engine: TestEngine) => Promise<void>,
): Promise<void> {
  const test = testEngine(options);
  const { engine } = test;
  const known = new Set<number>();
  engine.onDidChangeState(() => {
    for (const pid of engine.pids) known.add(pid);
  });
  try {
    await use(test);
    for (const pid of engine.pids) known.add(pid);
  } finally {
    engine.dispose();
  }
  for (const pid of known) await gone(pid);
}

/** Waits until a process is gone; fails when it stays. */
export async function gone(pid: number | undefined): Promise<void> {
  if (pid === undefined) throw new Error('there was no process');
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`process ${pid} is still there`);
}
