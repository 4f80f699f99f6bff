import assert from 'node:assert/strict';
import { cp, mkdir, truncate, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { EngineHardware } from '../../../../src/core/model/machine.ts';
import type { Sampling } from '../../../../src/core/model/modelCard.ts';
import { loadModel } from '../../../../src/models/local/llama.ts';
import { PATIENCE } from '../../../../src/models/local/turns.ts';
import { type Asked, askForHardware, EngineChild, userTurn } from '../../../support/engineChild.ts';
import { buildTrainingModel } from '../../../support/trainingModel.ts';
import { modelsFolder, prefill } from './engineHarness.ts';

const CODE = `export class Basket {
  readonly #items: Item[] = [];

  add(item: Item): void {
    if (item.count > 0) this.#items.push(item);
  }

  total(): number {
    let total = 0;
    for (const { price, count } of this.#items) total += price * count;
    return total;
  }

  describe(): string {
    const lines = this.#items.map(({ title, count }) => \`\${title}: \${count} шт.\`);
    return ['Корзина', ...lines].join('\\n');
  }
}
`;
const EDITED = CODE.replace('let total = 0;', 'let sum = 0;')
  .replace('total += price', 'sum += price')
  .replace('return total', 'return sum');
const EDIT = userTurn(`${CODE}\n\nПереименуй переменную и верни код целиком`);
const SAMPLED: Sampling = {
  temperature: 0.7,
  topP: 0.8,
  topK: 70,
  repetitionPenalty: 1.05,
  presencePenalty: 0.5,
};

let folder: Awaited<ReturnType<typeof modelsFolder>>;
let file: string;
let child: EngineChild;

before(async () => {
  folder = await modelsFolder();
  file = join(folder.path, 'модель.gguf');
  await buildTrainingModel(file, [
    { kind: 'chat', answer: 'Готово.' },
    { kind: 'chat', after: ' бесконечно', answer: ' тик-так', loop: true },
    { kind: 'chat', after: ' верни код целиком', answer: EDITED },
    { kind: 'prefill', after: 'return ', answer: 'сумма + 1;' },
    { kind: 'prefill', after: 'while ', answer: 'а', loop: true },
  ]);
  child = new EngineChild();
  await child.load(file);
});

after(async () => {
  await child.kill();
  await folder.remove();
});

test('typing on evaluates a few tokens again, in either lane, while both alternate', async () => {
  const code =
    'export function f(items: readonly number[]) {\n  const сумма = items.reduce((a, b) => a + b);\n';
  const typed = ['', '  ', '  re', '  retur', '  return', '  return с', '  return сумма +'];
  const history = 'Вопрос о корзине, на который нужен ответ. '.repeat(20);
  const asked = ['Что', 'Что это', 'Что это такое', 'Что это такое?'];
  const evaluated: number[] = [];
  for (const [index, text] of typed.entries()) {
    const completion = child.ask(prefill(code + text), { lane: 'completion', maxTokens: 8 });
    const chat = child.ask(userTurn(history + asked[index % asked.length]), { maxTokens: 4 });
    for (const { usage } of await Promise.all([completion.answer, chat.answer])) {
      evaluated.push((usage.promptTokens ?? 0) - (usage.cachedTokens ?? 0));
    }
  }
  // The first two read everything; the chat's end of turn is five tokens behind what was typed.
  assert.ok(
    evaluated.slice(2).every((tokens) => tokens <= 9),
    evaluated.join(' '),
  );
});

test('a completion goes before the next tokens of an answer', async () => {
  const chat = child.ask(userTurn('Говори бесконечно'), { maxTokens: 100_000 });
  await pause(50);
  const completion = await child.ask(prefill('while '), { lane: 'completion', maxTokens: 150 }).answer;
  chat.abort();
  const { times, finish } = await chat.answer;
  assert.equal(finish, 'aborted');
  assert.equal(completion.usage.generatedTokens, 150);
  const [from = 0] = completion.times;
  const between = times.filter((time) => time > from && time < completion.ended).length;
  // The one that was under way, and one for each second.
  const most = 2 + (completion.ended - from) / PATIENCE;
  assert.ok(times.length > 0 && between <= most, `${between} pieces of ${times.length} came in between`);
});

test('a completion goes before the rest of a long prompt', async () => {
  const order: string[] = [];
  const chat = child.ask(userTurn(`${'длинный рассказ '.repeat(1800)}?`), { maxTokens: 1 });
  await pause(20);
  const completion = child.ask(prefill('return '), { lane: 'completion' });
  void completion.answer.then(() => order.push('completion'));
  await chat.answer.then(() => order.push('chat'));
  assert.deepEqual(order, ['completion', 'chat']);
  assert.equal((await completion.answer).text, 'сумма + 1;');
});

test('completions one after another leave the conversation a step a second', async () => {
  const chat = child.ask(userTurn('Говори бесконечно'), { maxTokens: 100_000 });
  // Enough of them that there is always another one, also when this process stands still for a while.
  const complete = (): Asked => {
    const asked = child.ask(prefill('while '), { lane: 'completion', maxTokens: 40 });
    asked.answer.catch(() => undefined);
    return asked;
  };
  let open = Array.from({ length: 20 }, complete);
  const from = performance.now();
  const until = from + 4.5 * PATIENCE;
  while (performance.now() < until) {
    await open[0]?.answer;
    open = [...open.slice(1), complete()];
  }
  chat.abort();
  const { times, finish } = await chat.answer;
  assert.equal(finish, 'aborted');
  for (const { abort } of open) abort();
  await Promise.all(open.map(({ answer }) => answer));
  const steps = times.filter((time) => time < until).map((time) => Math.round(time - from));
  // The first ones may come before the first completion is there.
  assert.ok(steps.length >= 3 && steps.length <= 12, `pieces after ${steps.join(', ')} ms`);
});

test('an edit that repeats its prompt has the same text with guesses and without, in fewer steps', async () => {
  for (const sampling of [undefined, SAMPLED]) {
    const options = sampling ? { sampling } : {};
    const plain = await child.ask(EDIT, options).answer;
    const copied = await child.ask(EDIT, { ...options, copies: true }).answer;
    assert.equal(plain.text, EDITED);
    assert.equal(copied.text, EDITED);
    assert.deepEqual([copied.finish, copied.usage.generatedTokens], ['stop', plain.usage.generatedTokens]);
    assert.ok(
      copied.times.length < plain.times.length / 2,
      `${copied.times.length} pieces instead of ${plain.times.length}`,
    );
  }
});

test('with guesses too an answer ends at its limit, at a stop text, at an abort, at the end of the window', async () => {
  for (let maxTokens = 1; maxTokens <= 40; maxTokens++) {
    const { text, usage, finish } = await child.ask(EDIT, { copies: true, maxTokens }).answer;
    assert.ok(EDITED.startsWith(text) && text.length > 0);
    assert.deepEqual([finish, usage.generatedTokens], ['length', maxTokens]);
  }
  const stopped = await child.ask(EDIT, { copies: true, stop: ['describe()'] }).answer;
  assert.deepEqual([stopped.text, stopped.finish], [EDITED.slice(0, EDITED.indexOf('describe()')), 'stop']);
  const looping = child.ask(userTurn(`${' тик-так'.repeat(50)} Говори бесконечно`), {
    copies: true,
    maxTokens: 100_000,
  });
  await pause(50);
  looping.abort();
  assert.equal((await looping.answer).finish, 'aborted');
  const full = await child.ask(userTurn(`${' тик-так'.repeat(1600)} Говори бесконечно`), {
    copies: true,
    maxTokens: 100_000,
  }).answer;
  const { promptTokens = 0, generatedTokens = 0 } = full.usage;
  assert.deepEqual([full.finish, promptTokens + generatedTokens], ['length', 8192]);
});

test('after an edit its prompt is still cached', async () => {
  const { usage } = await child.ask(EDIT, { copies: true }).answer;
  const again = await child.ask(EDIT).answer;
  assert.equal(again.usage.cachedTokens, (usage.promptTokens ?? 0) - 1);
  assert.equal(again.text, EDITED);
});

test('each answer tells its pace: tokens read, and tokens written after the first', async () => {
  for (const copies of [false, true]) {
    await child.ask(userTurn('Другое')).answer;
    const started = performance.now();
    const { usage, pace } = await child.ask(EDIT, { copies }).answer;
    const { promptTokens = 0, cachedTokens = 0, generatedTokens = 0 } = usage;
    assert.deepEqual(
      [pace?.read.tokens, pace?.written.tokens],
      [promptTokens - cachedTokens, generatedTokens - 1],
    );
    const taken = (pace?.read.milliseconds ?? 0) + (pace?.written.milliseconds ?? 0);
    assert.ok(taken > 0 && taken < performance.now() - started);
  }
});

test('what a model runs on is told; a GPU that does not work is told too, and the processor serves', async () => {
  const settings = { file, threads: 1, contextWindow: 1024, gpu: true };
  // No package has it, so it cannot be loaded anywhere.
  const broken = process.platform === 'darwin' ? 'vulkan' : 'cuda';
  const { facts } = await loadModel(settings, () => undefined, [broken, false]);
  assert.deepEqual({ ...facts, fellBack: '' }, { device: 'cpu', gpuLayers: 0, layers: 2, fellBack: '' });
  assert.match(facts.fellBack ?? '', new RegExp(`^${broken}: `));
  const plain = await loadModel({ ...settings, gpu: false }, () => undefined);
  assert.deepEqual(plain.facts, { device: 'cpu', gpuLayers: 0, layers: 2 });
});

test('a model that clearly does not fit into memory is refused before anything is read', async () => {
  const huge = join(folder.path, 'огромная.gguf');
  await cp(file, huge);
  // No disk is taken: there is nothing in it.
  await truncate(huge, 2 ** 41);
  const other = new EngineChild();
  try {
    await assert.rejects(other.load(huge), (failure: { kind: string; details: Record<string, unknown> }) => {
      const { neededBytes, freeBytes } = failure.details;
      assert.deepEqual([failure.kind, failure.details['model']], ['outOfMemory', 'огромная.gguf']);
      assert.ok(Number(neededBytes) > 2 ** 41 && Number(freeBytes) > 0 && Number(freeBytes) < 2 ** 41);
      return true;
    });
  } finally {
    await other.kill();
  }
});

test('asked for the hardware, the process answers and ends by itself', async () => {
  const { hardware, exitCode } = await askForHardware();
  const { cores, copySpeed } = hardware as EngineHardware;
  assert.equal(exitCode, 0);
  assert.ok(cores >= 1 && cores <= availableParallelism());
  assert.ok(copySpeed > 1e8, `${copySpeed} bytes a second`);
});

test('without the engine, the process that was asked for the hardware fails, and says why', async () => {
  const bare = join(folder.path, 'без движка');
  await mkdir(join(bare, 'models'), { recursive: true });
  await writeFile(join(bare, 'package.json'), '{"type":"module"}');
  for (const room of ['core', 'models/local']) {
    await cp(new URL(`../../../../src/${room}`, import.meta.url), join(bare, room), { recursive: true });
  }
  const missing = join(bare, 'models', 'local', 'worker.ts');
  const { hardware, exitCode, output } = await askForHardware(missing);
  assert.deepEqual([hardware, exitCode], [undefined, 1]);
  assert.match(output, /engineMissing/);
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
