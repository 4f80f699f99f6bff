import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildChatPrompt, type ChatPromptInput } from '../../src/core/chat/chatPrompt.ts';
import type { ContextItem, ItemKind } from '../../src/core/context/contextItem.ts';
import type { TokenCounter } from '../../src/core/context/tokenCounter.ts';
import { cardFor } from '../../src/core/model/catalogue.ts';
import { createCounters } from '../../src/models/tokens/index.ts';
import { rounded } from '../support/measures.ts';
import { item, turn } from '../unit/core/chat/chats.ts';
import { packedVocabulary } from '../unit/models/tokens/vocabularyFile.ts';

/** Composing a prompt of 8k from 200 items, as with each key while a question is being written; and the counter's load. */

const ITEMS = 200;
const KEYS = 400;
const TARGET = { p95Ms: 5, counterMs: 150, counterMb: 60 };
const CARD = cardFor('T-lite-it-1.0', { rawCompletions: true });

export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-compose-'));
  try {
    const file = path.join(folder, 'qwen2.5.tokens');
    await writeFile(file, await packedVocabulary());
    globalThis.gc?.();
    const before = process.memoryUsage();
    const start = performance.now();
    const counter = await createCounters(file)(CARD);
    const counterMs = performance.now() - start;
    globalThis.gc?.();
    const after = process.memoryUsage();
    const bytes = after.heapUsed + after.external - before.heapUsed - before.external;
    const mixed = composing(counter, ITEMS);
    const worst = composing(counter, ITEMS, { pinned: true });
    const met =
      mixed.p95Ms <= TARGET.p95Ms && counterMs <= TARGET.counterMs && bytes / 1e6 <= TARGET.counterMb;
    return {
      items: ITEMS,
      ...mixed,
      pinned: worst,
      counterMs: rounded(counterMs),
      counterMb: rounded(bytes / 1e6),
      target: TARGET,
      met,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A question grows by a letter at a time, beside the same items and the same history. */
function composing(counter: TokenCounter, count: number, more: Partial<ContextItem> = {}) {
  const items = Array.from({ length: count }, (_, at) => ({ ...sample(at), ...more }));
  const history = Array.from({ length: 6 }, (_, at) =>
    turn(String(at), 'Почему так?', 'Потому что. '.repeat(40)),
  );
  const words = 'Почему work3 списывает остаток дважды, если сообщение доставлено ещё раз? ';
  const question = words.repeat(Math.ceil(KEYS / words.length)).slice(0, KEYS);
  const times: number[] = [];
  const cpu: number[] = [];
  let shortened = 0;
  for (let length = 1; length <= KEYS; length++) {
    const input: ChatPromptInput = {
      history,
      firstTurn: 0,
      question: { text: question.slice(0, length), items },
      card: CARD,
      counter,
      budget: { window: 8192, answer: 2048 },
    };
    const start = performance.now();
    const { user } = process.cpuUsage();
    const { report } = buildChatPrompt(input);
    times.push(performance.now() - start);
    cpu.push((process.cpuUsage().user - user) / 1000);
    shortened = report.rows.filter(({ fate }) => fate === 'shortened').length;
  }
  const [first = 0] = times;
  // Others' work on the machine is in the one and not in the other.
  return {
    firstMs: rounded(first),
    p50Ms: share(times, 0.5),
    p95Ms: share(times, 0.95),
    p95CpuMs: share(cpu, 0.95),
    shortened,
  };
}

/** Without the first, which is not warm. */
function share([, ...times]: readonly number[], of: number): number {
  const warm = times.sort((one, other) => one - other);
  return rounded(warm[Math.floor(warm.length * of)] ?? Number.NaN);
}

const KINDS: readonly ItemKind[] = ['file', 'selection', 'terminal', 'changes', 'problems', 'found'];

/** Some are large, as files are; most are small, as what is found. */
function sample(at: number): ContextItem {
  const functions = at % 25 === 7 ? 120 : 4;
  const text = Array.from({ length: functions }, (_, part) => {
    const body = Array.from(
      { length: 8 },
      (_, line) => `  const step${line} = await call(order${at}, ${line});`,
    );
    return [`export async function work${part}(order: Order) {`, ...body, '}', ''].join('\n');
  }).join('\n');
  return item(`i${at}`, text, { kind: KINDS[at % KINDS.length] ?? 'file' });
}

if (import.meta.main) console.log(JSON.stringify(await run()));
