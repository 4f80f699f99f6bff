import type { LanguageModel } from '../../src/core/model/languageModel.ts';
import { createRemoteServer } from '../../src/models/remote/index.ts';
import { startServerThread } from '../support/openaiServerThread.ts';
import { remoteOptions } from '../unit/models/remote/harness.ts';

/**
 * What the remote adapter adds to a bare `fetch` of the same stream: to the first token, in turns with it on
 * connections that are kept alive, and to each token of a long answer.
 */

const WARM_UP = 30;
const ROUNDS = 300;
const LONG_ROUNDS = 5;
const TOKENS = 4000;
const TARGET_MS = 5;
const MODEL = 't-tech/T-pro-it-2.1';
const MESSAGES = [{ role: 'user', text: 'Привет' }] as const;

export async function run(): Promise<Record<string, unknown>> {
  const first = await firstToken();
  const perToken = await eachToken();
  return { ...first, ...perToken, targetMs: TARGET_MS, met: first.addedP95Ms <= TARGET_MS };
}

async function firstToken() {
  await using server = await startServerThread({ answer: { text: 'Да', firstDelay: 2 } });
  using opened = await open(server.url);
  const bare: number[] = [];
  const adapter: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const one = await timeBare(server.url);
    const other = await timeAdapter(opened.model);
    if (round < WARM_UP) continue;
    bare.push(one.firstMs);
    adapter.push(other.firstMs);
  }
  const added = adapter.map((time, index) => time - (bare[index] ?? 0));
  return {
    rounds: ROUNDS,
    fetchP50Ms: at(bare, 0.5),
    fetchP95Ms: at(bare, 0.95),
    adapterP50Ms: at(adapter, 0.5),
    adapterP95Ms: at(adapter, 0.95),
    addedP50Ms: at(added, 0.5),
    addedP95Ms: at(added, 0.95),
  };
}

async function eachToken() {
  const text = Array.from({ length: TOKENS }, (_, index) => ` слово${index}`);
  await using server = await startServerThread({ answer: { text }, window: null });
  using opened = await open(server.url);
  const bare: number[] = [];
  const adapter: number[] = [];
  for (let round = 0; round < LONG_ROUNDS; round++) {
    bare.push((await timeBare(server.url)).totalMs);
    adapter.push((await timeAdapter(opened.model)).totalMs);
  }
  const microseconds = (times: readonly number[]) => Math.round((at(times, 0.5) / TOKENS) * 1e5) / 100;
  return { tokens: TOKENS, fetchPerTokenUs: microseconds(bare), adapterPerTokenUs: microseconds(adapter) };
}

interface Times {
  readonly firstMs: number;
  readonly totalMs: number;
}

async function open(url: string): Promise<{ model: LanguageModel } & Disposable> {
  const provider = createRemoteServer(remoteOptions(url));
  const [card] = await provider.list(new AbortController().signal);
  if (!card) throw new Error('no model');
  const { model } = await provider.open(card);
  return { model, [Symbol.dispose]: () => provider.dispose() };
}

async function timeAdapter(model: LanguageModel): Promise<Times> {
  const started = performance.now();
  let first = 0;
  const signal = new AbortController().signal;
  for await (const delta of model.generate(
    { kind: 'chat', messages: MESSAGES },
    { maxTokens: TOKENS * 2, signal, purpose: 'chat' },
  )) {
    if (delta.kind === 'text') first ||= performance.now() - started;
  }
  return { firstMs: first, totalMs: performance.now() - started };
}

async function timeBare(url: string): Promise<Times> {
  const started = performance.now();
  let first = 0;
  const messages = MESSAGES.map(({ role, text }) => ({ role, content: text }));
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, messages, stream: true, max_tokens: TOKENS * 2 }),
  });
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (event === 'data: [DONE]') continue;
      const { choices } = JSON.parse(event.slice('data: '.length)) as {
        choices: { delta: { content: string } }[];
      };
      if (choices[0]?.delta.content) first ||= performance.now() - started;
    }
  }
  return { firstMs: first, totalMs: performance.now() - started };
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  const time = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return Math.round(time * 100) / 100;
}

if (import.meta.main) console.log(JSON.stringify(await run()));
