import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Delta,
  GenerateOptions,
  LanguageModel,
  Usage,
} from '../../../../src/core/model/languageModel.ts';
import type { ModelCard } from '../../../../src/core/model/modelCard.ts';
import type { ModelState } from '../../../../src/core/model/modelSource.ts';
import type { Prompt } from '../../../../src/core/model/prompt.ts';
import { LocalEngine } from '../../../../src/models/local/localEngine.ts';
import { LocalModel } from '../../../../src/models/local/localModel.ts';

export const WORKER = new URL('../../../../src/models/local/worker.ts', import.meta.url).pathname;

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
  model(file: string, card?: Partial<ModelCard>): LanguageModel;
}

export function testEngine(
  options: { readonly unloadAfterMinutes?: number; readonly workerPath?: string } = {},
): TestEngine {
  const engine = new LocalEngine({
    workerPath: options.workerPath ?? WORKER,
    unloadAfterMinutes: () => options.unloadAfterMinutes ?? 0,
    log: () => undefined,
  });
  const states: ModelState[] = [];
  engine.onDidChangeState(({ state }) => {
    if (states.at(-1) !== state) states.push(state);
  });
  const model = (file: string, card: Partial<ModelCard> = {}): LanguageModel =>
    new LocalModel({ ...CARD, ...card }, engine, async () => ({
      file,
      threads: 1,
      contextWindow: 8192,
      gpu: false,
    }));
  return { engine, states, model };
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
