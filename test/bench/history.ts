import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Question } from '../../src/core/chat/chat.ts';
import { ChatSession } from '../../src/core/chat/chatSession.ts';
import type { TokenCounter } from '../../src/core/context/tokenCounter.ts';
import { cardFor } from '../../src/core/model/catalogue.ts';
import type { Delta, GenerateOptions, LanguageModel } from '../../src/core/model/languageModel.ts';
import type { Prompt } from '../../src/core/model/prompt.ts';
import { createCounters } from '../../src/models/tokens/index.ts';
import { median, rounded } from '../support/measures.ts';
import { ScriptedSource } from '../support/scriptedModel.ts';
import { chat, item } from '../unit/core/chat/chats.ts';
import { packedVocabulary } from '../unit/models/tokens/vocabularyFile.ts';

/**
 * A chat of 60 turns, with condensation at rest: how much of each prompt a server evaluates anew that keeps the last
 * request's beginning, as llama-server does with one slot. Messages are whole or not there in its cache, so that the
 * figures are rather too high.
 */

const TURNS = 60;
const WINDOW = 8192;
const TARGET = { beyondTheTurn: 0, overHalf: 1 / 8 };
const CARD = cardFor('T-lite-it-1.0', { rawCompletions: true });

export async function run(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolmach-history-'));
  try {
    const file = path.join(folder, 'qwen2.5.tokens');
    await writeFile(file, await packedVocabulary());
    const counter = await createCounters(file)(CARD);
    const condensed = await conversation(counter, true);
    const cut = await conversation(counter, false);
    const met =
      condensed.medianBeyondTheTurn <= TARGET.beyondTheTurn && condensed.overHalfShare <= TARGET.overHalf;
    return { turns: TURNS, window: WINDOW, ...condensed, withoutCondensation: cut, target: TARGET, met };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Evaluates what differs from its last request, and answers at a usual length. */
class CachingModel implements LanguageModel {
  readonly card = CARD;
  readonly evaluated: number[] = [];
  readonly #counter: TokenCounter;
  #cached: readonly string[] = [];

  constructor(counter: TokenCounter) {
    this.#counter = counter;
  }

  async *generate(prompt: Prompt, { maxTokens }: GenerateOptions): AsyncGenerator<Delta> {
    if (prompt.kind !== 'chat') throw new Error('not a chat');
    const texts = prompt.messages.map(({ role, text }) => `${role}\n${text}`);
    const same = texts.findIndex((text, index) => text !== this.#cached[index]);
    const fresh = same < 0 ? [] : texts.slice(same);
    this.evaluated.push(fresh.reduce((sum, text) => sum + this.#counter.count(text), 0));
    const text =
      maxTokens < 600 ? 'Пересказ: говорили о складе и бронях. '.repeat(8) : answer(this.evaluated.length);
    this.#cached = [...texts, `assistant\n${text}`];
    yield { kind: 'text', text };
    yield { kind: 'end', finish: 'stop', usage: {} };
  }
}

async function conversation(counter: TokenCounter, condensing: boolean) {
  const model = new CachingModel(counter);
  let ids = 0;
  const session = new ChatSession(chat(), {
    models: new ScriptedSource(model, counter),
    options: () => ({ window: WINDOW, answerTokens: 2048, reasoning: false }),
    now: () => 0,
    newId: () => `t${++ids}`,
  });
  const { signal } = new AbortController();
  const beyond: number[] = [];
  let overHalf = 0;
  let summaries = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    for await (const _ of session.ask(question(turn), signal));
    const sent = session.chat.turns.at(-1)?.question.sent ?? '';
    const evaluated = model.evaluated.at(-1) ?? 0;
    // The first request has nothing before it.
    if (turn > 0) beyond.push(evaluated - counter.count(`user\n${sent}`));
    if (turn > 0 && evaluated > WINDOW / 2) overHalf++;
    if (condensing && (await session.condense(signal, { onDemand: false }))) summaries++;
  }
  return {
    medianBeyondTheTurn: median(beyond),
    turnsThatReEvaluate: beyond.filter((tokens) => tokens > 0).length,
    mostReEvaluated: Math.max(...beyond),
    meanBeyondTheTurn: rounded(beyond.reduce((sum, tokens) => sum + tokens, 0) / beyond.length),
    overHalf,
    overHalfShare: rounded((overHalf / TURNS) * 1000) / 1000,
    summaries,
  };
}

/** Some questions carry a file, most carry nothing. */
function question(turn: number): Question {
  const text = `Вопрос ${turn}: почему бронь ${turn} снимается дважды и как это проверить тестом?`;
  const code = `export function reserve${turn}(order: Order) {\n  return stock.decrease(order.items);\n}\n`;
  return { text, items: turn % 5 === 0 ? [item(`i${turn}`, code.repeat(12))] : [] };
}

const answer = (turn: number): string =>
  `Ответ ${turn}. Очередь доставляет сообщение не меньше одного раза, поэтому обработчик должен быть готов к повтору. `.repeat(
    2 + (turn % 9),
  );

if (import.meta.main) console.log(JSON.stringify(await run()));
